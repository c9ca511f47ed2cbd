// Everything that the search says.

export const HEADINGS = { places: "Places", walks: "Walks", streets: "Streets" };
export const FIRST = "Most photographed";
export const BROKEN = "The search could not be loaded.";
export const LOADING = "One moment …";

const ONE = { places: "place", walks: "walk", streets: "street" };

/** What can be searched: "Search 48 places, 6 walks and 812 streets." */
export function scope(counts) {
  return `Search ${listed(counted(counts))}.`;
}

/** For those who hear what was found. */
export function announced(typed, { how, groups }) {
  const found = listed(counted(groups.map(({ kind, total }) => [kind, total])));
  if (how === "all") return `${found} found.`;
  if (how === "some") return `No result has all of these words. ${found} with some of them.`;
  return how === "like" ? `${nothing(typed)} ${found} with a similar name.` : `${nothing(typed)} ${ADVICE}`;
}

/** Above results that are not quite what was typed; "" if they are. */
export function remark(typed, how) {
  if (how === "some") return "Nothing has all of these words. With some of them:";
  return how === "like" ? `${nothing(typed)} Did you mean:` : "";
}

export const ADVICE = "Try fewer letters, or the name in another language.";

export function nothing(typed) {
  return `Nothing found for “${typed}”.`;
}

/** Beside a heading, where not all results are shown. */
export function share(shown, total) {
  return shown < total ? `${shown} of ${total.toLocaleString("en")}` : "";
}

// short as in the legend, these would say too little alone
const LABELS = { mixed: "Visitors and locals", undetermined: "" };

/** Who goes to a place, or "" if nobody knows. */
export function who({ label, legend }) {
  return LABELS[label] ?? legend;
}

function counted(counts) {
  return counts.filter(([, count]) => count).map(([kind, count]) =>
    `${count.toLocaleString("en")} ${ONE[kind]}${count === 1 ? "" : "s"}`);
}

function listed(items) {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}
