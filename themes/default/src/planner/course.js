// The directions along a walk's line, in metres around its start, as guidegen/walks/steps.py has
// them. They are those of the last and the next metres: kinks at a crossing are no turns.
import { DEGREE_M, RADIAN } from "./snap.js";

const NEAR_M = 15;

/**
 * Directions at a walk's junctions, 0 to its last, in degrees clockwise from north: into(joint),
 * outOf(joint), and turn(joint, later), how much it changes between two, from -180 to 180.
 */
export function directionsOf(walk, graph) {
  const course = courseOf(walk.line);
  const joints = jointsOf(walk, graph);
  const limits_m = limitsOf(walk, course, joints);
  const into = (joint) => {
    const at_m = course.along_m[joints[joint]];
    let k = limits_m.length - 1;
    while (k > 0 && limits_m[k] >= at_m) k--;
    return direction(course, Math.max(at_m - NEAR_M, limits_m[k]), at_m);
  };
  const outOf = (joint) => {
    const at_m = course.along_m[joints[joint]];
    let k = 0;
    while (k < limits_m.length - 1 && limits_m[k] <= at_m) k++;
    return direction(course, at_m, Math.min(at_m + NEAR_M, limits_m[k]));
  };
  const turn = (joint, later) => modulo(outOf(later) - into(joint) + 180, 360) - 180;
  return { into, outOf, turn };
}

/** A line in metres around its start, and how far along each point is. */
function courseOf(line) {
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
