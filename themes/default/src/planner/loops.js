// Round walks, as guidegen/walks/loops.py finds them: circles through the start at eight headings,
// bent onto the streets.
import { mark, measure, withoutSpurs } from "./improve.js";
import { NO_WAY, concatenated, lead } from "./search.js";

const HALF = Math.sqrt(0.5);
const HEADINGS = [
  [0, 1], [HALF, HALF], [1, 0], [HALF, -HALF], [0, -1], [-HALF, -HALF], [-1, 0], [-HALF, HALF],
];
const FIRST = 0.8;
const ROUNDS = 4;
const C = 0.5;

/** One walk for each heading that gives one, none longer than the upper bound. */
export function* byCircles(ground, inside, wish_m, bounds_m) {
  const walks = [];
  for (const heading of HEADINGS) {
    const walk = yield* fitted(ground, inside, heading, wish_m, bounds_m);
    if (walk.length > 0) walks.push(walk);
  }
  return walks;
}

/** Draw the circle smaller or larger until the walk's length fits; the longest that does. */
function* fitted(ground, inside, heading, wish_m, { low, high }) {
  let kappa = FIRST;
  let best = NO_WAY;
  let best_m = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const way = yield* around(ground, inside, heading, (kappa * wish_m) / (2 * Math.PI));
    const { length_m } = measure(ground, way);
    if (best_m < length_m && length_m <= high) {
      best = way;
      best_m = length_m;
    }
    if (length_m === 0 || (low <= length_m && length_m <= high)) break;
    kappa *= Math.min(Math.max(wish_m / length_m, 0.5), 2);
  }
  return best;
}

/** Legs from the start through the nodes nearest to a quarter, half and three quarters. */
function* around(ground, inside, heading, radius_m) {
  const { graph } = ground;
  const [east, north] = [heading[0] * radius_m, heading[1] * radius_m];
  const corners = [[east + north, north - east], [2 * east, 2 * north], [east - north, north + east]];
  const x = graph.x_m[inside.start];
  const y = graph.y_m[inside.start];
  const inner = corners.map(([dx, dy]) => nearest(graph, inside.nodes, x + dx, y + dy));
  const stops = [inside.start, ...inner, inside.start];
  let way = NO_WAY;
  for (let i = 1; i < stops.length; i++) {
    if (stops[i - 1] === stops[i]) continue;
    yield;
    // without a budget no lengths to the end are looked at
    const part = lead(ground, ground.desk.left, C, stops[i - 1], stops[i], Infinity);
    mark(ground, part, 1);
    way = concatenated(way, part);
  }
  mark(ground, way, -1);
  return withoutSpurs(graph, way);
}

function nearest({ x_m, y_m }, nodes, x, y) {
  let best = nodes[0];
  let least = Infinity;
  for (const node of nodes) {
    const east = x_m[node] - x;
    const north = y_m[node] - y;
    const squared = east * east + north * north;
    if (squared < least) {
      least = squared;
      best = node;
    }
  }
  return best;
}
