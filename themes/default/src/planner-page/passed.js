// Which places a walk passes, in its order.

const DEGREE_M = (Math.PI / 180) * 6371008.8;
// as in guidegen/walks/passing.py: so near its mode, or over so many metres of its area
const NEAR_M = 40;
const ACROSS_M = 20;

/**
 * @param {number[][]} line  [lon, lat] of the walk's points
 * @param {object[]} places  see data.js
 * @returns {{place, at_m, off_m}[]}  how far along the walk is nearest, and how near that is
 */
export function placesPassed(line, places) {
  const found = places.map((place) => ({ place, ...nearest(line, place) }));
  return found
    .filter(({ off_m }) => off_m <= NEAR_M)
    .sort((a, b) => a.at_m - b.at_m);
}

/** Where a line is nearest to a place, and how near: 0 where it leads through its area. */
function nearest(line, place) {
  const narrower = Math.cos((place.lat * Math.PI) / 180);
  const metres = ([lon, lat]) => [(lon - place.lon) * narrower * DEGREE_M, (lat - place.lat) * DEGREE_M];
  let best = { at_m: 0, off_m: Infinity };
  let along = 0;
  let across = 0;
  for (let i = 1; i < line.length; i++) {
    const [x, y] = metres(line[i - 1]);
    const [endX, endY] = metres(line[i]);
    const length = Math.hypot(endX - x, endY - y);
    const share = length ? -(x * (endX - x) + y * (endY - y)) / length ** 2 : 0;
    const at = Math.min(Math.max(share, 0), 1);
    const off_m = Math.hypot(x + at * (endX - x), y + at * (endY - y));
    if (off_m < best.off_m) best = { at_m: along + at * length, off_m };
    const middle = [(line[i - 1][0] + line[i][0]) / 2, (line[i - 1][1] + line[i][1]) / 2];
    if (place.area.some((rings) => within(middle, rings))) across += length;
    along += length;
  }
  // what is near the start or the end is there
  if (Math.hypot(...metres(line[0])) <= NEAR_M) best.at_m = 0;
  else if (Math.hypot(...metres(line.at(-1))) <= NEAR_M) best.at_m = along;
  return across >= ACROSS_M ? { ...best, off_m: 0 } : best;
}

/** Whether a point is in a polygon: in its first ring and in none of the holes. */
function within(point, rings) {
  return rings.reduce((inside, ring) => inside !== crossed(point, ring), false);
}

/** Whether a line eastward from a point crosses a ring an odd number of times. */
function crossed([lon, lat], ring) {
  let odd = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [[x1, y1], [x2, y2]] = [ring[i], ring[j]];
    if (y1 > lat !== y2 > lat && lon < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) odd = !odd;
  }
  return odd;
}
