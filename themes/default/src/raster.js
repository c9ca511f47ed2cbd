// Dots into pixels. Arrays of numbers in, pictures out; nothing here knows of maps.

/**
 * Add a soft round dot at every point to a grid of ink.
 *
 * @param {Float32Array} ink  one value per pixel, width * height, added to
 * @param {{x: Float64Array, y: Float64Array, count: number}} points  in pixels of the grid
 * @param {number} radius  in pixels
 * @param {number} from  the first of the points to add, before `to`
 */
export function stamp(ink, width, height, points, radius, from = 0, to = points.count) {
  const reach = Math.ceil(radius + 0.5);
  for (let i = from; i < to; i++) {
    const x = points.x[i];
    const y = points.y[i];
    const column = Math.floor(x);
    const row = Math.floor(y);
    if (column < reach || row < reach || column >= width - reach || row >= height - reach) continue;
    for (let r = row - reach; r <= row + reach; r++) {
      const dy = r + 0.5 - y;
      for (let c = column - reach; c <= column + reach; c++) {
        const dx = c + 0.5 - x;
        const cover = radius + 0.5 - Math.sqrt(dx * dx + dy * dy);
        if (cover > 0) ink[r * width + c] += cover < 1 ? cover : 1;
      }
    }
  }
}

/** Count points in cells of a size in pixels; points.piled tells which not to count. */
export function bin(points, cell, columns, rows) {
  const counts = new Float32Array(columns * rows);
  for (let i = 0; i < points.count; i++) {
    if (points.piled[i]) continue;
    const column = Math.floor(points.x[i] / cell);
    const row = Math.floor(points.y[i] / cell);
    if (column >= 0 && row >= 0 && column < columns && row < rows) counts[row * columns + column]++;
  }
  return counts;
}

/** Blur a grid in place: three box blurs in each direction, which is close to a Gaussian. */
export function blur(grid, columns, rows, radius) {
  const other = new Float32Array(grid.length);
  for (let pass = 0; pass < 3; pass++) {
    boxes(grid, other, { lines: rows, length: columns, line: columns, step: 1, radius });
    boxes(other, grid, { lines: columns, length: rows, line: 1, step: columns, radius });
  }
  return grid;
}

function boxes(from, to, { lines, length, line, step, radius }) {
  const share = 1 / (2 * radius + 1);
  for (let l = 0; l < lines; l++) {
    const start = l * line;
    let sum = 0;
    for (let i = -radius; i < length; i++) {
      if (i + radius < length) sum += from[start + (i + radius) * step];
      if (i - radius - 1 >= 0) sum -= from[start + (i - radius - 1) * step];
      if (i >= 0) to[start + i * step] = sum * share;
    }
  }
}

/**
 * Ink as a picture of the same size: sparse dots in one colour, the densest ink in another, and all between.
 *
 * @param {{dot: number[], core: number[]}} colours  as [red, green, blue]
 */
export function developDots(image, ink, { dot, core }, strength) {
  const pixels = image.data;
  // where ink piles up deeper than this, all is core
  const deep = Math.log1p(60);
  for (let i = 0; i < ink.length; i++) {
    const value = ink[i];
    if (value === 0) continue;
    const depth = value > 1 ? Math.min(Math.log(value) / deep, 1) : 0;
    const p = i * 4;
    pixels[p] = dot[0] + (core[0] - dot[0]) * depth;
    pixels[p + 1] = dot[1] + (core[1] - dot[1]) * depth;
    pixels[p + 2] = dot[2] + (core[2] - dot[2]) * depth;
    pixels[p + 3] = 255 * (1 - Math.exp(-strength * value));
  }
  return image;
}

/** A blurred density as a glow: its opacity grows with the logarithm of the density. */
export function developGlow(image, density, colour, most) {
  const pixels = image.data;
  for (let i = 0; i < density.length; i++) {
    const glow = density[i] > 0.002 ? Math.log1p(density[i] * 6) / Math.log1p(48) : 0;
    const p = i * 4;
    pixels[p] = colour[0];
    pixels[p + 1] = colour[1];
    pixels[p + 2] = colour[2];
    pixels[p + 3] = 255 * most * Math.min(glow, 1);
  }
  return image;
}
