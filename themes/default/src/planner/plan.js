// The door to the planner: a wish in, a walk out, or a refusal that names what can be done. Plans
// the very walks that guidegen/walks/plan.py plans, from the streets of network.js.
//
// A wish is {start: [lon, lat], end: [lon, lat] or null for a loop, minutes, pace_kmh, attraction,
// avoid_steps, avoid_unlit, prefer: "" | "tourists" | "locals"}; all but start and minutes may be
// left out. A walk is told in walk.js.
//
// Finding one takes seconds at worst: what takes long is a generator that yields between the single
// searches, for slices.js.
import { ellipse } from "./between.js";
import { tasteOf } from "./costs.js";
import { deskFor } from "./desk.js";
import { lengthOf } from "./improve.js";
import { fixed, general, round } from "./numbers.js";
import { shortestWay, without } from "./search.js";
import { ranked, seek } from "./seek.js";
import { nearestNode } from "./snap.js";
import { WalkError, minutesOf, walkOf } from "./walk.js";

export { WalkError };

const LONGEST_MINUTES = 360;
const FASTEST_KMH = 10;
// of the wished length: who has an hour does not want to walk longer
const LENGTHS = [{ low: 1 - 0.05, high: 1 }, { low: 1 - 0.05, high: 1 + 0.05 }];
const FADED = 0.1;
const TIMES_TRIED = 8;
const USUAL = {
  end: null, pace_kmh: 5, attraction: 0.7, avoid_steps: false, avoid_unlit: false, prefer: "",
};

/** The walk that a wish asks for; throws a WalkError with a message for the walker. */
export function* plan(graph, wish) {
  return (yield* plans(graph, { ...USUAL, ...wish }))[0];
}

/**
 * At most so many walks for one wish, the best first, sharing less than half of their edges; the
 * best may be known from `plan`.
 */
export function* alternatives(graph, wish, count = 3, best = null) {
  const asked = { ...USUAL, ...wish };
  const chosen = [best ?? (yield* plan(graph, wish))];
  while (chosen.length < count) {
    const others = yield* plans(graph, asked, chosen);
    const unlike = others.find((walk) => chosen.every((other) => jaccard(walk, other) < 0.5));
    if (!unlike) break;
    chosen.push(unlike);
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

/** Walks that meet the wish, the best first; on the streets of others as little as can be. */
function* plans(graph, wish, chosen = []) {
  checkPace(wish);
  checkMinutes(wish);
  const ends = endsOf(graph, wish);
  yield;
  const shortest = joining(graph, ends, deskFor(graph)).way;
  yield;
  const ways = yield* foundOn(groundsFor(graph, wish, chosen), (ground) => waysOn(ground, ends, wish));
  const base = wish.end
    ? scorePerM(graph, edgesOf(graph, shortest))
    : scorePerM(graph, yield* photographedNear(graph, ends, wish));
  const kind = wish.end ? "between" : "loop";
  return ways.map((way) => walkOf(graph, way, kind, wish, base, ends.snapped_m));
}

/**
 * What the searches for a wish run on, one after the other until a walk is found: who avoids steps
 * is led over some only where there is no walk without any.
 */
function groundsFor(graph, wish, chosen) {
  const fresh = new Float64Array(graph.edges).fill(1);
  for (const { edges } of chosen) for (const edge of new Set(edges)) fresh[edge] *= FADED;
  const desk = deskFor(graph);
  const used = new Int32Array(graph.edges);
  const ground = { graph, taste: tasteOf(graph, wish, fresh), used, desk };
  return wish.avoid_steps && graph.steps.includes(1)
    ? [without(ground, graph.steps), ground]
    : [ground];
}

/** What is found on the first ground that has it; throws the WalkError of the last. */
function* foundOn(grounds, find) {
  for (const ground of grounds.slice(0, -1)) {
    try {
      return yield* find(ground);
    } catch (error) {
      if (!(error instanceof WalkError)) throw error;
    }
  }
  return yield* find(grounds[grounds.length - 1]);
}

/** The arcs of walks that meet a wish, the best first; throws a WalkError if there are none. */
function* waysOn(ground, ends, wish) {
  const { length_m } = shortestWay(ground.graph, ends.start, ends.end, ground.desk);
  yield;
  if (length_m > LENGTHS[LENGTHS.length - 1].high * lengthOfWish(wish)) {
    throw tooShort(length_m, wish);
  }
  const { fitting, tried } = yield* fittingOn(ground, ends, wish);
  if (fitting.length === 0) throw yield* refusal(ground, ends, tried, wish);
  return fitting;
}

/** The ways that fit, first those that take no longer than wished; and all that were made. */
function* fittingOn(ground, { start, end }, wish, lengths = LENGTHS) {
  const wish_m = lengthOfWish(wish);
  let tried = [];
  for (const { low, high } of lengths) {
    const bounds_m = { low: low * wish_m, high: high * wish_m };
    const inside = yield* ellipse(ground, start, end, bounds_m.high);
    if (inside.nodes.length > 0) tried = yield* seek(ground, inside, wish_m, bounds_m);
    const fitting = ranked(ground, tried, bounds_m);
    if (fitting.length > 0) return { fitting, tried };
  }
  return { fitting: [], tried };
}

/** The junctions where a wish begins and ends: {start, end, snapped_m}. */
function endsOf(graph, wish) {
  const start = nearestNode(graph, wish.start, "start", wish.avoid_steps);
  const end = wish.end ? nearestNode(graph, wish.end, "end", wish.avoid_steps) : start;
  if (wish.end && start.node === end.node) {
    throw new WalkError(
      "the start and the end are at the same junction: leave out the end for a loop",
      "same junction",
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
      "apart",
    );
  }
  return found;
}

function tooShort(length_m, wish) {
  if (length_m === Infinity) {
    return new WalkError("no streets without steps lead from the start to the end", "only steps");
  }
  const least_minutes = Math.ceil(minutesOf(wish, length_m) - 1e-9);
  return new WalkError(
    `${general(wish.minutes)} minutes are too short: from the start to the end it takes at ` +
      `least ${least_minutes} minutes at ${general(wish.pace_kmh)} km/h`,
    "too short", { ...wish, least_minutes },
  );
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
function lengthOfWish(wish) {
  return (wish.minutes * wish.pace_kmh * 1000) / 60;
}

/** What to say when no walk fits; a time is named only when a walk of it was found. */
function* refusal(ground, ends, ways, wish) {
  const words = `no walk of ${general(wish.minutes)} minutes was found`;
  const wish_m = lengthOfWish(wish);
  for (let time = 0; time < TIMES_TRIED; time++) {
    const lengths = ways.filter((way) => way.length > 0).map((way) => lengthOf(ground.graph, way));
    if (lengths.length === 0) {
      return new WalkError(`${words}: no streets lead round from the start`, "no way round", wish);
    }
    const nearest_m = lengths.reduce((a, b) => (Math.abs(b - wish_m) < Math.abs(a - wish_m) ? b : a));
    const asked = { ...wish, minutes: Math.max(round(minutesOf(wish, nearest_m)), 1) };
    const { fitting, tried } = yield* fittingOn(ground, ends, asked, LENGTHS.slice(-1));
    if (fitting.length > 0) {
      const pace = general(wish.pace_kmh);
      const message = `${words}; the nearest takes ${fixed(asked.minutes, 0)} minutes at ${pace} km/h`;
      return new WalkError(message, "other time", { ...wish, least_minutes: asked.minutes });
    }
    ways = tried;
  }
  const message = `${words}, nor one of nearly that time: start elsewhere, or wish for much less`;
  return new WalkError(message, "nothing", wish);
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

/** The photographed edges in reach, each once. */
function* photographedNear(graph, { start, end }, wish) {
  const { first, edge, score } = graph;
  const high_m = LENGTHS[LENGTHS.length - 1].high * lengthOfWish(wish);
  const edges = new Set();
  const { nodes } = yield* ellipse({ graph, desk: deskFor(graph) }, start, end, high_m);
  for (const node of nodes) {
    for (let arc = first[node]; arc < first[node + 1]; arc++) {
      if (score[edge[arc]] > 0) edges.add(edge[arc]);
    }
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
