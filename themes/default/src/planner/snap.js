// From a position to the junction nearest to it, as guidegen/walks/graph.py finds it.
import { fixed, shown } from "./numbers.js";
import { WalkError } from "./walk.js";

const FARTHEST_M = 300;
const SEEN_M = 50;
export const RADIAN = Math.PI / 180;
export const DEGREE_M = RADIAN * 6371008.8;

/**
 * The junction nearest to a position [lon, lat], and how far it is: {node, far_m}. Who avoids steps
 * begins and ends where others can be reached without any, if that is near.
 */
export function nearestNode(graph, [lon, lat], who, avoid_steps) {
  if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) {
    throw new WalkError(
      `the ${who} ${shown(lon)}, ${shown(lat)} is no position: give lon,lat in degrees`,
    );
  }
  const wide_m = Math.cos(lat * RADIAN) * DEGREE_M;
  const level = avoid_steps ? levelNodes(graph) : new Uint8Array(graph.nodes);
  let node = 0;
  let least = Infinity;
  let level_node = 0;
  let level_least = Infinity;
  for (let n = 0; n < graph.nodes; n++) {
    if (graph.first[n] === graph.first[n + 1]) continue;
    const east = (graph.lon[n] - lon) * wide_m;
    const north = (graph.lat[n] - lat) * DEGREE_M;
    const squared = east * east + north * north;
    if (squared < least) {
      least = squared;
      node = n;
    }
    if (level[n] && squared < level_least) {
      level_least = squared;
      level_node = n;
    }
  }
  if (level_least <= SEEN_M * SEEN_M) {
    least = level_least;
    node = level_node;
  }
  const far_m = Math.sqrt(least);
  if (far_m > FARTHEST_M) {
    throw new WalkError(
      `the ${who} ${fixed(lon, 5)}, ${fixed(lat, 5)} is ${far(far_m)} from the nearest street of ` +
        `this network (at most ${FARTHEST_M} m): is it inside the city, and lon before lat?`,
      "far away", { who, far_m },
    );
  }
  return { node, far_m };
}

/** Whether a node is in the largest piece of the streets without steps, 1 or 0 for each. */
function levelNodes({ nodes, first, target, edge, steps }) {
  const piece = new Int32Array(nodes).fill(-1);
  let largest = 0;
  let most = 0;
  for (let begin = 0; begin < nodes; begin++) {
    if (piece[begin] >= 0) continue;
    piece[begin] = begin;
    const found = [begin];
    for (let i = 0; i < found.length; i++) {
      for (let arc = first[found[i]]; arc < first[found[i] + 1]; arc++) {
        const to = target[arc];
        if (steps[edge[arc]] || piece[to] >= 0) continue;
        piece[to] = begin;
        found.push(to);
      }
    }
    if (found.length > most) {
      most = found.length;
      largest = begin;
    }
  }
  return Uint8Array.from(piece, (of) => (of === largest ? 1 : 0));
}

function far(metres) {
  if (metres === Infinity) return "infinitely far";
  return metres < 10000 ? `${fixed(metres, 0)} m` : `${fixed(metres / 1000, 0)} km`;
}
