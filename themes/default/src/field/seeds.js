// Where particles and streamlines begin: more where there is more traffic. No DOM here.

/** Places within a window of a flow, drawn in proportion to its brightness. */
export class Seeds {
  /**
   * @param {import("./flow.js").Flow} flow
   * @param {{left, top, right, bottom}} window  in columns and rows
   * @param {() => number} random
   */
  constructor(flow, { left, top, right, bottom }, random) {
    this._random = random;
    this._columns = flow.columns;
    const inside = (value, most) => Math.min(Math.max(value, 0), most);
    const [x0, x1] = [inside(Math.floor(left), flow.columns - 1), inside(Math.ceil(right), flow.columns - 1)];
    const [y0, y1] = [inside(Math.floor(top), flow.rows - 1), inside(Math.ceil(bottom), flow.rows - 1)];
    const nodes = [];
    const sums = [];
    let sum = 0;
    for (let y = y0; y <= y1; y++) {
      for (let x = x0; x <= x1; x++) {
        const weight = flow.light[y * flow.columns + x];
        if (weight === 0) continue;
        nodes.push(y * flow.columns + x);
        sums.push((sum += weight));
      }
    }
    this._nodes = Int32Array.from(nodes);
    this._sums = Float64Array.from(sums);
    /** How many cells' worth of full brightness there is in the window. */
    this.amount = sum;
  }

  /** Write a place into to[0], to[1]; false if there is none. */
  draw(to) {
    const { _nodes, _sums, _random } = this;
    if (_nodes.length === 0) return false;
    const wanted = _random() * this.amount;
    let low = 0;
    let high = _sums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (_sums[middle] <= wanted) low = middle + 1;
      else high = middle;
    }
    // two numbers, not one: then the brightness runs evenly from point to point, and no square shows
    to[0] = (_nodes[low] % this._columns) + _random() + _random() - 1;
    to[1] = Math.floor(_nodes[low] / this._columns) + _random() + _random() - 1;
    return true;
  }
}
