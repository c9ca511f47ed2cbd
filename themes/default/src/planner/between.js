// From A to B in a given time, as guidegen/walks/between.py finds walks: by raising c, or where A
// and B are near each other for the time, through a node on the way round.
import { mark, measure, withoutSpurs } from "./improve.js";
import { concatenated, lead, leave, reach, turned } from "./search.js";

const C_TRIED = [0.03125, 0.125, 0.5, 2, 8, 32];
const C_OF_VIAS = [0.125, 1];
const BANDS = [0.55, 0.7, 0.82, 0.92, 0.97, 1.03];

/**
 * The nodes v with d(start, v) + d(v, end) <= budget, ascending, and the lengths of the shortest
 * ways to both ends: {start, end, from_start, to_end, nodes}.
 */
export function* ellipse(ground, start, end, budget_m) {
  const from_start = nodeLengths(ground, start, end, budget_m);
  yield;
  const to_end = end === start ? from_start : nodeLengths(ground, end, start, budget_m);
  yield;
  const nodes = [];
  for (let node = 0; node < from_start.length; node++) {
    if (from_start[node] + to_end[node] <= budget_m) nodes.push(node);
  }
  return { start, end, from_start, to_end, nodes: Int32Array.from(nodes) };
}

/** The lengths of the shortest ways from a node, see `reach`; Infinity out of reach. */
export function nodeLengths({ graph, desk }, origin, towards, bound_m) {
  const count = reach(graph, origin, towards, bound_m, desk);
  const lengths = desk.left.slice();
  leave(desk, count);
  return lengths;
}

/** One walk for each c tried, none longer than the budget. */
export function* byAttraction(ground, start, end, budget_m) {
  const { graph, desk } = ground;
  const count = reach(graph, end, start, budget_m, desk);
  const walks = [];
  for (const c of C_TRIED) {
    yield;
    walks.push(lead(ground, desk.left, c, start, end, budget_m));
  }
  leave(desk, count);
  return walks;
}

/** Walks through one node each, chosen all around; none longer than the budget. */
export function* byVias(ground, inside, wish_m, budget_m) {
  const vias = viasOf(ground, inside, wish_m);
  const walks = [];
  for (const via of vias) {
    for (const c of C_OF_VIAS) {
      yield;
      walks.push(through(ground, inside, via, c, budget_m));
    }
  }
  return walks;
}

/** The worth per metre of the edges at a node. */
function pullOf({ graph, taste }, node) {
  let total = 0;
  let length = 0;
  for (let arc = graph.first[node]; arc < graph.first[node + 1]; arc++) {
    total += taste.worth[graph.edge[arc]];
    length += graph.length_m[graph.edge[arc]];
  }
  return length > 0 ? total / length : 0;
}

/** The node with the most pull in each octant around the middle and each of five distances. */
function viasOf(ground, { start, end, from_start, to_end, nodes }, wish_m) {
  const { x_m, y_m } = ground.graph;
  const x = (x_m[start] + x_m[end]) / 2;
  const y = (y_m[start] + y_m[end]) / 2;
  const bands = BANDS.length - 1;
  const best = new Int32Array(8 * bands).fill(-1);
  const best_pull = new Float64Array(8 * bands);
  for (const node of nodes) {
    const share = (from_start[node] + to_end[node]) / wish_m;
    const band = BANDS.filter((limit) => share >= limit).length - 1;
    if (band < 0 || band >= bands || node === start || node === end) continue;
    const east = x_m[node] - x;
    const north = y_m[node] - y;
    const octant = (east < 0) * 4 + (north < 0) * 2 + (Math.abs(east) < Math.abs(north)) * 1;
    const bucket = octant * bands + band;
    const pull = pullOf(ground, node);
    if (best[bucket] < 0 || pull > best_pull[bucket]) {
      best[bucket] = node;
      best_pull[bucket] = pull;
    }
  }
  return [...best].filter((node) => node >= 0);
}

/** The walk through one node whose second half avoids the edges of the first. */
function through(ground, inside, via, c, budget_m) {
  const rest = inside.to_end[via];
  const back = lead(ground, inside.from_start, c, via, inside.start, budget_m - rest);
  const there = turned(ground.graph, back);
  const there_m = measure(ground, there).length_m;
  mark(ground, there, 1);
  const onwards = lead(ground, inside.to_end, c, via, inside.end, budget_m - there_m);
  mark(ground, there, -1);
  if (!there.length || !onwards.length) return new Int32Array(0);
  return withoutSpurs(ground.graph, concatenated(there, onwards));
}
