// The door to the planner: a wish in, a walk out, or a refusal that names what can be done. Plans
// the very walks that guidegen/walks/plan.py plans, from the streets of network.js.
//
// A wish is {start: [lon, lat], end: [lon, lat] or null for a loop, minutes, pace_kmh, attraction,
// avoid_steps, avoid_unlit, prefer: "" | "tourists" | "locals"}; all but start and minutes may be
// left out. A walk is told in walk.js.
import { byAttraction, byVias, ellipse } from "./between.js";
import { tasteOf } from "./costs.js";
import { deskFor } from "./desk.js";
import { improve, measure, withoutSpurs } from "./improve.js";
import { byCircles } from "./loops.js";
import { fixed, general, round } from "./numbers.js";
import { shortestWay } from "./search.js";
import { nearestNode } from "./snap.js";
import { WalkError, minutesOf, walkOf } from "./walk.js";

export { WalkError };

const TOLERANCE = 0.05;
const LONGEST_MINUTES = 360;
const FASTEST_KMH = 10;
const REPEATED_SHARE = 0.05;
const SEEDS = 2;
const TRIES = 4;
const TIMES_TRIED = 8;
const USUAL = {
  end: null, pace_kmh: 5, attraction: 0.7, avoid_steps: false, avoid_unlit: false, prefer: "",
};

/** The walk that a wish asks for; throws a WalkError with a message for the walker. */
export function plan(graph, wish) {
  return plans(graph, { ...USUAL, ...wish }, SEEDS)[0];
}

/** At most so many walks for one wish, the best first, sharing less than half of their edges. */
export function alternatives(graph, wish, count = 3) {
  const chosen = [];
  for (const walk of plans(graph, { ...USUAL, ...wish }, 3 * count)) {
    if (chosen.length < count && chosen.every((other) => jaccard(walk, other) < 0.5)) {
      chosen.push(walk);
    }
  }
  return chosen;
}

/**
 * The shortest way from A to B as a walk, whatever time it takes, to compare others with; null for
 * a loop. Throws a WalkError where `plan` does, but for the time.
 */
export function shortest(graph, wish) {
  const asked = { ...USUAL, ...wish };
  if (!asked.end) return null;
  checkPace(asked);
  const ends = endsOf(graph, asked);
  const { way } = joining(graph, ends, deskFor(graph));
  return walkOf(graph, way, "between", asked, scorePerM(graph, edgesOf(graph, way)), ends.snapped_m);
}

function plans(graph, wish, seeds) {
  checkPace(wish);
  checkMinutes(wish);
  const desk = deskFor(graph);
  const ground = { graph, taste: tasteOf(graph, wish), used: new Int32Array(graph.edges), desk };
  const ends = endsOf(graph, wish);
  const { way, length_m } = joining(graph, ends, desk);
  refuseIfFar(length_m, wish);
  const bounds_m = boundsOf(wish);
  const inside = ellipse(ground, ends.start, ends.end, bounds_m.high);
  const ways = improved(ground, beginnings(ground, inside, wish), bounds_m, seeds);
  const fitting = best(ground, ways, bounds_m);
  if (fitting.length === 0) throw new WalkError(refusal(ground, ends, ways, wish));
  const base = scorePerM(graph, way.length ? edgesOf(graph, way) : edgesNear(graph, inside.nodes));
  const kind = wish.end ? "between" : "loop";
  return fitting.map((each) => walkOf(graph, each, kind, wish, base, ends.snapped_m));
}

/** The junctions where a wish begins and ends: {start, end, snapped_m}. */
function endsOf(graph, wish) {
  const start = nearestNode(graph, wish.start, "start");
  const end = wish.end ? nearestNode(graph, wish.end, "end") : start;
  if (wish.end && start.node === end.node) {
    throw new WalkError(
      "the start and the end are at the same junction: leave out the end for a loop",
    );
  }
  return { start: start.node, end: end.node, snapped_m: [start.far_m, end.far_m] };
}

/** The shortest way, without arcs for a loop, and its length. */
function joining(graph, { start, end }, desk) {
  const found = shortestWay(graph, start, end, desk);
  if (found.length_m === Infinity) {
    throw new WalkError(
      "no streets lead from the start to the end: they are on different pieces of the network",
    );
  }
  return found;
}

function refuseIfFar(length_m, wish) {
  if (length_m > lengthOf(wish) * (1 + TOLERANCE)) {
    const minutes = Math.ceil(minutesOf(wish, length_m) - 1e-9);
    throw new WalkError(
      `${general(wish.minutes)} minutes are too short: from the start to the end it takes at ` +
        `least ${minutes} minutes at ${general(wish.pace_kmh)} km/h`,
    );
  }
}

function checkPace({ pace_kmh }) {
  if (!(pace_kmh > 0 && pace_kmh <= FASTEST_KMH)) {
    throw new WalkError(
      `the pace must be more than 0 and at most ${FASTEST_KMH} km/h, not ${general(pace_kmh)}`,
    );
  }
}

function checkMinutes({ minutes }) {
  if (!(minutes > 0 && minutes <= LONGEST_MINUTES)) {
    throw new WalkError(
      `a walk takes more than 0 and at most ${LONGEST_MINUTES} minutes, not ${general(minutes)}`,
    );
  }
}

/** What is walked in a wish's time. */
function lengthOf(wish) {
  return (wish.minutes * wish.pace_kmh * 1000) / 60;
}

function boundsOf(wish) {
  const wish_m = lengthOf(wish);
  return { low: wish_m * (1 - TOLERANCE), high: wish_m * (1 + TOLERANCE) };
}

/** Walks that fit the budget, to be improved. */
function beginnings(ground, inside, wish) {
  const bounds_m = boundsOf(wish);
  const wish_m = lengthOf(wish);
  let ways;
  if (inside.start === inside.end) {
    ways = byCircles(ground, inside, wish_m, bounds_m);
  } else {
    ways = byAttraction(ground, inside.start, inside.end, bounds_m.high);
    if (best(ground, ways, bounds_m).length > 0) return ways;
  }
  return [...ways, ...byVias(ground, inside, wish_m, bounds_m.high)];
}

/** The best of some walks made better, until so many fit the bounds with few repeats. */
function improved(ground, ways, bounds_m, seeds) {
  const found = [];
  let fitting = 0;
  for (const way of best(ground, ways, { low: 0, high: bounds_m.high }).slice(0, TRIES * seeds)) {
    const better = withoutSpurs(ground.graph, improve(ground, way, bounds_m));
    found.push(better);
    const { length_m, repeated_m } = measure(ground, better);
    if (length_m >= bounds_m.low && repeated_m <= REPEATED_SHARE * length_m) fitting++;
    if (fitting === seeds) break;
  }
  return found;
}

/** Different ways with a length in the bounds, those with few repeats first, then by worth. */
function best(ground, ways, { low, high }) {
  const ranked = new Map();
  for (const way of ways) {
    const { length_m, worth, repeated_m } = measure(ground, way);
    if (way.length > 0 && low <= length_m && length_m <= high) {
      ranked.set(way.join(), { way, worth, repeats: repeated_m > REPEATED_SHARE * length_m });
    }
  }
  const order = (a, b) => a.repeats - b.repeats || b.worth - a.worth || compare(a.way, b.way);
  return [...ranked.values()].sort(order).map(({ way }) => way);
}

/** By the first arc that differs; the beginning of a way goes before it. */
function compare(one, other) {
  const at = one.findIndex((arc, i) => arc !== other[i]);
  return at < 0 || at >= other.length ? one.length - other.length : one[at] - other[at];
}

/** What to say when no walk fits; a time is named only when a walk of it was found. */
function refusal(ground, { start, end }, ways, wish) {
  const words = `no walk of ${general(wish.minutes)} minutes was found`;
  const wish_m = lengthOf(wish);
  for (let time = 0; time < TIMES_TRIED; time++) {
    const lengths = ways.filter((way) => way.length > 0).map((way) => measure(ground, way).length_m);
    if (lengths.length === 0) return `${words}: no streets lead round from the start`;
    const nearest_m = lengths.reduce((a, b) => (Math.abs(b - wish_m) < Math.abs(a - wish_m) ? b : a));
    const tried = { ...wish, minutes: Math.max(round(minutesOf(wish, nearest_m)), 1) };
    const bounds_m = boundsOf(tried);
    const inside = ellipse(ground, start, end, bounds_m.high);
    ways = improved(ground, beginnings(ground, inside, tried), bounds_m, 1);
    if (best(ground, ways, bounds_m).length > 0) {
      const pace = general(wish.pace_kmh);
      return `${words}; the nearest takes ${fixed(tried.minutes, 0)} minutes at ${pace} km/h`;
    }
  }
  return `${words}, nor one of nearly that time: start elsewhere, or wish for much less`;
}

/** The share of common edges among the edges of two walks. */
function jaccard(one, other) {
  const a = new Set(one.edges);
  const b = new Set(other.edges);
  const common = [...a].filter((edge) => b.has(edge)).length;
  return common / Math.max(a.size + b.size - common, 1);
}

function edgesOf(graph, way) {
  return way.map((arc) => graph.edge[arc]);
}

/** The edges at some nodes, each once. */
function edgesNear({ first, edge }, nodes) {
  const edges = new Set();
  for (const node of nodes) {
    for (let arc = first[node]; arc < first[node + 1]; arc++) edges.add(edge[arc]);
  }
  return edges;
}

function scorePerM(graph, edges) {
  let score = 0;
  let length_m = 0;
  for (const edge of edges) {
    score += graph.score[edge] * graph.length_m[edge];
    length_m += graph.length_m[edge];
  }
  return length_m > 0 ? score / length_m : 0;
}
