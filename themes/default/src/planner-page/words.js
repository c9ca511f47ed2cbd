// What the planner's page says, in plain English.
import { city } from "../data.js";

const WORDS_FOR_PACE = [[3.3, "strolling"], [4.3, "easy"], [5.3, "usual"], [Infinity, "brisk"]];
const WORDS_FOR_ATTRACTION = [
  [0, "not at all: the shortest ways"], [0.45, "a little"], [0.75, "gladly"], [1, "wherever they are"],
];

/** "61 minutes", "1 hour", "2 hours 5 minutes". */
export function duration(minutes) {
  const whole = Math.round(minutes);
  if (whole < 90) return count(whole, "minute");
  const rest = whole % 60 ? ` ${count(whole % 60, "minute")}` : "";
  return count(Math.floor(whole / 60), "hour") + rest;
}

/** "350 m", "5.1 km". */
export function distance(metres) {
  return metres < 995 ? `${Math.max(10 * Math.round(metres / 10), 10)} m` : `${(metres / 1000).toFixed(1)} km`;
}

/** "5 km/h, usual". */
export function pace(kmh) {
  return `${kmh} km/h, ${wordFor(kmh, WORDS_FOR_PACE)}`;
}

/** How much photographs draw a walker, from 0 to 1. */
export function attraction(value) {
  return wordFor(value, WORDS_FOR_ATTRACTION);
}

/** How a walk compares with the shortest way, or a loop with the streets around; one sentence. */
export function comparison(walk, shortest) {
  const other = shortest ? "the shortest way" : `the ${city.ways} around`;
  const longer = shortest ? Math.round(walk.minutes) - Math.round(shortest.minutes) : 0;
  if (walk.gain === null) {
    const takes = longer > 0 ? `; this one takes ${duration(longer)} longer` : "";
    return `Too few people photographed ${other} to compare${takes}.`;
  }
  return `${times(walk.gain, other)}${longer > 0 ? `, ${duration(longer)} longer` : ""}.`;
}

/** A refusal of the planner for readers: { text, minutes or null, loop } with what would do. */
export function refusal(message) {
  const far = /^the (start|end) .* is (\S+ k?m|infinitely far) from the nearest street/.exec(message);
  if (far) {
    const text = `The ${far[1]} is ${far[2]} from the nearest ${city.ways.slice(0, -1)} of this guide. Choose a point within the city.`;
    return { text, minutes: null, loop: false };
  }
  const minutes = /(?:nearest takes|at least) (\d+) minutes/.exec(message);
  const text = message.charAt(0).toUpperCase() + message.slice(1).replace(/\.?$/, ".");
  return { text, minutes: minutes ? Number(minutes[1]) : null, loop: message.includes("same junction") };
}

export function count(number, thing) {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}

function times(gain, other) {
  if (gain < 0.95) return `Less photographed than ${other}`;
  if (gain < 1.05) return `As photographed as ${other}`;
  const number = gain < 9.95 ? gain.toFixed(1) : Math.round(gain).toLocaleString("en");
  return `${number} times as photographed as ${other}`;
}

function wordFor(value, words) {
  return words.find(([upTo]) => value <= upTo)[1];
}
