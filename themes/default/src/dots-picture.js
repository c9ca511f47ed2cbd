// Photographs as dots, with a glow where they are dense: pixel by pixel from typed arrays. Half a
// million dots take about as long as a single frame of animation would with canvas calls for a few
// thousand.
import { randomNumbers } from "./random.js";
import { bin, blur, developDots, developGlow, stamp } from "./raster.js";
import { metresPerPixel } from "./scale.js";

const GLOW_CELL_PX = 3;
const GLOW_BLUR_CELLS = 3;
const MOST_GLOWING = 4;
const POINTS_A_SLICE = 2500;
const SPOTS_A_SLICE = 1000;
const ROWS_A_SLICE = 100;
const GLOW_ROWS_A_SLICE = 400;

/**
 * Paint in slices: it yields wherever it may be interrupted.
 *
 * @param {HTMLCanvasElement} canvas  an empty one  @param {number} ratio  its pixels to the page's
 * @param {object} points  see scatter
 * @param {{zoom: number, lat: number, corner: {x, y}}} view  where the canvas's corner is in the
 *   world's pixels at this zoom, and the latitude of its middle
 * @param {object} colours  see palette.js
 */
export function* paintDots(canvas, ratio, points, view, colours) {
  const { width, height } = canvas;
  const seen = project(canvas, ratio, points, view);
  yield;
  const context = canvas.getContext("2d");
  const ink = new Float32Array(width * height);
  // 1.5 px across from afar, a little more close up
  const radius = 0.75 * Math.min(Math.max(1 + (view.zoom - 15) * 0.18, 0.8), 1.7);
  for (let from = 0; from < seen.count; from += POINTS_A_SLICE) {
    const to = Math.min(from + POINTS_A_SLICE, seen.count);
    stamp(ink, width, height, seen, radius * ratio, from, to);
    yield;
  }
  for (let top = 0; top < height; top += ROWS_A_SLICE) {
    const image = context.createImageData(width, Math.min(ROWS_A_SLICE, height - top));
    const rows = ink.subarray(top * width, (top + image.height) * width);
    context.putImageData(developDots(image, rows, colours, colours.strength), 0, top);
    yield;
  }
  const beneath = yield* glow(seen, canvas, ratio, colours);
  yield;
  context.globalCompositeOperation = "destination-over";
  context.imageSmoothingQuality = "medium"; // what is blurred looks the same as with "high"
  for (let top = 0; top < height; top += GLOW_ROWS_A_SLICE) {
    context.save();
    context.beginPath();
    context.rect(0, top, width, GLOW_ROWS_A_SLICE);
    context.clip();
    context.drawImage(beneath, 0, 0, width, height);
    context.restore();
    yield true;
  }
}

/** The points in pixels of the canvas. */
function project({ width, height }, ratio, { x, y, jitter, piled, grid_m }, { zoom, lat, corner }) {
  const scale = 256 * 2 ** zoom * ratio;
  const metres = metresPerPixel(lat, zoom) / ratio;
  // dots are strewn over the 5 m that positions are rounded to: otherwise a close map would
  // show the rounding, not the city
  const spread = grid_m / metres;
  const px = new Float64Array(x.length);
  const py = new Float64Array(x.length);
  const under = new Uint8Array(x.length);
  let count = 0;
  for (let i = 0; i < x.length; i++) {
    const left = x[i] * scale - corner.x * ratio + jitter[2 * i] * spread;
    const top = y[i] * scale - corner.y * ratio + jitter[2 * i + 1] * spread;
    if (left < 0 || top < 0 || left >= width || top >= height) continue;
    under[count] = piled[i];
    px[count] = left;
    py[count++] = top;
  }
  return { x: px, y: py, piled: under, count };
}

function* glow(points, canvas, ratio, colours) {
  const cell = GLOW_CELL_PX * ratio;
  const small = document.createElement("canvas");
  small.width = Math.ceil(canvas.width / cell);
  small.height = Math.ceil(canvas.height / cell);
  const density = bin(points, cell, small.width, small.height);
  yield;
  blur(density, small.width, small.height, GLOW_BLUR_CELLS);
  yield;
  const context = small.getContext("2d");
  const image = context.createImageData(small.width, small.height);
  context.putImageData(developGlow(image, density, colours.glow, colours.glowMost), 0, 0);
  return small;
}

/**
 * One point per photograph in the map's world (0 to 1), with its place within the rounding; it yields
 * wherever it may be interrupted.
 */
export function* scatter({ lon, lat, photos, grid_m }) {
  const total = photos.reduce((sum, count) => sum + count, 0);
  const x = new Float64Array(total);
  const y = new Float64Array(total);
  const jitter = new Float32Array(2 * total);
  const piled = new Uint8Array(total);
  const random = randomNumbers(20180501);
  let next = 0;
  for (let i = 0; i < lon.length; i++) {
    if (i % SPOTS_A_SLICE === SPOTS_A_SLICE - 1) yield;
    const worldX = lon[i] / 360 + 0.5;
    const sine = Math.sin((lat[i] * Math.PI) / 180);
    const worldY = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
    for (let photo = 0; photo < photos[i]; photo++, next++) {
      // hundreds of photographs at one spot are often one person's or one bad position: they
      // all are dots, but do not all glow
      piled[next] = photo >= MOST_GLOWING ? 1 : 0;
      x[next] = worldX;
      y[next] = worldY;
      jitter[2 * next] = random() + random() - 1;
      jitter[2 * next + 1] = random() + random() - 1;
    }
  }
  return { x, y, jitter, piled, grid_m };
}
