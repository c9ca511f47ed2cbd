// A tile of the map, as guidegen/basemap/tiles.py writes it.
import { inflate, reader } from "../planner/packed.js";
import { createPause } from "../slices.js";
import { FIRST_LINE, FIRST_POINT } from "./kinds.js";

// what is painted in one go, before there may be a pause
const POINTS_A_PATH = 1000;

/**
 * @param {Uint8Array} packed
 * @param {number} language  which of the tile's lists of names: 0 is as it is on the spot
 * @returns {Promise<{paths: Map<number, {path: Path2D, points: number}[]>, lines: object[],
 *   points: object[]}>}  areas and lines by kind, in the tile's units, each
 *   in paths of some thousand points; lines with a name as { kind, name, x, y }, points as
 *   { kind, name, size, x, y }. Names are anybody's text.
 */
export async function decodeTile(packed, language) {
  const bytes = await inflate(packed);
  const pause = createPause();
  const read = reader(bytes);
  const layers = [];
  for (let left = read(1)[0]; left; left--) {
    layers.push(readLayer(read));
    await pause();
  }
  const lists = JSON.parse(new TextDecoder().decode(bytes.subarray(read.at())));
  const nameOf = (number) => lists[language]?.[number] ?? lists[0][number];
  const tile = { paths: new Map(), lines: [], points: [] };
  for (const layer of layers) {
    if (layer.kind >= FIRST_POINT) tile.points.push(...pointsOf(layer, nameOf));
    else tile.paths.set(layer.kind, await pathsOf(layer, pause));
    if (layer.kind >= FIRST_LINE && layer.kind < FIRST_POINT) tile.lines.push(...linesOf(layer, nameOf));
    await pause();
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
async function pathsOf({ kind, lengths, x, y }, pause) {
  const isArea = kind < FIRST_LINE;
  const paths = [];
  let [text, first, at, outer] = ["", 0, 0, null];
  const cut = () => {
    if (text) paths.push({ path: new Path2D(text), points: at - first });
    [text, first] = ["", at];
  };
  for (const length of lengths) {
    const box = isArea && boxOf(x.subarray(at, at + length), y.subarray(at, at + length));
    // holes come right after what they are in, and are holes of the same path only
    if (!outer || !isWithin(box, outer)) {
      outer = box;
      if (at - first >= POINTS_A_PATH) cut();
    }
    text += `M${x[at]} ${y[at]}`;
    for (let i = at + 1; i < at + length; i++) text += `L${x[i]} ${y[i]}`;
    if (isArea) text += "Z";
    at += length;
    await pause();
  }
  cut();
  return paths;
}

function boxOf(x, y) {
  return [x, y].map((values) => [
    values.reduce((least, value) => Math.min(least, value)), values.reduce((most, value) => Math.max(most, value)),
  ]);
}

function isWithin(box, other) {
  return box.every(([least, most], axis) => least >= other[axis][0] && most <= other[axis][1]);
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
