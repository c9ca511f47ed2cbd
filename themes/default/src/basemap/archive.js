// The tiles of the map, brought piece by piece from data/basemap/ as they are needed.
import { bytesOf } from "../planner/packed.js";
import { decodeTile } from "./decode.js";

/**
 * @param {object} index  see Basemap.index in guidegen/basemap/build.py
 * @param {(file: string, number: number) => Promise<string>} loadPiece  gives a piece in base64
 * @param {string} language  of the page
 */
export function createArchive(index, loadPiece, language) {
  const tongue = index.languages.indexOf(language) + 1; // 0, names on the spot, if it has none
  const levels = layOut(index.levels);
  const pieces = new Map();
  const piece = (number) => {
    if (!pieces.has(number)) pieces.set(number, loadPiece(index.files[number], number).then(bytesOf));
    return pieces.get(number);
  };

  async function load(tile) {
    const first = Math.floor(tile.start / index.piece);
    const last = Math.floor((tile.start + tile.length - 1) / index.piece);
    const parts = await Promise.all(Array.from({ length: last - first + 1 }, (_, i) => piece(first + i)));
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    const start = tile.start - first * index.piece;
    tile.content = await decodeTile(bytes.subarray(start, start + tile.length), tongue);
  }

  return {
    box: index.box,
    /** The level to draw at a zoom. */
    levelAt: (zoom) => levels.findLast((level) => level.zoom <= zoom) ?? levels[0],
    levels,
    /** The tiles of a level in a view { west, north, east, south } of the world, 0 to 1. */
    tilesIn(level, view) {
      const size = level.extent / level.units;
      const found = [];
      for (let row = Math.floor(view.north / size); row <= view.south / size; row++) {
        for (let column = Math.floor(view.west / size); column <= view.east / size; column++) {
          const tile = level.tiles.get(`${column}/${row}`);
          if (tile) found.push(tile);
        }
      }
      return found;
    },
    /** Load tiles; the same one is loaded once. What fails stays empty. */
    load: (tiles) => Promise.all(tiles.map((tile) => (tile.loading ||= load(tile).catch(() => {
      tile.content = { paths: new Map(), lines: [], points: [] };
    })))),
  };
}

/** Levels with their tiles by "column/row", each knowing where it begins in the whole. */
function layOut(levels) {
  let start = 0;
  return levels.map(({ zoom, extent, tiles }) => {
    const byPlace = new Map();
    for (const [column, row, length] of tiles) {
      byPlace.set(`${column}/${row}`, { column, row, start, length });
      start += length;
    }
    return { zoom, extent, units: extent * 2 ** zoom, tiles: byPlace };
  });
}
