// What a chosen month means for a place, in words.
import { weight } from "./state.js";

const NAMES = [
  "January", "February", "March", "April", "May", "June", "July",
  "August", "September", "October", "November", "December",
];

/** The time that a choice of month (0 to 12) stands for, as it follows "photographer-days". */
export function period(month) {
  return month ? `in ${NAMES[month - 1]}` : "all year";
}

/** How much a place is photographed in a month: "July: 38 photographer-days"; "" without one. */
export function evidence(place, month) {
  if (!month) return "";
  const days = weight(place, month);
  if (days === null) return `Too few people in ${NAMES[month - 1]} to tell`;
  const noun = days === 1 ? "photographer-day" : "photographer-days";
  return `${NAMES[month - 1]}: ${days.toLocaleString("en")} ${noun}`;
}
