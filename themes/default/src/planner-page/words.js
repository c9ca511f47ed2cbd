// What the planner's page says.
import { city } from "../data.js";
import { capital, distance, duration, fill, number, speed, t, tn } from "../text.js";

/** Whether walks lead along ways that photographers took, where no streets are known. */
export const isOnWays = city.ways === "ways";

// How a walk compares: nobody knows, less, about as much, and more.
const THAN_SHORTEST = [
  t("Too few people photographed the shortest way to compare"),
  t("Less photographed than the shortest way"),
  t("About as photographed as the shortest way"),
  t("{times} times as many photographs a metre as along the shortest way"),
];
const THAN_STREETS = [
  t("Too few people photographed the other photographed streets around to compare"),
  t("Less photographed than the other photographed streets around"),
  t("About as photographed as the other photographed streets around"),
  t("{times} times as many photographs a metre as along the other photographed streets around"),
];
const THAN_WAYS = [
  t("Too few people photographed the other photographed ways around to compare"),
  t("Less photographed than the other photographed ways around"),
  t("About as photographed as the other photographed ways around"),
  t("{times} times as many photographs a metre as along the other photographed ways around"),
];
// what is between these, times what a walk is compared with, is about as much
const AS_MUCH = [0.95, 1.05];
const LEAST_MINUTES = 10; // that the slider has

/** "5 km/h, usual". */
export function pace(kmh) {
  const told = { speed: speed(kmh) };
  if (kmh <= 3.3) return t("{speed}, strolling", told);
  if (kmh <= 4.3) return t("{speed}, easy", told);
  return kmh <= 5.3 ? t("{speed}, usual", told) : t("{speed}, brisk", told);
}

/** How much photographs draw a walker, from 0 to 1. */
export function attraction(value) {
  if (value <= 0) return t("not at all: the shortest ways");
  if (value <= 0.45) return t("a little");
  return value <= 0.75 ? t("gladly") : t("wherever they are");
}

/**
 * How a walk compares with the shortest way, or a loop with other photographed streets: one
 * sentence, in the words of `gain` in guidegen/website/words.py.
 */
export function comparison(walk, shortest) {
  const told = gain(walk.gain, Boolean(shortest));
  const longer = shortest ? Math.round(walk.minutes) - Math.round(shortest.minutes) : 0;
  if (longer > 0) return t("{gain}; it takes {time} longer.", { gain: told, time: duration(longer) });
  return t("{gain}.", { gain: told });
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
  if (here === everywhere && here === 1) return t("Passes the one place of this guide.");
  if (here === everywhere) return tn("Passes all {n} place of this guide.", "Passes all {n} places of this guide.", here);
  const told = { here: number(here) };
  return tn("Passes {here} of the {n} place of this guide.", "Passes {here} of the {n} places of this guide.", everywhere, told);
}

/** How much of a walk is steps, for somebody who would rather have none or does not mind. */
export function stepsOn(walk, avoided) {
  if (walk.steps_m === undefined) return "";
  if (!(walk.steps_m > 0)) return t("No steps.");
  const told = { length: distance(walk.steps_m) };
  return avoided ? t("{length} of steps could not be avoided.", told) : t("{length} of steps.", told);
}

/** A refusal of the planner for readers: { text, minutes or null, loop } with what would do. */
export function refusal({ message, why, told = {} }) {
  const words = WHY_NOT[why]?.(told) ?? capital(message).replace(/\.?$/, ".");
  return { text: words, minutes: told.least_minutes ?? null, loop: why === "same junction" };
}

// by `why` of planner/walk.js's WalkError; what is not here cannot be wished on this page
const WHY_NOT = {
  "far away": ({ who, far_m }) => {
    const told = { distance: distance(far_m) };
    const [start, end] = isOnWays
      ? [t("The start is {distance} from the nearest way of this guide.", told), t("The end is {distance} from the nearest way of this guide.", told)]
      : [t("The start is {distance} from the nearest street of this guide.", told), t("The end is {distance} from the nearest street of this guide.", told)];
    return `${who === "start" ? start : end} ${t("Choose a point within the city.")}`;
  },
  "same junction": () => t("The start and the end are at the same junction: leave out the end for a loop."),
  "apart": () => t("No streets lead from the start to the end: they are on different pieces of the network."),
  "only steps": () => t("No streets without steps lead from the start to the end."),
  "too short": ({ minutes, least_minutes, pace_kmh }) => {
    const told = { time: duration(minutes), least: duration(least_minutes), speed: speed(pace_kmh) };
    return minutes === 1
      ? t("{time} is too short: from the start to the end it takes at least {least} at {speed}.", told)
      : t("{time} are too short: from the start to the end it takes at least {least} at {speed}.", told);
  },
  "no way round": ({ minutes }) => t("No walk of {time} was found: no streets lead round from the start.", { time: duration(minutes) }),
  "other time": ({ minutes, least_minutes, pace_kmh }) => {
    const told = { time: duration(minutes), nearest: duration(least_minutes), speed: speed(pace_kmh) };
    return t("No walk of {time} was found; the nearest takes {nearest} at {speed}.", told);
  },
  "nothing": ({ minutes }) =>
    t("No walk of {time} was found, nor one of nearly that time: start elsewhere, or wish for much less.", { time: duration(minutes) }),
};

function gain(value, isShortest) {
  const [unknown, less, alike, more] = isShortest ? THAN_SHORTEST : isOnWays ? THAN_WAYS : THAN_STREETS;
  if (value === null) return unknown;
  if (value < AS_MUCH[0]) return less;
  if (value < AS_MUCH[1]) return alike;
  return fill(more, { times: value < 9.95 ? number(value, 1) : number(Math.round(value)) });
}
