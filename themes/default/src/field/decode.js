// Reads the fields that guidegen/routes/encode.py wrote: window.guidegen.field.
import { bytesOf, inflate } from "../planner/packed.js";

const SIGNED = 127;
const UNSIGNED = 255;

/**
 * One of the packed slices: where people go, on a grid with rows from north to south.
 *
 * @param {{box: number[], columns: number, rows: number}} packed  what all slices share
 * @param {{kind: string, name: string, flow: number, traffic: number, bytes: string}} slice
 * @returns {Promise<object>}  kind and name, the grid's box, columns and rows, and Float32Arrays
 *   east, north and traffic, one value per point
 */
export async function decodeSlice({ box, columns, rows }, slice) {
  const bytes = await inflate(bytesOf(slice.bytes));
  const size = columns * rows;
  const signed = new Int8Array(bytes.buffer, 0, 2 * size);
  const east = new Float32Array(size);
  const north = new Float32Array(size);
  const traffic = new Float32Array(size);
  for (let i = 0; i < size; i++) {
    const x = signed[i] / SIGNED;
    const y = signed[size + i] / SIGNED;
    const root = slice.flow * Math.sqrt(x * x + y * y);
    east[i] = root * x;
    north[i] = root * y;
    traffic[i] = slice.traffic * (bytes[2 * size + i] / UNSIGNED) ** 2;
  }
  return { kind: slice.kind, name: slice.name, box, columns, rows, east, north, traffic };
}
