// From a position to the junction nearest to it, as guidegen/walks/graph.py finds it.
import { fixed, shown } from "./numbers.js";
import { WalkError } from "./walk.js";

const FARTHEST_M = 300;
export const RADIAN = Math.PI / 180;
export const DEGREE_M = RADIAN * 6371008.8;

/** The junction nearest to a position [lon, lat], and how far it is: {node, far_m}. */
export function nearestNode(graph, [lon, lat], who) {
  if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) {
    throw new WalkError(
      `the ${who} ${shown(lon)}, ${shown(lat)} is no position: give lon,lat in degrees`,
    );
  }
  const wide_m = Math.cos(lat * RADIAN) * DEGREE_M;
  let node = 0;
  let least = Infinity;
  for (let n = 0; n < graph.nodes; n++) {
    if (graph.first[n] === graph.first[n + 1]) continue;
    const east = (graph.lon[n] - lon) * wide_m;
    const north = (graph.lat[n] - lat) * DEGREE_M;
    const squared = east * east + north * north;
    if (squared < least) {
      least = squared;
      node = n;
    }
  }
  const far_m = Math.sqrt(least);
  if (far_m > FARTHEST_M) {
    throw new WalkError(
      `the ${who} ${fixed(lon, 5)}, ${fixed(lat, 5)} is ${far(far_m)} from the nearest street of ` +
        `this network (at most ${FARTHEST_M} m): is it inside the city, and lon before lat?`,
    );
  }
  return { node, far_m };
}

function far(metres) {
  if (metres === Infinity) return "infinitely far";
  return metres < 10000 ? `${fixed(metres, 0)} m` : `${fixed(metres / 1000, 0)} km`;
}
