// A tile of the map, as guidegen/basemap/tiles.py writes it.
import { inflate, reader } from "../planner/packed.js";
import { FIRST_LINE, FIRST_POINT } from "./kinds.js";

/**
 * @param {Uint8Array} packed
 * @param {number} language  which of the tile's lists of names: 0 is as it is on the spot
 * @returns {Promise<{paths: Map<number, Path2D>, lines: object[], points: object[]}>}  areas and
 *   lines by kind, in the tile's units; lines with a name as { kind, name, x, y }, points as
 *   { kind, name, size, x, y }. Names are anybody's text.
 */
export async function decodeTile(packed, language) {
  const bytes = await inflate(packed);
  const read = reader(bytes);
  const layers = Array.from({ length: read(1)[0] }, () => readLayer(read));
  const lists = JSON.parse(new TextDecoder().decode(bytes.subarray(read.at())));
  const nameOf = (number) => lists[language]?.[number] ?? lists[0][number];
  const tile = { paths: new Map(), lines: [], points: [] };
  for (const layer of layers) {
    if (layer.kind >= FIRST_POINT) tile.points.push(...pointsOf(layer, nameOf));
    else tile.paths.set(layer.kind, pathOf(layer));
    if (layer.kind >= FIRST_LINE && layer.kind < FIRST_POINT) tile.lines.push(...linesOf(layer, nameOf));
  }
  return tile;
}

function readLayer(read) {
  const [kind, count] = read(2);
  const lengths = kind < FIRST_POINT ? read(count) : null;
  const names = kind >= FIRST_LINE ? read(count) : null;
  const sizes = kind >= FIRST_POINT ? read(count) : null;
  const points = lengths ? lengths.reduce((sum, length) => sum + length, 0) : count;
  return { kind, count, lengths, names, sizes, x: sums(read(points)), y: sums(read(points)) };
}

function sums(differences) {
  for (let i = 1; i < differences.length; i++) differences[i] += differences[i - 1];
  return differences;
}

// Written as text, which Chromium reads sixty times faster than it takes as many calls of lineTo.
function pathOf({ kind, lengths, x, y }) {
  const end = kind < FIRST_LINE ? "Z" : "";
  let at = 0;
  const parts = Array.from(lengths, (length) => {
    let part = `M${x[at]} ${y[at]}`;
    for (let i = at + 1; i < at + length; i++) part += `L${x[i]} ${y[i]}`;
    at += length;
    return part + end;
  });
  return new Path2D(parts.join(""));
}

function linesOf({ kind, lengths, names, x, y }, nameOf) {
  const lines = [];
  let at = 0;
  lengths.forEach((length, i) => {
    const end = at + length;
    if (names[i]) lines.push({ kind, name: nameOf(names[i]), x: x.subarray(at, end), y: y.subarray(at, end) });
    at = end;
  });
  return lines;
}

function pointsOf({ kind, count, names, sizes, x, y }, nameOf) {
  return Array.from({ length: count }, (_, i) => ({ kind, name: nameOf(names[i]), size: sizes[i], x: x[i], y: y[i] }));
}
