// A field as something to drift on: how fast, in which direction, and how bright. No DOM here.
//
// Places are in columns and rows of the grid, so that nothing changes when the map moves. Speeds
// are in pixels per second: what is pleasant to look at does not depend on the zoom.

const FASTEST_PX = 58; // per second, where the flow is at its strong end
const SPEED_POWER = 0.45; // below 1: quiet streets are slower, but still move
// the share of points that are weaker than what counts as strongest: one crowded square must not
// leave the rest of the city in the dark
const STRONG = 0.985;
const BUSY = 0.998;
const DEEP = 70; // how much of the traffic's range is told apart by brightness

export class Flow {
  /** @param {{columns, rows, east, north, traffic}} field  see decode.js */
  constructor({ columns, rows, east, north, traffic }) {
    const size = columns * rows;
    this.columns = columns;
    this.rows = rows;
    this.dx = new Float32Array(size); // pixels per second to the right
    this.dy = new Float32Array(size); // downwards, as rows go
    this.light = new Float32Array(size); // 0 to 1, with the traffic
    const strength = Float32Array.from(east, (x, i) => Math.hypot(x, north[i]));
    const strong = quantile(strength, STRONG);
    const busy = quantile(traffic, BUSY);
    for (let i = 0; i < size; i++) {
      if (!(strength[i] > 0)) continue;
      const speed = FASTEST_PX * Math.min(strength[i] / strong, 1) ** SPEED_POWER;
      this.dx[i] = (speed * east[i]) / strength[i];
      this.dy[i] = (-speed * north[i]) / strength[i];
      this.light[i] = Math.min(Math.log1p((DEEP * traffic[i]) / busy) / Math.log1p(DEEP), 1);
    }
    // what read() found
    this.u = 0;
    this.v = 0;
    this.bright = 0;
  }

  /** Set u, v (pixels per second) and bright for a place; false outside of the grid. */
  read(x, y) {
    const { columns, dx, dy, light } = this;
    const left = Math.floor(x);
    const top = Math.floor(y);
    if (!(left >= 0 && top >= 0 && left < columns - 1 && top < this.rows - 1)) return false;
    const right = x - left;
    const down = y - top;
    const i = top * columns + left;
    const below = i + columns;
    const a = (1 - right) * (1 - down);
    const b = right * (1 - down);
    const c = (1 - right) * down;
    const d = right * down;
    this.u = a * dx[i] + b * dx[i + 1] + c * dx[below] + d * dx[below + 1];
    this.v = a * dy[i] + b * dy[i + 1] + c * dy[below] + d * dy[below + 1];
    this.bright = a * light[i] + b * light[i + 1] + c * light[below] + d * light[below + 1];
    return true;
  }

  /**
   * Go on from a place for some time, by the midpoint rule.
   *
   * @param {number} seconds  negative: back to where it came from
   * @param {{x: number, y: number}} scale  pixels per column and per row
   * @param {Float32Array|number[]} to  where the new place is written
   * @returns {boolean}  false if that leads out of the grid; u, v and bright are those midway
   */
  move(x, y, seconds, scale, to) {
    if (!this.read(x, y)) return false;
    const half = seconds / 2;
    if (!this.read(x + (half * this.u) / scale.x, y + (half * this.v) / scale.y)) return false;
    to[0] = x + (seconds * this.u) / scale.x;
    to[1] = y + (seconds * this.v) / scale.y;
    return true;
  }
}

/** Of those above 0; 1 if there are none. */
function quantile(values, share) {
  const some = values.filter((value) => value > 0).sort();
  return some.length ? some[Math.floor(share * (some.length - 1))] : 1;
}
