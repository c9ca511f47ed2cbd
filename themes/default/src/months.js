// What a chosen month means for a place, in words.
import { weight } from "./state.js";
import { monthName, t, tn } from "./text.js";

/** How much a place is photographed in a month: "July: 38 photographer-days"; "" without one. */
export function evidence(place, month) {
  if (!month) return "";
  const days = weight(place, month);
  const told = { month: monthName(month) };
  if (days === null) return t("Too few people in {month} to tell", told);
  return tn("{month}: {n} photographer-day", "{month}: {n} photographer-days", days, told);
}
