// Which street a nameless way runs beside, as guidegen/walks/pavements.py finds it: people know a
// pavement by the name of its street.
import { round } from "./numbers.js";
import { DEGREE_M, RADIAN } from "./snap.js";

const BESIDE_M = 15;
const PARALLEL_DEG = 25;
const LEAST_SHARE = 0.6;
const EVERY_M = 10;
const CELL_M = 2 * BESIDE_M;

/** The names of the streets beside some nameless edges: a Map from those that have one. */
export function namesBeside(graph, ways) {
  if (ways.length === 0) return new Map();
  const metres = metresAround(graph, graph.line_first[ways[0]]);
  const samples = ways.flatMap((way) => samplesOf(way, piecesOf(graph, metres, way)));
  lookAround(graph, metres, samples);
  const found = new Map(ways.map((way) => [way, []]));
  for (const { way, edge } of samples) found.get(way).push(edge);
  const names = ways.map((way) => [way, common(graph, found.get(way))]);
  return new Map(names.filter(([, name]) => name));
}

/** From the number of a point of all lines to metres around one of them. */
function metresAround({ line_lon, line_lat }, first) {
  const wide_m = Math.cos(line_lat[first] * RADIAN) * DEGREE_M;
  return (point) => [
    (line_lon[point] - line_lon[first]) * wide_m,
    (line_lat[point] - line_lat[first]) * DEGREE_M,
  ];
}

/** The straight pieces of an edge's line: where each begins, and the way along it, in metres. */
function piecesOf({ line_first }, metres, edge) {
  const pieces = [];
  for (let point = line_first[edge]; point < line_first[edge + 1] - 1; point++) {
    const [x, y] = metres(point);
    const [to_x, to_y] = metres(point + 1);
    const [east, north] = [to_x - x, to_y - y];
    const length_m = Math.hypot(east, north);
    if (length_m > 0) pieces.push({ x, y, east, north, length_m });
  }
  return pieces;
}

/** Places on pieces: in the middle of each of some equal parts of every one. */
function samplesOf(way, pieces) {
  return pieces.flatMap(({ x, y, east, north, length_m }) => {
    const count = Math.max(Math.ceil(length_m / EVERY_M), 1);
    return Array.from({ length: count }, (_, k) => {
      const share = (k + 0.5) / count;
      const along = [east / length_m, north / length_m];
      return { way, x: x + share * east, y: y + share * north, along, edge: -1, off: Infinity };
    });
  });
}

/** Gives each sample the nearest named edge beside it. */
function lookAround(graph, metres, samples) {
  const cells = new Map();
  const cellOf = (x, y) => `${Math.floor(x / CELL_M)} ${Math.floor(y / CELL_M)}`;
  for (const sample of samples) {
    const cell = cellOf(sample.x, sample.y);
    if (!cells.has(cell)) cells.set(cell, []);
    cells.get(cell).push(sample);
  }
  const box = boxOf(samples);
  for (let edge = 0; edge < graph.edges; edge++) {
    if (graph.steps[edge] || !graph.nameOf(edge) || !isNear(graph, metres, edge, box)) continue;
    for (const piece of piecesOf(graph, metres, edge)) {
      const reach = overlap(piece, box);
      for (let x = reach.west; x < reach.east + CELL_M; x += CELL_M) {
        for (let y = reach.south; y < reach.north + CELL_M; y += CELL_M) {
          for (const sample of cells.get(cellOf(x, y)) ?? []) compare(sample, piece, edge);
        }
      }
    }
  }
}

function boxOf(samples) {
  const box = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity };
  for (const { x, y } of samples) {
    box.west = Math.min(box.west, x - BESIDE_M);
    box.east = Math.max(box.east, x + BESIDE_M);
    box.south = Math.min(box.south, y - BESIDE_M);
    box.north = Math.max(box.north, y + BESIDE_M);
  }
  return box;
}

function isNear({ line_first }, metres, edge, box) {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let point = line_first[edge]; point < line_first[edge + 1]; point++) {
    const [x, y] = metres(point);
    [west, east] = [Math.min(west, x), Math.max(east, x)];
    [south, north] = [Math.min(south, y), Math.max(north, y)];
  }
  return west <= box.east && east >= box.west && south <= box.north && north >= box.south;
}

/** Where samples may lie beside a piece. */
function overlap({ x, y, east, north }, box) {
  return {
    west: Math.max(Math.min(x, x + east) - BESIDE_M, box.west),
    east: Math.min(Math.max(x, x + east) + BESIDE_M, box.east),
    south: Math.max(Math.min(y, y + north) - BESIDE_M, box.south),
    north: Math.min(Math.max(y, y + north) + BESIDE_M, box.north),
  };
}

/** Notes an edge at a sample if a piece of it runs beside there, and nearer than another's. */
function compare(sample, { x, y, east, north, length_m }, edge) {
  const [from_x, from_y] = [sample.x - x, sample.y - y];
  const share = (from_x * east + from_y * north) / length_m ** 2;
  const off_m = Math.abs(from_x * north - from_y * east) / length_m;
  const angle = Math.abs(sample.along[0] * north - sample.along[1] * east) / length_m;
  if (share < 0 || share > 1 || off_m > BESIDE_M) return;
  if (angle > Math.sin(PARALLEL_DEG * RADIAN)) return;
  const off = round(off_m * 10); // of several as near the first
  if (off < sample.off) Object.assign(sample, { off, edge });
}

/** The name of most of some edges, if it is that of most places that were looked at. */
function common(graph, found) {
  const votes = new Map();
  for (const edge of found) {
    if (edge >= 0) votes.set(graph.nameOf(edge), (votes.get(graph.nameOf(edge)) ?? 0) + 1);
  }
  let [best, most] = ["", 0];
  for (const [name, count] of votes) if (count > most) [best, most] = [name, count];
  return most >= LEAST_SHARE * found.length ? best : "";
}
