// A stretch of a walk that is worth little makes room for a way past an anchor, as
// guidegen/walks/exchange.py has it.
import { REPEAT, lengthOf, mark, measure, withoutSpurs } from "./improve.js";
import { NO_WAY, concatenated, lead, turned } from "./search.js";

const TRIED = 5;
const ROUNDS = 8;
const SEEN = 0.5;
const PRICE = 0.3;
const C = 0.5;

/** Lead a walk past anchors while that is worth the length; it may get shorter. */
export function* exchange(ground, way, anchors, high_m) {
  const { length_m, worth } = measure(ground, way);
  const price = (PRICE * Math.max(worth, 0)) / Math.max(length_m, 1);
  for (let round = 0; round < ROUNDS; round++) {
    const other = yield* bestExchange(ground, way, anchors, high_m, price);
    if (other.length === 0) break;
    way = other;
  }
  return way;
}

/** The walk with the exchange that adds most; no arcs if none adds anything. */
function* bestExchange(ground, way, anchors, high_m, price) {
  mark(ground, way, 1);
  const { graph } = ground;
  const course = courseOf(ground, way);
  const length_m = course.along[way.length];
  const room = high_m - length_m;
  const offers = [];
  for (const anchor of anchors) {
    const unseen = unseenAt(ground, anchor);
    if (!(unseen > 0)) continue;
    yield;
    const span = spanOf(course, anchor.far, room, price);
    offers.push({ ...span, anchor, net: SEEN * unseen - span.cost });
  }
  let best = NO_WAY;
  let best_net = 1e-6;
  for (let turn = 0; turn < TRIED && offers.length > 0; turn++) {
    const offer = offers.reduce((a, b) => (b.net > a.net ? b : a));
    if (!(offer.net > 0)) break;
    offer.net = -Infinity;
    yield;
    const { begin, end, anchor } = offer;
    const window = way.subarray(begin, end);
    const past = pastOf(ground, window, course.nodes[begin], course.nodes[end], anchor, room);
    if (past.length === 0) continue;
    mark(ground, window, -1);
    const before = measure(ground, window);
    const after = measure(ground, past);
    mark(ground, window, 1);
    const net = after.worth - before.worth - price * (after.length_m - before.length_m);
    if (net > best_net && length_m + after.length_m - before.length_m <= high_m) {
      best_net = net;
      best = concatenated(way.subarray(0, begin), past, way.subarray(end));
    }
  }
  mark(ground, way, -1);
  return withoutSpurs(graph, best);
}

/** The nodes of a marked walk, and length and worth from its start to each of them. */
function courseOf({ graph, taste, used }, way) {
  const nodes = new Int32Array(way.length + 1);
  const along = new Float64Array(way.length + 1);
  const total = new Float64Array(way.length + 1);
  nodes[0] = graph.source[way[0]];
  for (let i = 0; i < way.length; i++) {
    const edge = graph.edge[way[i]];
    const worth = used[edge] > 1 ? -REPEAT * taste.base[edge] : taste.worth[edge];
    nodes[i + 1] = graph.target[way[i]];
    along[i + 1] = along[i] + graph.length_m[edge];
    total[i + 1] = total[i] + worth;
  }
  return { nodes, along, total };
}

/** The worth around an anchor that the marked walk has not taken. */
function unseenAt({ graph, taste, used }, { members }) {
  let unseen = 0;
  for (const node of members) {
    for (let arc = graph.first[node]; arc < graph.first[node + 1]; arc++) {
      const edge = graph.edge[arc];
      if (used[edge] === 0) unseen += Math.max(taste.worth[edge], 0) / 2;
    }
  }
  return unseen;
}

/** Where a way past a node costs least: {cost, begin, end}, the positions it leaves and joins. */
function spanOf({ nodes, along, total }, far, room, price) {
  let cost = Infinity;
  let begin = 0;
  let end = 0;
  for (let i = 0; i < nodes.length; i++) {
    const there = far[nodes[i]];
    if (there === Infinity) continue;
    for (let j = i; j < nodes.length; j++) {
      const more_m = there + far[nodes[j]] - (along[j] - along[i]);
      if (more_m > room) continue;
      const here = total[j] - total[i] + price * more_m;
      if (here < cost) {
        cost = here;
        begin = i;
        end = j;
      }
    }
  }
  return { cost, begin, end };
}

/** The way from one node of a marked walk past an anchor to another; none if nothing fits. */
function pastOf(ground, window, start, finish, { node, far }, room) {
  const { graph } = ground;
  let spare = room + lengthOf(graph, window) - far[start] - far[finish];
  mark(ground, window, -1);
  let there = NO_WAY;
  let back = NO_WAY;
  if (start !== node) {
    there = lead(ground, far, C, start, node, far[start] + spare / 2);
    spare -= lengthOf(graph, there) - far[start];
    mark(ground, there, 1);
  }
  if (finish !== node) {
    back = turned(graph, lead(ground, far, C, finish, node, far[finish] + spare));
  }
  mark(ground, there, -1);
  mark(ground, window, 1);
  const none = (start !== node && !there.length) || (finish !== node && !back.length);
  return none ? NO_WAY : concatenated(there, back);
}
