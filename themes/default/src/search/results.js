// The results on the page. Names and texts are anybody's: they become text, never markup.
import { createMark } from "../marks.js";
import { addressOf } from "./addresses.js";
import { pieces as piecesOf, t } from "../text.js";
import { excerpt, isFound, pieces } from "./marked.js";
import { ADVICE, FIRST, HEADINGS, nothing, remark, share, who } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const SHAPES = {
  walks: "M2.5 13.5c0-4 5-2.5 5-6s5-1.5 6-5",
  streets: "M5.2 2 2.4 14M10.8 2l2.8 12M8 3v2M8 7.2v2M8 11.6V14",
};
const NOTHING_FOUND = { terms: [], queryTerms: [] };

/**
 * Show what was found.
 *
 * @param {HTMLElement} box  holds a [role=listbox] and [data-remark]
 * @param {string} typed
 * @param {{groups: object[], how: string}} found  see engine.js
 * @param {object} page  see addresses.js
 */
export function showResults(box, typed, { groups, how }, page) {
  const list = box.querySelector("[role=listbox]");
  const said = box.querySelector("[data-remark]");
  list.replaceChildren(...groups.map((group, at) => groupOf(group, at, page)));
  list.hidden = groups.length === 0;
  const words = groups.length ? [remark(typed, how)].filter(Boolean) : [nothing(typed), ADVICE];
  said.replaceChildren(...words.map((text) => make("p", { textContent: text })));
  said.hidden = words.length === 0;
}

/** What to offer before anything is typed, in the form of what is found. */
export function offered(entries) {
  const results = entries.filter(({ isPlace }) => isPlace).slice(0, 5)
    .map((entry) => ({ entry, match: NOTHING_FOUND }));
  const group = { kind: "places", heading: FIRST, total: results.length, results };
  return { how: "all", groups: results.length ? [group] : [] };
}

function groupOf({ kind, heading, results, total }, at, page) {
  const group = make("div", { className: "found-group" });
  group.setAttribute("role", "group");
  const head = make("div", { className: "found-kind", id: `found-kind-${at}` });
  head.setAttribute("role", "presentation");
  head.append(make("span", { textContent: heading ?? HEADINGS[kind] }));
  const part = share(results.length, total);
  if (part) head.append(" ", make("span", { className: "found-share", textContent: part }));
  group.setAttribute("aria-labelledby", head.id);
  group.append(head, ...results.map((result, i) => optionOf(result, `found-${at}-${i}`, page)));
  return group;
}

function optionOf({ entry, match }, id, page) {
  const option = make("a", { id, className: "found-one", href: addressOf(entry, page), tabIndex: -1 });
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  const words = make("span", { className: "found-words" });
  words.append(named(entry.name, match), ...lines(entry, match));
  option.append(entry.kind === "places" ? createMark(entry.label) : glyph(entry.kind), words);
  return option;
}

function named(name, match) {
  const shown = make("span", { className: "found-name" });
  const isolated = make("bdi", {});
  isolated.append(...marked(name, match));
  shown.append(isolated);
  return shown;
}

/** What else helps to tell a result from others, and why it was found. */
function lines(entry, match) {
  const shown = [line("found-facts", facts(entry, match))];
  const texts = Object.entries(entry.texts).filter(([, text]) => isFound(text, match));
  const byName = [entry.name, ...Object.values(entry.also)].some((name) => isFound(name, match));
  if (byName || !texts.length) return shown;
  const [language, text] = texts[0];
  const quote = line("found-text", [marked(excerpt(text, match), match)]);
  quote.lang = language;
  quote.dir = "auto";
  return [...shown, quote];
}

function facts(entry, match) {
  if (entry.kind === "streets") return [entry.near ? piecesOf(t("near {name}"), { name: isolated(entry.near) }) : [t("Street")]];
  if (entry.kind === "walks") {
    const past = isFound(entry.name, match) ? [] : likest(entry.passed, match);
    return [[entry.told], ...past.map((name) => piecesOf(t("past {name}"), { name: isolated(marked(name, match)) }))];
  }
  const other = Object.entries(entry.also).find(([, name]) => isFound(name, match));
  const byOther = other && !isFound(entry.name, match) ? [[isolated(marked(other[1], match), other[0])]] : [];
  const where = entry.within
    ? piecesOf(t("{level} in {name}"), { level: entry.level, name: isolated(entry.within) })
    : [entry.level];
  return [...byOther, where, ...(who(entry) ? [marked(who(entry), match)] : [])];
}

/** The names that have most of what is looked for, two at most. */
function likest(names, match) {
  const hits = names.map((name) => pieces(name, match).filter(([, found]) => found).length);
  const most = Math.max(1, ...hits);
  return names.filter((_, i) => hits[i] === most).slice(0, 2);
}

function line(className, parts) {
  const shown = make("span", { className });
  parts.forEach((part, i) => shown.append(...(i ? [" · "] : []), ...part));
  return shown;
}

/** Words of a language and direction of their own. */
function isolated(parts, lang) {
  const shown = make("bdi", lang ? { lang } : {});
  shown.append(...[parts].flat());
  return shown;
}

function marked(text, match) {
  return pieces(text, match).map(([part, found]) => (found ? make("mark", { textContent: part }) : part));
}

function glyph(kind) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("class", `mark glyph ${kind}`);
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", SHAPES[kind]);
  svg.append(path);
  return svg;
}

function make(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}
