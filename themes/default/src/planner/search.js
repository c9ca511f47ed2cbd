// Searches on arcs, as guidegen/walks/search.py has them: the same labels in the same order, and
// sums of floats in the same order, so that ways are the same to the last arc.
//
// Ways are Int32Arrays of arcs. A ground is what the searches of one wish share: {graph, taste,
// used (how often the walk so far takes each edge; those cost more), desk (scratch space)}.
import { AGAIN, costOf } from "./costs.js";
import { dropTop, push } from "./desk.js";

export const NO_WAY = new Int32Array(0);
const NO_ARC = -1;
const EVERYWHERE = -1;
// a hair less than 1, so that rounding never makes a straight line longer than the way
const HAIR = 1 - 1e-9;

/** The ground without some edges (0 or 1 for each): they are longer than any walk. */
export function without({ graph, taste, used, desk }, closed) {
  const open = (values, other) => values.map((value, edge) => (closed[edge] ? other : value));
  return {
    graph: { ...graph, length_m: open(graph.length_m, Infinity) },
    taste: { ...taste, base: open(taste.base, Infinity), worth: open(taste.worth, 0) },
    used,
    desk,
  };
}

/** A lower bound of the way between two nodes. */
function lineM({ x_m, y_m }, a, b) {
  const east = x_m[a] - x_m[b];
  const north = y_m[a] - y_m[b];
  return Math.sqrt(east * east + north * north) * HAIR;
}

/**
 * Lengths of the shortest ways from a node, into desk.left, as far as a bound, and only to nodes
 * from which `towards` can be reached within it (-1 for all). Returns how many nodes have one;
 * they are the first of desk.left_touched, and `leave` resets them.
 */
export function reach(graph, origin, towards, bound_m, desk) {
  const { first, target, edge, length_m } = graph;
  const { left, left_touched } = desk;
  const { keys, heap } = desk.sides[0];
  left[origin] = 0;
  left_touched[0] = origin;
  let count = 1;
  let size = push(keys, heap, 0, 0, origin);
  while (size > 0) {
    const far = keys[0];
    const node = heap[0];
    size = dropTop(keys, heap, size);
    if (far > left[node]) continue;
    for (let arc = first[node], end = first[node + 1]; arc < end; arc++) {
      const to = target[arc];
      const length = far + length_m[edge[arc]];
      if (length >= left[to] || length > bound_m) continue;
      if (towards !== EVERYWHERE && length + lineM(graph, to, towards) > bound_m) continue;
      if (left[to] === Infinity) left_touched[count++] = to;
      left[to] = length;
      size = push(keys, heap, size, length, to);
    }
  }
  return count;
}

/** Reset what `reach` wrote. */
export function leave(desk, count) {
  for (let i = 0; i < count; i++) desk.left[desk.left_touched[i]] = Infinity;
}

/**
 * The cheapest way between two nodes whose every step can still reach the end in budget; none if
 * nothing fits. `left` has the lengths of the shortest ways to the end, see `reach`; with a budget
 * of Infinity it is not read.
 */
export function lead(ground, left, c, start, end, budget_m) {
  const { graph, taste, used, desk } = ground;
  const { first, target, edge, length_m } = graph;
  const { cost, by, touched, keys, heap } = desk.sides[0];
  const { walked } = desk;
  const bound = budget_m < Infinity;
  cost[start] = 0;
  walked[start] = 0;
  by[start] = NO_ARC;
  touched[0] = start;
  let count = 1;
  let size = push(keys, heap, 0, 0, start);
  while (size > 0) {
    const here = keys[0];
    const node = heap[0];
    size = dropTop(keys, heap, size);
    if (here > cost[node]) continue;
    if (node === end) break;
    for (let arc = first[node], last = first[node + 1]; arc < last; arc++) {
      const to = target[arc];
      const e = edge[arc];
      const length = walked[node] + length_m[e];
      if (bound && length + left[to] > budget_m) continue;
      const step = costOf(taste, e, c);
      const there = here + (used[e] > 0 ? step * AGAIN : step);
      if (there >= cost[to]) continue;
      if (cost[to] === Infinity) touched[count++] = to;
      cost[to] = there;
      walked[to] = length;
      by[to] = arc;
      size = push(keys, heap, size, there, to);
    }
  }
  const way = cost[end] < Infinity ? trace(graph, by, start, end) : NO_WAY;
  forget(desk.sides[0], count);
  return way;
}

function forget({ cost, touched }, count) {
  for (let i = 0; i < count; i++) cost[touched[i]] = Infinity;
}

/** The arcs from start to end, read back from the arcs that nodes were reached by. */
function trace({ source }, by, start, end) {
  let steps = 0;
  for (let node = end; node !== start; node = source[by[node]]) steps++;
  const way = new Int32Array(steps);
  let node = end;
  for (let i = steps - 1; i >= 0; i--) {
    way[i] = by[node];
    node = source[by[node]];
  }
  return way;
}

/** The shortest way between two nodes by Dijkstra's search from both of them: {way, length_m}. */
export function shortestWay(graph, start, end, desk) {
  const { first, target, edge, length_m } = graph;
  const ends = [start, end];
  const counts = [1, 1];
  const sizes = [1, 1];
  desk.sides.forEach(({ cost, touched, keys, heap }, side) => {
    cost[ends[side]] = 0;
    touched[0] = ends[side];
    push(keys, heap, 0, 0, ends[side]);
  });
  let best = start === end ? 0 : Infinity;
  let middle = start === end ? start : -1;
  const [one, other] = desk.sides;
  while (sizes[0] > 0 && sizes[1] > 0 && one.keys[0] + other.keys[0] < best) {
    const side = one.keys[0] <= other.keys[0] ? 0 : 1;
    const { cost, by, touched, keys, heap } = desk.sides[side];
    const across = desk.sides[1 - side].cost;
    const here = keys[0];
    const node = heap[0];
    sizes[side] = dropTop(keys, heap, sizes[side]);
    if (here > cost[node]) continue;
    for (let arc = first[node], last = first[node + 1]; arc < last; arc++) {
      const to = target[arc];
      const there = here + length_m[edge[arc]];
      if (there >= cost[to]) continue;
      if (cost[to] === Infinity) touched[counts[side]++] = to;
      cost[to] = there;
      by[to] = arc;
      sizes[side] = push(keys, heap, sizes[side], there, to);
      if (there + across[to] < best) {
        best = there + across[to];
        middle = to;
      }
    }
  }
  desk.sides.forEach((side, i) => forget(side, counts[i]));
  return { way: joined(graph, desk, start, end, middle), length_m: best };
}

function joined(graph, { sides }, start, end, middle) {
  if (middle < 0) return NO_WAY;
  const there = trace(graph, sides[0].by, start, middle);
  return concatenated(there, turned(graph, trace(graph, sides[1].by, end, middle)));
}

/** A way walked backwards. */
export function turned(graph, way) {
  return way.map((_, i) => twin(graph, way[way.length - 1 - i]));
}

/** The same edge the other way. */
function twin({ first, target, edge }, arc) {
  let back = first[target[arc]];
  while (edge[back] !== edge[arc]) back++;
  return back;
}

/** Ways one after the other. */
export function concatenated(...ways) {
  const all = new Int32Array(ways.reduce((size, way) => size + way.length, 0));
  let at = 0;
  for (const way of ways) {
    all.set(way, at);
    at += way.length;
  }
  return all;
}
