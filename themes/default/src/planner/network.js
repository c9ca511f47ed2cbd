// Reads the streets that guidegen/walks/compact.py wrote, and lays out the arcs on them as
// guidegen/walks/graph.py does.
import { createPause } from "../slices.js";
import { bytesOf, inflate, reader } from "./packed.js";

/**
 * The streets from the page's data, window.guidegen.network.
 *
 * Typed arrays. Of nodes: lon, lat, x_m, y_m. Of edges: u, v, length_m, score, leaning, kind, name;
 * slope (of steps: -1 down, 0 unknown, 1 up); steps, dark, tunnel, bridge, square (0 or 1). Points
 * of edge e's line, from u to v: line_lon and line_lat from line_first[e] up to line_first[e + 1].
 * Of arcs: source, target, edge; those of node n are from first[n] up to first[n + 1].
 * And the numbers nodes, edges and mean_score, nameOf(edge), "" for none, and kindOf(edge),
 * OpenStreetMap's highway; names are anybody's text.
 *
 * @param {{nodes: number, edges: number, score_step: number, mean_score: number, bytes: string}} packed
 */
export async function decodeNetwork(packed) {
  const { nodes, edges, score_step, mean_score } = packed;
  const bytes = await inflate(bytesOf(packed.bytes));
  const pause = createPause();
  await pause();
  const read = reader(bytes);
  const lon = sums(read(nodes), 1e7);
  const lat = sums(read(nodes), 1e7);
  const x_m = sums(read(nodes), 10);
  const y_m = sums(read(nodes), 10);
  await pause();
  const u = Int32Array.from(sums(read(edges), 1));
  const v = read(edges).map((difference, e) => u[e] + difference);
  const length_m = Float64Array.from(read(edges), (tenths) => tenths / 10);
  const score = Float64Array.from(read(edges), (steps) => steps * score_step);
  await pause();
  const flags = read(edges);
  const flag = (place) => Uint8Array.from(flags, (bits) => (bits >> place) & 1);
  const leaning = Int8Array.from(read(edges));
  const kind = read(edges);
  const name = read(edges);
  await pause();
  const lines = readLines(read, { u, v, lon, lat });
  await pause();
  const { kinds, names } = JSON.parse(new TextDecoder().decode(bytes.subarray(read.at())));
  const arcs = arcsOf(u, v, nodes);
  await pause();
  return {
    nodes, edges, lon, lat, x_m, y_m, u, v, length_m, score, mean_score, leaning, kind, name,
    steps: flag(0), dark: flag(1), tunnel: flag(2), bridge: flag(3), square: flag(4),
    slope: Int8Array.from(flags, (bits) => (bits >> 5) - 1),
    ...lines,
    ...arcs,
    nameOf: (e) => names[name[e]],
    kindOf: (e) => kinds[kind[e]],
  };
}

/** Running sums of differences, divided: whole numbers become the floats that Python has. */
function sums(differences, steps) {
  const values = new Float64Array(differences.length);
  let sum = 0;
  for (let i = 0; i < values.length; i++) values[i] = (sum += differences[i]) / steps;
  return values;
}

function readLines(read, { u, v, lon, lat }) {
  const inside = read(u.length);
  const line_first = new Int32Array(u.length + 1);
  let count = 0;
  for (let e = 0; e < u.length; e++) {
    count += inside[e];
    line_first[e + 1] = line_first[e] + inside[e] + 2;
  }
  return {
    line_first,
    line_lon: pointsOf(line_first, read(count), lon, u, v),
    line_lat: pointsOf(line_first, read(count), lat, u, v),
  };
}

function pointsOf(line_first, differences, of_nodes, u, v) {
  const values = new Float64Array(line_first[u.length]);
  let next = 0;
  for (let e = 0; e < u.length; e++) {
    const last = line_first[e + 1] - 1;
    values[line_first[e]] = of_nodes[u[e]];
    values[last] = of_nodes[v[e]];
    let sum = Math.round(of_nodes[u[e]] * 1e7);
    for (let i = line_first[e] + 1; i < last; i++) values[i] = (sum += differences[next++]) / 1e7;
  }
  return values;
}

/** Every edge as two arcs, sorted by where they start, then by edge; a loop (u == v) has none. */
function arcsOf(u, v, nodes) {
  const first = new Int32Array(nodes + 1);
  for (let e = 0; e < u.length; e++) {
    if (u[e] === v[e]) continue;
    first[u[e] + 1]++;
    first[v[e] + 1]++;
  }
  for (let n = 0; n < nodes; n++) first[n + 1] += first[n];
  const source = new Int32Array(first[nodes]);
  const target = new Int32Array(first[nodes]);
  const edge = new Int32Array(first[nodes]);
  const next = first.slice();
  const put = (from, to, e) => {
    const arc = next[from]++;
    source[arc] = from;
    target[arc] = to;
    edge[arc] = e;
  };
  for (let e = 0; e < u.length; e++) {
    if (u[e] === v[e]) continue;
    put(u[e], v[e], e);
    put(v[e], u[e], e);
  }
  return { first, source, target, edge };
}
