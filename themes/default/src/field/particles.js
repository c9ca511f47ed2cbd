// Particles that drift on a flow: they begin where there is traffic, live some seconds, and begin
// again. No DOM here: who draws them asks each frame which of them have moved on.
import { randomNumbers } from "../random.js";
import { Seeds } from "./seeds.js";

const SHORTEST_LIFE_S = 1.2;
const LONGEST_LIFE_S = 4.5;
const STILL_PX = 1.5; // per second; slower ones are of no use to the eye
const LONGEST_STEP_S = 0.05; // after a slow frame they do not jump
const STROKE_PX = 1.3; // shorter strokes look like beads on a string

export class Particles {
  /**
   * @param {import("./flow.js").Flow} flow
   * @param {{most?: number, seed?: number}} options  how many particles there are at the most
   */
  constructor(flow, { most = 6000, seed = 1 } = {}) {
    this.flow = flow;
    this.most = most;
    this.count = 0;
    this.x = new Float32Array(most); // in columns and rows of the grid
    this.y = new Float32Array(most);
    this.fromX = new Float32Array(most); // where its last stroke ended
    this.fromY = new Float32Array(most);
    this.bright = new Float32Array(most);
    this.u = new Float32Array(most); // how fast it goes, in pixels per second
    this.v = new Float32Array(most);
    this.age = new Float32Array(most); // seconds
    this.left = new Float32Array(most); // seconds to live
    this.moved = new Int32Array(most); // which of them have a stroke to draw
    this.strokes = 0; // how many of these there are
    this._random = randomNumbers(seed);
    this._to = [0, 0];
  }

  /**
   * Say what is seen of the flow; particles that are still in it go on.
   *
   * @param {{left, top, right, bottom}} window  in columns and rows
   * @param {{x: number, y: number}} scale  pixels per column and per row
   * @param {number} perPixel  how many particles for each square pixel of full brightness
   */
  look(window, scale, perPixel) {
    this._window = window;
    this._scale = scale;
    this._seeds = new Seeds(this.flow, window, this._random);
    const wanted = Math.min(Math.round(this._seeds.amount * scale.x * scale.y * perPixel), this.most);
    const before = this.count;
    this.count = wanted;
    for (let i = 0; i < wanted; i++) {
      if (i >= before || !this._isSeen(i)) this._begin(i, this._random());
    }
  }

  /** Let time pass. Afterwards moved[0] … moved[strokes - 1] have new strokes, from fromX, fromY to x, y. */
  step(seconds) {
    const { flow, x, y, age, left, _to } = this;
    const time = Math.min(seconds, LONGEST_STEP_S);
    const across = this._scale?.x ** 2;
    const down = this._scale?.y ** 2;
    this.strokes = 0;
    for (let i = 0; i < this.count; i++) {
      age[i] += time;
      left[i] -= time;
      if (left[i] <= 0 || !flow.move(x[i], y[i], time, this._scale, _to) || this._isStill()) {
        this._begin(i, 1);
        continue;
      }
      x[i] = _to[0];
      y[i] = _to[1];
      this.u[i] = flow.u;
      this.v[i] = flow.v;
      this.bright[i] = flow.bright;
      const length = across * (x[i] - this.fromX[i]) ** 2 + down * (y[i] - this.fromY[i]) ** 2;
      if (length > STROKE_PX * STROKE_PX) this.moved[this.strokes++] = i;
    }
  }

  /** To be called for each stroke that was drawn. */
  drawn(i) {
    this.fromX[i] = this.x[i];
    this.fromY[i] = this.y[i];
  }

  _isStill() {
    const { u, v } = this.flow;
    return u * u + v * v < STILL_PX * STILL_PX;
  }

  _isSeen(i) {
    const { left, top, right, bottom } = this._window;
    return this.x[i] >= left && this.x[i] <= right && this.y[i] >= top && this.y[i] <= bottom;
  }

  /** @param {number} share  of its life that it has left: at first they are of all ages */
  _begin(i, share) {
    if (!this._seeds.draw(this._to)) return;
    this.x[i] = this.fromX[i] = this._to[0];
    this.y[i] = this.fromY[i] = this._to[1];
    const life = SHORTEST_LIFE_S + (LONGEST_LIFE_S - SHORTEST_LIFE_S) * this._random();
    this.left[i] = share * life;
    this.age[i] = life - this.left[i];
  }
}
