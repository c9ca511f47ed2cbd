// The search for a walk of a given length, as guidegen/walks/seek.py does it: beginnings of many
// sorts, the best of them made better.
import { anchorsIn, byAnchors } from "./anchors.js";
import { byAttraction, byVias } from "./between.js";
import { exchange } from "./exchange.js";
import { LATE, improve, measure, same, withoutSpurs } from "./improve.js";
import { byCircles } from "./loops.js";

const REPEATED_SHARE = 0.05;
const SEEDS = 2;
const TRIES = 8;
const ENOUGH = 4;
const TURNS = 3;

/** The walks that were made better, whether they fit the bounds {low, high} in metres or not. */
export function* seek(ground, inside, wish_m, bounds_m) {
  const anchors = yield* anchorsIn(ground, inside, bounds_m.high);
  const ways = [
    ...yield* beginnings(ground, inside, wish_m, bounds_m),
    ...yield* byAnchors(ground, inside, anchors, bounds_m.high),
  ];
  const found = [];
  let good = 0;
  let fits = false;
  for (const way of ranked(ground, ways, { low: 0, high: bounds_m.high }).slice(0, TRIES)) {
    const better = yield* polished(ground, way, anchors, bounds_m);
    found.push(better);
    const { length_m, repeated_m } = measure(ground, better);
    if (length_m >= bounds_m.low) {
      fits = true;
      if (repeated_m <= REPEATED_SHARE * length_m) good++;
    }
    if (good === SEEDS || (fits && found.length >= ENOUGH)) break;
  }
  return found;
}

/** Walks that fit the budget, to be improved. */
function* beginnings(ground, inside, wish_m, bounds_m) {
  let ways;
  if (inside.start === inside.end) {
    ways = yield* byCircles(ground, inside, wish_m, bounds_m);
  } else {
    ways = yield* byAttraction(ground, inside.start, inside.end, bounds_m.high);
    if (ranked(ground, ways, bounds_m).length > 0) return ways;
  }
  return [...ways, ...yield* byVias(ground, inside, wish_m, bounds_m.high)];
}

/** A walk made better in windows and past anchors, in turns while that helps. */
function* polished(ground, way, anchors, bounds_m) {
  let best = yield* improved(ground, way, bounds_m);
  for (let turn = 0; turn < TURNS; turn++) {
    const tried = best.length ? yield* exchange(ground, best, anchors, bounds_m.high) : best;
    if (same(tried, best)) break;
    const other = yield* improved(ground, tried, bounds_m, LATE);
    const both = ranked(ground, [best, other], bounds_m);
    if (both.length === 0 || same(both[0], best)) break;
    best = both[0];
  }
  return best;
}

function* improved(ground, way, bounds_m, first_pass = 0) {
  return withoutSpurs(ground.graph, yield* improve(ground, way, bounds_m, first_pass));
}

/** Different ways with a length in the bounds, those with few repeats first, then by worth. */
export function ranked(ground, ways, { low, high }) {
  const found = new Map();
  for (const way of ways) {
    const { length_m, worth, repeated_m } = measure(ground, way);
    if (way.length > 0 && low <= length_m && length_m <= high) {
      found.set(way.join(), { way, worth, repeats: repeated_m > REPEATED_SHARE * length_m });
    }
  }
  const order = (a, b) => a.repeats - b.repeats || b.worth - a.worth || compare(a.way, b.way);
  return [...found.values()].sort(order).map(({ way }) => way);
}

/** By the first arc that differs; the beginning of a way goes before it. */
function compare(one, other) {
  const at = one.findIndex((arc, i) => arc !== other[i]);
  return at < 0 || at >= other.length ? one.length - other.length : one[at] - other[at];
}
