// Which parts of a text a reader's words are found in: pieces of text, never markup.
import { endOf, wordsOf } from "./fold.js";

const BEFORE = 36; // characters of an excerpt before what was found
const LONGEST = 120;

/**
 * A text in pieces, [[text, whether it was found], ...].
 *
 * @param {string} text
 * @param {{terms: string[], queryTerms: string[]}} match  what the text was found by, as MiniSearch
 *   tells it, and what for
 */
export function pieces(text, match) {
  const found = ranges(text, match);
  const out = [];
  let at = 0;
  for (const [from, to] of found) {
    if (from > at) out.push([text.slice(at, from), false]);
    out.push([text.slice(from, to), true]);
    at = to;
  }
  if (at < text.length) out.push([text.slice(at), false]);
  return out;
}

/** Whether anything is found in a text. */
export function isFound(text, match) {
  return ranges(text, match).length > 0;
}

/** The part of a long text around the first thing that is found there. */
export function excerpt(text, match) {
  const [first] = ranges(text, match);
  let from = Math.max(0, (first?.[0] ?? 0) - BEFORE);
  if (from) from = text.indexOf(" ", from) + 1 || from;
  if (first && from > first[0]) from = first[0];
  let to = Math.min(text.length, from + LONGEST);
  if (to < text.length) to = Math.max(text.lastIndexOf(" ", to), first?.[1] ?? 0) || to;
  return `${from ? "… " : ""}${text.slice(from, to)}${to < text.length ? " …" : ""}`;
}

/** Where a text has what is looked for, without overlaps: [[from, to], ...]. */
function ranges(text, { terms, queryTerms }) {
  const wanted = new Set(terms);
  const found = [];
  for (const word of wordsOf(text)) {
    if (!wanted.has(word.term)) continue;
    const begun = queryTerms.filter((typed) => word.term.startsWith(typed));
    const length = Math.max(0, ...begun.map((typed) => typed.length));
    // what was only meant is marked as a whole
    const to = length && length < word.term.length ? endOf(word.starts, length - 1) : word.to;
    const last = found.at(-1);
    if (last && word.from <= last[1]) last[1] = Math.max(last[1], to);
    else found.push([word.from, to]);
  }
  return found;
}
