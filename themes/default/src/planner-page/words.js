// What the planner's page says, in plain English.
import { city } from "../data.js";

const WORDS_FOR_PACE = [[3.3, "strolling"], [4.3, "easy"], [5.3, "usual"], [Infinity, "brisk"]];
const WORDS_FOR_ATTRACTION = [
  [0, "not at all: the shortest ways"], [0.45, "a little"], [0.75, "gladly"], [1, "wherever they are"],
];
// what is between these, times what a walk is compared with, is about as much
const AS_MUCH = [0.95, 1.05];
const LEAST_MINUTES = 10; // that the slider has

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

/**
 * How a walk compares with the shortest way, or a loop with other photographed streets: one
 * sentence, in the words of `gain` in guidegen/website/words.py.
 */
export function comparison(walk, shortest) {
  const other = shortest ? "the shortest way" : `the other photographed ${city.ways} around`;
  const longer = shortest ? Math.round(walk.minutes) - Math.round(shortest.minutes) : 0;
  const takes = longer > 0 ? `; it takes ${duration(longer)} longer` : "";
  return `${gain(walk.gain, other)}${takes}.`;
}

/** Whether a walk is photographed more than what it is compared with. */
export function isWorthIt(walk) {
  return walk.gain !== null && walk.gain >= AS_MUCH[1];
}

/** A shorter time for a walk that shows little more than the shortest way does, or null. */
export function shorterTime(walk, shortest) {
  if (!shortest || isWorthIt(walk) || walk.wish_minutes <= 2 * shortest.minutes) return null;
  const minutes = Math.max(5 * Math.round((1.5 * shortest.minutes) / 5), LEAST_MINUTES);
  return minutes < walk.wish_minutes ? minutes : null;
}

/** "Passes 7 of the 12 places of this guide."; "" for none, as `passed` in words.py. */
export function passing(here, everywhere) {
  if (here === 0) return "";
  if (here === everywhere) return `Passes ${here === 1 ? "the one place" : `all ${here} places`} of this guide.`;
  return `Passes ${here} of the ${count(everywhere, "place")} of this guide.`;
}

/** How much of a walk is steps, for somebody who would rather have none or does not mind. */
export function stepsOn(walk, avoided) {
  if (walk.steps_m === undefined) return "";
  if (!(walk.steps_m > 0)) return "No steps.";
  return `${distance(walk.steps_m)} of steps${avoided ? " could not be avoided" : ""}.`;
}

/** A refusal of the planner for readers: { text, minutes or null, loop } with what would do. */
export function refusal(message) {
  const far = /^the (start|end) .* is (\S+ k?m|infinitely far) from the nearest street/.exec(message);
  if (far) {
    const text = `The ${far[1]} is ${far[2]} from the nearest ${city.ways.slice(0, -1)} of this guide. Choose a point within the city.`;
    return { text, minutes: null, loop: false };
  }
  const minutes = /(?:nearest takes|at least) (\d+) minutes/.exec(message);
  const times = message.replace(/(\d+) minutes( are)?/g, (_, number, are = "") => {
    const time = duration(Number(number));
    return time + (are && /^1 \w+$/.test(time) ? " is" : are);
  });
  const text = times.charAt(0).toUpperCase() + times.slice(1).replace(/\.?$/, ".");
  return { text, minutes: minutes ? Number(minutes[1]) : null, loop: message.includes("same junction") };
}

export function count(number, thing) {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}

function gain(value, other) {
  if (value === null) return `Too few people photographed ${other} to compare`;
  if (value < AS_MUCH[0]) return `Less photographed than ${other}`;
  if (value < AS_MUCH[1]) return `About as photographed as ${other}`;
  const number = value < 9.95 ? value.toFixed(1) : Math.round(value);
  return `${number} times as many photographs a metre as along ${other}`;
}

function wordFor(value, words) {
  return words.find(([upTo]) => value <= upTo)[1];
}
