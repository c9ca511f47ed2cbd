// The page's language: its texts, numbers, distances and times. English is the source's; for other
// languages the page loads a catalogue before this: {language, plural, texts}. `plural` tells which
// of a text's forms goes with which of Intl's categories.
import { fixed, round } from "./planner/numbers.js";

const catalogue = globalThis.guidegenTexts ?? { language: "en", plural: {}, texts: {} };
const page = globalThis.document?.documentElement;
/** Whether distances are told in feet and miles. */
export const isImperial = page?.dataset.units === "imperial";
const isRightToLeft = page?.dir === "rtl";
// British English writes lists as the texts of the source do
const locale = catalogue.language === "en" ? "en-GB" : catalogue.language;

const METRES_PER_MILE = 1609.344;
const METRES_PER_FOOT = 0.3048;
const FEET_UP_TO_M = 160; // a tenth of a mile; farther is told in miles, as in guidegen/localformats.py

/** The text in the page's language, its {placeholders} filled in. */
export function t(text, values = {}) {
  return fill(catalogue.texts[text] || text, values);
}

/** The one of both texts that fits n, which fills {n} too. */
export function tn(one, many, n, values = {}) {
  const forms = catalogue.texts[one];
  const own = forms?.[catalogue.plural[pluralRules().select(n)] ?? 0];
  return fill(own || (n === 1 ? one : many), { n: number(n), ...values });
}

/** A number as the language writes it, with so many digits after the point, or those it has. */
export function number(value, digits) {
  // all languages that there are write these so, and browsers take long to make their first format
  if (digits === undefined && Number.isInteger(value) && value >= 0 && value < 1000) return String(value);
  return format(rounded(value, digits), { minimumFractionDigits: digits, maximumFractionDigits: digits ?? 6 });
}

/** A share of 0 to 1 in whole percent. */
export function percent(share) {
  return format(share, { style: "percent" });
}

/** A distance as people say it: "350 m", "5.1 km"; or "350 ft", "3.2 mi". */
export function distance(metres) {
  if (isImperial) {
    return metres < FEET_UP_TO_M ? tens(metres / METRES_PER_FOOT, "foot") : unit(metres / METRES_PER_MILE, "mile", 1);
  }
  return metres < 995 ? tens(metres, "meter") : unit(metres / 1000, "kilometer", 1);
}

/** A time: "61 minutes", "1 hour", "2 hours 5 minutes". */
export function duration(minutes) {
  const whole = Math.round(minutes);
  const [hours, rest] = whole < 90 ? [0, whole] : [Math.floor(whole / 60), whole % 60];
  // texts, not units of Intl's: see length
  const told = { hours: tn("{n} hour", "{n} hours", hours), minutes: tn("{n} minute", "{n} minutes", rest) };
  if (hours && rest) return t("{hours} {minutes}", told);
  return hours ? told.hours : told.minutes;
}

/**
 * So many metres, kilometres, feet or miles, by their symbols in English: "200 m", "3 km". Of texts,
 * not of Intl's, because every map has them and browsers take long to make their first of Intl's.
 */
export function length(value, symbol) {
  const n = number(value);
  if (symbol === "m") return t("{n} m", { n });
  if (symbol === "km") return t("{n} km", { n });
  return symbol === "ft" ? t("{n} ft", { n }) : t("{n} mi", { n });
}

/** A speed: "5 km/h"; or "3.1 mph". */
export function speed(kmh) {
  // texts, not units of Intl's: see length
  if (isImperial) return t("{n} mph", { n: number((kmh * 1000) / METRES_PER_MILE, 1) });
  return t("{n} km/h", { n: number(kmh) });
}

/** A month's name as it stands alone, from 1 for January. */
export function monthName(month) {
  const options = { month: "long", timeZone: "UTC" };
  return new Intl.DateTimeFormat(locale, options).format(Date.UTC(2001, month - 1, 1));
}

/** A moment as the language writes it; the options are those of Intl.DateTimeFormat. */
export function moment(date, options) {
  return new Intl.DateTimeFormat(locale, options).format(date);
}

/** Items as a sentence lists them: "one, two and three". */
export function listed(items) {
  const parts = new Intl.ListFormat(locale, { type: "conjunction" }).formatToParts(items);
  return parts.map(({ type, value }) => (type === "element" ? isolated(value) : value)).join("");
}

/** The text with a capital first letter and the rest as it is. */
export function capital(text) {
  return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
}

/** A text that is in the page's language already, its {placeholders} filled in. */
export function fill(text, values) {
  const filled = text.replace(/\{(\w+)\}/g, (placeholder, name) =>
    name in values ? isolated(String(values[name])) : placeholder);
  // or its direction would be taken from what it is filled with
  return isRightToLeft && text.startsWith("{") ? `\u200f${filled}` : filled;
}

/** The pieces of a text: what is between its {placeholders}, and what stands for these. */
export function pieces(text, nodes) {
  return text.split(/\{(\w+)\}/).map((part, i) => (i % 2 ? nodes[part] : part)).filter((part) => part !== "");
}

/** Names and numbers keep their own direction, and leave that of the sentence around them alone. */
function isolated(value) {
  return isRightToLeft && value ? `\u2068${value}\u2069` : value;
}

function tens(value, name) {
  return unit(Math.max(10 * round(value / 10), 10), name);
}

function unit(value, name, digits) {
  return format(rounded(value, digits), {
    style: "unit", unit: name, unitDisplay: "short", minimumFractionDigits: digits, maximumFractionDigits: digits ?? 6,
  });
}

/** As Python rounds, so that pages and scripts write the same. */
function rounded(value, digits) {
  return digits === undefined ? value : Number(fixed(value, digits));
}

const formats = new Map();

/** Formats take long to make and are used often. */
function format(value, options) {
  const key = JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(locale, options));
  return formats.get(key).format(value);
}

let rules;

function pluralRules() {
  return (rules ??= new Intl.PluralRules(locale));
}
