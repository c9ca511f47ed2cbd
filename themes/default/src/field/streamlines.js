// The flow as a still picture: short lines along it, evenly apart, for readers who want no motion.
// No DOM here.
import { randomNumbers } from "../random.js";
import { Seeds } from "./seeds.js";

const APART_PX = 4.5;
const LONGEST_PX = 110;
const SHORTEST_PX = 18;
const STEP_PX = 3;
const SAME_SQUARE = 3; // steps that a line may take within one small square
const TRIES = 6; // for each line that there could be room for

/**
 * Lines along a flow, none nearer to another than some pixels.
 *
 * @param {import("./flow.js").Flow} flow
 * @param {{left, top, right, bottom}} window  in columns and rows
 * @param {{x: number, y: number}} scale  pixels per column and per row
 * @returns {{points: number[][], bright: number}[]}  points as [column, row], as the flow goes
 */
export function streamlines(flow, window, scale) {
  const seeds = new Seeds(flow, window, randomNumbers(7));
  const taken = new Taken(window, scale);
  const lines = [];
  const at = [0, 0];
  const room = (seeds.amount * scale.x * scale.y) / (APART_PX * SHORTEST_PX);
  for (let tries = Math.min(room * TRIES, 40_000); tries > 0; tries--) {
    if (!seeds.draw(at)) break;
    if (!taken.isFree(at)) continue;
    const line = lineThrough(flow, at.slice(), scale, taken);
    if (line.points.length * STEP_PX < SHORTEST_PX) continue;
    line.points.forEach((point) => taken.take(point));
    lines.push(line);
  }
  return lines;
}

function lineThrough(flow, at, scale, taken) {
  const own = new Map([[taken.squareOf(at), 0]]);
  const back = walk(flow, at, -1, scale, taken, own);
  const ahead = walk(flow, at, 1, scale, taken, own);
  const bright = flow.read(at[0], at[1]) ? flow.bright : 0;
  return { points: [...back.reverse(), at, ...ahead], bright };
}

/** Places a few pixels apart, until there is no flow, another line is near, or it has come round. */
function walk(flow, from, direction, scale, taken, own) {
  const points = [];
  let at = from;
  for (let i = 1; i <= LONGEST_PX / STEP_PX / 2; i++) {
    if (!flow.read(at[0], at[1])) break;
    const speed = Math.hypot(flow.u, flow.v);
    const next = [0, 0];
    if (speed < 1 || !flow.move(at[0], at[1], (direction * STEP_PX) / speed, scale, next)) break;
    if (!taken.isFree(next)) break;
    const square = taken.squareOf(next);
    if (Math.abs((own.get(square) ?? i * direction) - i * direction) > SAME_SQUARE) break;
    own.set(square, i * direction);
    points.push(next);
    at = next;
  }
  return points;
}

/** Which small squares of the window have a line in them. */
class Taken {
  constructor({ left, top, right, bottom }, scale) {
    this._left = left;
    this._top = top;
    this._x = scale.x / APART_PX;
    this._y = scale.y / APART_PX;
    this._columns = Math.ceil((right - left) * this._x) + 1;
    this._squares = new Uint8Array(this._columns * (Math.ceil((bottom - top) * this._y) + 1));
  }

  isFree(point) {
    return this._squares[this.squareOf(point)] === 0; // undefined outside of the window
  }

  take(point) {
    this._squares[this.squareOf(point)] = 1;
  }

  squareOf([x, y]) {
    const column = Math.floor((x - this._left) * this._x);
    if (column < 0 || column >= this._columns) return -1;
    return Math.floor((y - this._top) * this._y) * this._columns + column;
  }
}
