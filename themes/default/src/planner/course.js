// A walk measured: lengths, directions and choices at its junctions, in metres around its start, as
// guidegen/walks/course.py has them. Directions are those of the last and the next metres: kinks at
// a crossing are no turns.
import { DEGREE_M, RADIAN } from "./snap.js";

export const NEAR_M = 15;
export const BEND_DEG = 40;

/**
 * A walk's junctions, 0 to its last: at_m, from the start to each; size, the number of its edges;
 * length_m(first, last); into(joint), outOf(joint) and turn(joint, later) in degrees; and what
 * there is: isBack(joint), hasSpur(first, last), hasChoice(joint), isFork(joint).
 */
export function courseOf(walk, graph) {
  const at_m = alongOf(walk, graph);
  const size = walk.edges.length;
  const length_m = (first, last) => at_m[last] - at_m[first];
  const on_spur = spursOf(walk.edges, length_m);
  const { into, outOf } = directionsOf(walk, graph);
  const arcs = (joint) => [graph.first[walk.nodes[joint]], graph.first[walk.nodes[joint] + 1]];
  return {
    at_m, size, length_m, into, outOf,
    turn: (joint, later) => difference(outOf(later), into(joint)),
    isBack: (joint) =>
      joint > 0 && joint < size && walk.edges[joint] === walk.edges[joint - 1] && !on_spur[joint],
    hasSpur: (first, last) => on_spur.slice(first, last).some(Boolean),
    hasChoice: (joint) => {
      const [first, end] = arcs(joint);
      return end - first > 2;
    },
    isFork: (joint) => {
      const mine = [walk.edges[joint - 1], walk.edges[joint]];
      const others = graph.edge.subarray(...arcs(joint)).filter((edge) => !mine.includes(edge));
      const ahead = into(joint);
      const turn = Math.abs(difference(outOf(joint), ahead));
      return others.some(
        (edge) => Math.abs(difference(leadOf(graph, walk.nodes[joint], edge), ahead)) < turn,
      );
    },
  };
}

/** From one direction to another, -180 to 180 degrees, positive where the first is to the right. */
export function difference(one_deg, other_deg) {
  return modulo(one_deg - other_deg + 180, 360) - 180;
}

/** Metres from the start to each junction. */
function alongOf({ edges }, graph) {
  const at_m = [0];
  for (const edge of edges) at_m.push(at_m[at_m.length - 1] + graph.length_m[edge]);
  return at_m;
}

/** Which edges are a few metres aside and back, as to a place beside the street: no way to tell. */
function spursOf(edges, length_m) {
  const on_spur = new Array(edges.length).fill(false);
  for (let joint = 1; joint < edges.length; joint++) {
    if (edges[joint] !== edges[joint - 1]) continue;
    const most = Math.min(joint, edges.length - joint);
    let reach = 1;
    while (reach < most && edges[joint - reach - 1] === edges[joint + reach]) reach++;
    const [begin, end] = [joint - reach, joint + reach];
    if (begin > 0 && end < edges.length && length_m(begin, joint) < NEAR_M) {
      on_spur.fill(true, begin, end);
    }
  }
  return on_spur;
}

/** The direction in which an edge leaves its node, degrees clockwise from north. */
function leadOf({ line_first, line_lon, line_lat, lat, u }, node, edge) {
  const [low, high] = [line_first[edge], line_first[edge + 1] - 1];
  const [here, step] = u[edge] === node ? [low, 1] : [high, -1];
  const wide = Math.cos(lat[node] * RADIAN);
  let lead = 0;
  for (let point = here + step; point >= low && point <= high; point += step) {
    const east_m = (line_lon[point] - line_lon[here]) * wide * DEGREE_M;
    const north_m = (line_lat[point] - line_lat[here]) * DEGREE_M;
    lead = Math.atan2(east_m, north_m) / RADIAN;
    if (Math.hypot(east_m, north_m) >= NEAR_M) break;
  }
  return lead;
}

function directionsOf(walk, graph) {
  const line = measured(walk.line);
  const joints = jointsOf(walk, graph);
  const limits_m = limitsOf(walk, line, joints);
  const into = (joint) => {
    const at_m = line.along_m[joints[joint]];
    let k = limits_m.length - 1;
    while (k > 0 && limits_m[k] >= at_m) k--;
    return direction(line, Math.max(at_m - NEAR_M, limits_m[k]), at_m);
  };
  const outOf = (joint) => {
    const at_m = line.along_m[joints[joint]];
    let k = 0;
    while (k < limits_m.length - 1 && limits_m[k] <= at_m) k++;
    return direction(line, at_m, Math.min(at_m + NEAR_M, limits_m[k]));
  };
  return { into, outOf };
}

/** A line in metres around its start, and how far along each point is. */
function measured(line) {
  const [lon, lat] = line[0];
  const wide_m = Math.cos(lat * RADIAN) * DEGREE_M;
  const x_m = line.map((at) => (at[0] - lon) * wide_m);
  const y_m = line.map((at) => (at[1] - lat) * DEGREE_M);
  const along_m = [0];
  for (let i = 1; i < line.length; i++) {
    const [east, north] = [x_m[i] - x_m[i - 1], y_m[i] - y_m[i - 1]];
    along_m.push(along_m[i - 1] + Math.sqrt(east * east + north * north));
  }
  return { x_m, y_m, along_m };
}

/** Which point of the line each junction is. */
function jointsOf({ edges }, { line_first }) {
  const joints = [0];
  for (const edge of edges) {
    joints.push(joints[joints.length - 1] + line_first[edge + 1] - line_first[edge] - 1);
  }
  return joints;
}

/** The start, where one turns back, and the end: one looks no further than to there. */
function limitsOf({ edges }, { along_m }, joints) {
  const back = joints.filter((_, k) => k > 0 && k < edges.length && edges[k] === edges[k - 1]);
  return [0, ...back, along_m.length - 1].map((point) => along_m[point]);
}

function direction({ x_m, y_m, along_m }, start_m, end_m) {
  const east = between(along_m, x_m, end_m) - between(along_m, x_m, start_m);
  const north = between(along_m, y_m, end_m) - between(along_m, y_m, start_m);
  return Math.atan2(east, north) / RADIAN;
}

/** The value at some metres along the line, as numpy.interp has it. */
function between(along_m, values, at_m) {
  let low = 0;
  let high = along_m.length - 1;
  if (at_m >= along_m[high]) return values[high];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (along_m[middle] <= at_m) low = middle;
    else high = middle;
  }
  const slope = (values[high] - values[low]) / (along_m[high] - along_m[low]);
  return slope * (at_m - along_m[low]) + values[low];
}

function modulo(value, by) {
  return ((value % by) + by) % by;
}
