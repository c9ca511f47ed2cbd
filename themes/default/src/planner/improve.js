// Makes a walk better and fits its length, as guidegen/walks/improve.py does: windows of it are
// walked another way. The worth of a walk is what its distinct edges add, less two metres for each
// metre walked again.
import { NO_WAY, concatenated, lead, leave, reach } from "./search.js";

export const REPEAT = 2;
const C_OF_WINDOWS = [1, 0.1];
const COARSEST = 4;
const FINEST = 32;
const PASSES = [2, 1, 0.5, 0, 0];
export const LATE = 2;
const FILLS = 3;
const ROOM = 3;
const ROOM_M = 400;

/** Count the edges of a way as used, or with -1 no longer. */
export function mark({ graph, used }, way, by) {
  for (let i = 0; i < way.length; i++) used[graph.edge[way[i]]] += by;
}

/** Length, worth and repeated length of a way beside what is used already. */
export function measure(ground, way) {
  const { graph, taste, used } = ground;
  let length_m = 0;
  let worth = 0;
  let repeated_m = 0;
  for (let i = 0; i < way.length; i++) {
    const edge = graph.edge[way[i]];
    length_m += graph.length_m[edge];
    if (used[edge] === 0) {
      worth += taste.worth[edge];
    } else {
      repeated_m += graph.length_m[edge];
      worth -= REPEAT * taste.base[edge];
    }
    used[edge] += 1;
  }
  mark(ground, way, -1);
  return { length_m, worth, repeated_m };
}

/** The way without edges that are walked to and at once back. */
export function withoutSpurs({ edge }, way) {
  const kept = new Int32Array(way.length);
  let count = 0;
  for (const arc of way) {
    if (count > 0 && edge[kept[count - 1]] === edge[arc]) count--;
    else kept[count++] = arc;
  }
  return kept.slice(0, count);
}

/** Metres. */
export function lengthOf({ edge, length_m }, way) {
  let length = 0;
  for (let i = 0; i < way.length; i++) length += length_m[edge[way[i]]];
  return length;
}

/**
 * Change windows of a walk while that adds worth, and lengthen it into its bounds {low, high} in
 * metres. First only detours that bring twice the walk's mean worth per metre are taken, then
 * lesser ones; in the end, if the walk is still too short, any. A walk that has been improved before
 * begins with the pass `LATE`.
 */
export function* improve(ground, way, bounds_m, first_pass = 0) {
  mark(ground, way, 1);
  let before = way;
  for (let turn = first_pass; turn < PASSES.length + FILLS; turn++) {
    const fill = turn >= PASSES.length;
    if (fill && lengthOf(ground.graph, way) >= bounds_m.low) break;
    const share = PASSES[turn];
    // the same again would change nothing
    if (!fill && turn > first_pass && share === PASSES[turn - 1] && same(way, before)) continue;
    before = way;
    mark(ground, way, -1);
    const { length_m, worth } = measure(ground, way);
    mark(ground, way, 1);
    const least = fill ? -Infinity : (share * Math.max(worth, 0)) / length_m;
    way = yield* onePass(ground, way, bounds_m, least);
  }
  mark(ground, way, -1);
  return way;
}

/** Look at all windows once, the largest first; the new way. */
function* onePass(ground, way, bounds_m, least) {
  let length_m = lengthOf(ground.graph, way);
  const coarsest = least === -Infinity ? COARSEST / 2 : COARSEST;
  for (let parts = coarsest; parts <= FINEST; parts *= 2) {
    let windows = windowsOf(ground.graph, way, parts);
    for (let k = 0; k < windows.length; k++) {
      const [begin, end] = windows[k];
      const window = way.subarray(begin, end);
      const other = yield* bestOther(ground, window, length_m, bounds_m, least);
      if (other.length === 0) continue;
      mark(ground, window, -1);
      mark(ground, other, 1);
      way = concatenated(way.subarray(0, begin), other, way.subarray(end));
      length_m = lengthOf(ground.graph, way);
      windows = windowsOf(ground.graph, way, parts);
    }
  }
  return way;
}

/** From and to (positions, the latter excluded) of windows half over each other. */
function windowsOf({ edge, length_m }, way, parts) {
  const along = new Float64Array(way.length + 1);
  for (let i = 0; i < way.length; i++) along[i + 1] = along[i] + length_m[edge[way[i]]];
  const size = along[way.length] / parts;
  const windows = [];
  let begin = 0;
  for (let k = 0; k < 2 * parts; k++) {
    while (begin < way.length && along[begin] < (k * size) / 2) begin++;
    let end = begin;
    while (end < way.length && along[end] < along[begin] + size) end++;
    if (end > begin) windows.push([begin, end]);
  }
  return windows;
}

/** The other way for a window that adds the most worth; no arcs if none is accepted. */
function* bestOther(ground, window, length_m, bounds_m, least) {
  const { graph, desk } = ground;
  const window_m = lengthOf(graph, window);
  const budget_m = Math.min(bounds_m.high - length_m + window_m, ROOM * window_m + ROOM_M);
  const start = graph.source[window[0]];
  const end = graph.target[window[window.length - 1]];
  const count = reach(graph, end, start, budget_m, desk);
  yield;
  let best = NO_WAY;
  let best_worth = -Infinity;
  for (const block of [false, true]) {
    for (const c of C_OF_WINDOWS) {
      if (!block) mark(ground, window, -1);
      const way = lead(ground, desk.left, c, start, end, budget_m);
      if (block) mark(ground, window, -1);
      const before = measure(ground, window);
      const after = measure(ground, way);
      mark(ground, window, 1);
      yield;
      const more_m = after.length_m - before.length_m;
      const more = after.worth - before.worth;
      if (way.length > 0 && more > best_worth && accepts(length_m, more_m, more, least, bounds_m)) {
        best = way;
        best_worth = more;
      }
    }
  }
  leave(desk, count);
  return best;
}

/** Whether a change makes a walk better; with a least worth of -Infinity any longer way does. */
function accepts(length_m, more_m, more, least, { low, high }) {
  if (length_m + more_m > high) return false;
  if (length_m + more_m < low && more_m < 0) return false;
  if (least === -Infinity) return more_m > 0;
  return more > Math.max(more_m, 0) * least + 1e-9;
}

export function same(one, other) {
  return one.length === other.length && one.every((arc, i) => arc === other[i]);
}
