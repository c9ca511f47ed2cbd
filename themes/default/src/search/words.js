// Everything that the search says.
import { listed, number, t, tn } from "../text.js";

export const HEADINGS = { places: t("Places"), walks: t("Walks"), streets: t("Streets") };
export const FIRST = t("Most photographed");
export const BROKEN = t("The search could not be loaded.");
export const LOADING = t("One moment …");

const COUNTED = {
  places: (count) => tn("{n} place", "{n} places", count),
  walks: (count) => tn("{n} walk", "{n} walks", count),
  streets: (count) => tn("{n} street", "{n} streets", count),
};

/** What can be searched: "Search 48 places, 6 walks and 812 streets." */
export function scope(counts) {
  return t("Search {things}.", { things: counted(counts) });
}

/** For those who hear what was found. */
export function announced(typed, { how, groups }) {
  const things = counted(groups.map(({ kind, total }) => [kind, total]));
  if (how === "all") return t("{things} found.", { things });
  if (how === "some") return t("No result has all of these words. {things} with some of them.", { things });
  return how === "like" ? `${nothing(typed)} ${t("{things} with a similar name.", { things })}` : `${nothing(typed)} ${ADVICE}`;
}

/** Above results that are not quite what was typed; "" if they are. */
export function remark(typed, how) {
  if (how === "some") return t("Nothing has all of these words. With some of them:");
  return how === "like" ? `${nothing(typed)} ${t("Did you mean:")}` : "";
}

export const ADVICE = t("Try fewer letters, or the name in another language.");

export function nothing(typed) {
  return t("Nothing found for “{typed}”.", { typed });
}

/** Beside a heading, where not all results are shown. */
export function share(shown, total) {
  return shown < total ? t("{shown} of {total}", { shown: number(shown), total: number(total) }) : "";
}

// short as in the legend, these would say too little alone
const LABELS = { mixed: t("Visitors and locals"), undetermined: "" };

/** Who goes to a place, or "" if nobody knows. */
export function who({ label, legend }) {
  return LABELS[label] ?? legend;
}

function counted(counts) {
  return listed(counts.filter(([, count]) => count).map(([kind, count]) => COUNTED[kind](count)));
}
