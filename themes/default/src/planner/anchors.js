// The spots most worth a detour within reach, and walks that lead from one to the next, as
// guidegen/walks/anchors.py finds them.
import { nodeLengths } from "./between.js";
import { lengthOf, mark, withoutSpurs } from "./improve.js";
import { choose } from "./orienteering.js";
import { NO_WAY, concatenated, lead } from "./search.js";

const MOST = 20;
const CELL_M = 120;
const SHARES = [0.5, 0.7, 0.85, 0.99];
const C = 0.5;

/**
 * The most worthy node in each of the cells with the most worth: [{node, worth, far (lengths of
 * the shortest ways from it to all nodes), members (the nodes in its cell)}].
 */
export function* anchorsIn(ground, inside, budget_m) {
  const { graph } = ground;
  const own = ownWorth(ground);
  const cells = new Map();
  for (const node of inside.nodes) {
    const column = Math.floor(graph.x_m[node] / CELL_M);
    const row = Math.floor(graph.y_m[node] / CELL_M);
    const key = `${column} ${row}`;
    const cell = cells.get(key) ?? { column, row, node, worth: 0, members: [] };
    cell.worth += own[node];
    if (own[node] > own[cell.node]) cell.node = node;
    cell.members.push(node);
    cells.set(key, cell);
  }
  const order = (a, b) => b.worth - a.worth || a.column - b.column || a.row - b.row;
  const best = [...cells.values()].sort(order).slice(0, MOST).filter(({ worth }) => worth > 0);
  const anchors = [];
  for (const { node, worth, members } of best) {
    yield;
    // a walk through it still has to come from the start or go on to the end
    const rest = Math.min(inside.from_start[node], inside.to_end[node]);
    anchors.push({ node, worth, members, far: nodeLengths(ground, node, -1, budget_m - rest) });
  }
  return anchors;
}

/** Half the worth of the edges at each node. */
function ownWorth({ graph, taste }) {
  const own = new Float64Array(graph.nodes);
  for (let node = 0; node < graph.nodes; node++) {
    for (let arc = graph.first[node]; arc < graph.first[node + 1]; arc++) {
      own[node] += Math.max(taste.worth[graph.edge[arc]], 0) / 2;
    }
  }
  return own;
}

/** Walks from anchor to anchor, none longer than the budget. */
export function* byAnchors(ground, inside, anchors, budget_m) {
  if (anchors.length === 0) return [];
  const from_start = anchors.map(({ node }) => inside.from_start[node]);
  const to_end = anchors.map(({ node }) => inside.to_end[node]);
  const direct = inside.from_start[inside.end];
  const far = [
    [0, direct, ...from_start],
    [direct, 0, ...to_end],
    ...anchors.map((each, k) => [
      from_start[k], to_end[k], ...anchors.map(({ node }) => each.far[node]),
    ]),
  ];
  const worth = [0, 0, ...anchors.map((each) => each.worth)];
  const walks = [];
  for (const share of SHARES) {
    yield;
    const order = choose({ far, worth, budget_m: share * budget_m });
    const stops = order.slice(1).map((row) =>
      row === 1 ? { node: inside.end, far: inside.to_end } : anchors[row - 2],
    );
    walks.push(yield* chained(ground, inside.start, stops, budget_m));
  }
  return walks;
}

/** The walk through some stops that is worth walking, within the budget. */
function* chained(ground, start, stops, budget_m) {
  const nodes = [start, ...stops.map(({ node }) => node)];
  const lengths = stops.map(({ far }, i) => far[nodes[i]]);
  let spare = budget_m;
  for (const length of lengths) spare -= length;
  if (!(spare >= 0)) return NO_WAY;
  let way = NO_WAY;
  for (const [i, { node, far }] of stops.entries()) {
    if (node === nodes[i]) continue;
    yield;
    const part = lead(ground, far, C, nodes[i], node, lengths[i] + spare / 2);
    spare -= lengthOf(ground.graph, part) - lengths[i];
    mark(ground, part, 1);
    way = concatenated(way, part);
  }
  mark(ground, way, -1);
  return withoutSpurs(ground.graph, way);
}
