// What is found for what is typed. The index is made here, from guidegen/website/search.py's texts.
import MiniSearch from "minisearch";
import { fold, indexTerms, isUnspaced, queryTerms } from "./fold.js";

export const KINDS = ["places", "walks", "streets"];
const MOST = { places: 7, walks: 4, streets: 6 }; // shown of each kind

const FIELDS = { name: 8, also: 6, id: 2, kind: 1.5, passed: 1.5, text: 1 };
const IN_NAMES = Object.keys(FIELDS).slice(0, 2);
// what is the likelier wish, all else being equal
const WEIGHTS = { places: 1, walks: 0.85, streets: 0.75 };
const AT_ONCE = 200; // things that are indexed before the page may do something else

/**
 * A search over a city.
 *
 * @param {object} data  window.guidegen.search
 * @returns {Promise<{entries: object[], find: (typed: string) => object}>}
 */
export async function createEngine(data) {
  const entries = [...placesOf(data), ...walksOf(data), ...streetsOf(data)];
  const index = new MiniSearch({
    idField: "key",
    fields: Object.keys(FIELDS),
    extractField: (entry, field) => (field === "key" ? entry.key : entry.searched[field] || ""),
    tokenize: indexTerms,
    processTerm: (term) => term,
  });
  entries.forEach((entry, key) => (entry.key = key));
  await index.addAllAsync(entries, { chunkSize: AT_ONCE });
  const options = {
    tokenize: queryTerms,
    processTerm: (term) => term,
    boost: FIELDS,
    boostDocument: (key) => entries[key].weight,
    weights: { prefix: 0.6, fuzzy: 0.25 },
    prefix: true,
    combineWith: "AND",
    fuzzy: typos,
  };
  /** { groups, how }: how is "all" words were found, "some", "like" those, or "none". */
  const find = (typed) => {
    const attempts = {
      all: options,
      some: { ...options, combineWith: "OR" },
      like: { ...options, combineWith: "OR", fields: IN_NAMES, fuzzy: manyTypos },
    };
    for (const [how, asked] of Object.entries(attempts)) {
      const results = index.search(typed, asked);
      for (const result of results) result.score *= likeness(entries[result.id], fold(typed.trim()));
      results.sort((a, b) => b.score - a.score);
      if (results.length) return { how, groups: grouped(results, entries) };
    }
    return { how: "none", groups: [] };
  };
  return { entries, find };
}

/** How much more likely a thing is meant whose whole name was typed, or how it begins. */
function likeness({ name, also }, typed) {
  const names = [name, ...Object.values(also)].map(fold);
  if (names.includes(typed)) return 4;
  return names.some((each) => each.startsWith(typed)) ? 1.4 : 1;
}

/** How many letters may be wrong. */
export function typos(term) {
  if (isUnspaced(term) || /\p{N}/u.test(term) || term.length < 4) return false;
  return term.length < 8 ? 1 : 2;
}

function manyTypos(term) {
  return isUnspaced(term) || term.length < 4 ? false : Math.min(Math.floor(term.length / 2.5), 4);
}

/** Results by kind, the kind of the best one first: { kind, total, results: [{ entry, match }] }. */
function grouped(results, entries) {
  const groups = new Map();
  for (const { id, terms, queryTerms: typed } of results) {
    const entry = entries[id];
    const group = groups.get(entry.kind) ?? { kind: entry.kind, total: 0, results: [] };
    groups.set(entry.kind, group);
    group.total++;
    if (group.results.length < MOST[entry.kind]) group.results.push({ entry, match: { terms, queryTerms: typed } });
  }
  return [...groups.values()];
}

function placesOf({ places, labels, levels }) {
  return places.map(([id, name, level, label, parent, also, texts], row) => ({
    kind: "places", id, name, label, also, texts,
    within: parent === null ? "" : places[parent][1],
    level: levels[level],
    isPlace: level === "place",
    legend: labels[label],
    weight: WEIGHTS.places * standing(row, places.length),
    searched: {
      name, id, also: Object.values(also).join("\n"), kind: `${levels[level]} ${labels[label]}`,
      text: Object.values(texts).join("\n"),
    },
  }));
}

function walksOf({ walks, places }) {
  return walks.map(([id, name, told, passed], row) => {
    const names = passed.map((place) => places[place][1]);
    return {
      kind: "walks", id, name, also: {}, texts: {}, told, passed: names,
      weight: WEIGHTS.walks * standing(row, walks.length),
      searched: { name, kind: told, passed: names.join("\n") },
    };
  });
}

function streetsOf({ streets, places }) {
  return streets.map(([name, lat, lon, reach_m, near], row) => ({
    kind: "streets", name, also: {}, texts: {},
    at: `${lat}/${lon}/${reach_m}/${name}`,
    near: near === null ? "" : places[near][1],
    weight: WEIGHTS.streets * standing(row, streets.length),
    searched: { name },
  }));
}

/** What is photographed more stands a little higher: 1.5 for the first, 1 for the last. */
function standing(row, count) {
  return 1.5 - (0.5 * row) / count;
}
