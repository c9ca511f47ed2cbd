// The ground of the map: every published photograph as a dot, with a glow where they are dense.
//
// It is a Leaflet renderer (one canvas that follows the map and is redrawn when it comes to
// rest), drawn pixel by pixel from typed arrays: half a million dots take about as long as a
// single frame of animation would with canvas calls for a few thousand.
import { CanvasLayer } from "./canvas-layer.js";
import { randomNumbers } from "./random.js";
import { bin, blur, developDots, developGlow, stamp } from "./raster.js";
import { metresPerPixel } from "./scale.js";

const GLOW_CELL_PX = 3;
const GLOW_BLUR_CELLS = 3;
const MOST_GLOWING = 4;

export const DotsLayer = CanvasLayer.extend({
  look: "dots",

  options: { pane: "dots", padding: 0.2 },

  /** @param {{lon, lat, photos, grid_m}} dots  @param {() => object} palette  colours now */
  initialize(dots, palette) {
    CanvasLayer.prototype.initialize.call(this, {});
    this._points = scatter(dots);
    this._palette = palette;
  },

  _paint(canvas, ratio) {
    const points = this._project(canvas, ratio);
    const zoom = this._map.getZoom();
    const colours = this._palette();
    const context = canvas.getContext("2d");
    const ink = new Float32Array(canvas.width * canvas.height);
    // 1.5 px across from afar, a little more close up
    const radius = 0.75 * Math.min(Math.max(1 + (zoom - 15) * 0.18, 0.8), 1.7);
    stamp(ink, canvas.width, canvas.height, points, radius * ratio);
    const image = context.createImageData(canvas.width, canvas.height);
    context.putImageData(developDots(image, ink, colours, colours.strength), 0, 0);
    context.globalCompositeOperation = "destination-over";
    context.imageSmoothingQuality = "high";
    context.drawImage(glow(points, canvas, ratio, colours), 0, 0, canvas.width, canvas.height);
  },

  /** The points in pixels of the canvas. */
  _project(canvas, ratio) {
    const { x, y, jitter, piled, grid_m } = this._points;
    const scale = 256 * 2 ** this._map.getZoom() * ratio;
    const origin = this._map.getPixelOrigin().add(this._bounds.min).multiplyBy(ratio);
    const metres = metresPerPixel(this._map.getCenter().lat, this._map.getZoom()) / ratio;
    // dots are strewn over the 5 m that positions are rounded to: otherwise a close map would
    // show the rounding, not the city
    const spread = grid_m / metres;
    const px = new Float64Array(x.length);
    const py = new Float64Array(x.length);
    const under = new Uint8Array(x.length);
    let count = 0;
    for (let i = 0; i < x.length; i++) {
      const left = x[i] * scale - origin.x + jitter[2 * i] * spread;
      const top = y[i] * scale - origin.y + jitter[2 * i + 1] * spread;
      if (left < 0 || top < 0 || left >= canvas.width || top >= canvas.height) continue;
      under[count] = piled[i];
      px[count] = left;
      py[count++] = top;
    }
    return { x: px, y: py, piled: under, count };
  },
});

function glow(points, canvas, ratio, colours) {
  const cell = GLOW_CELL_PX * ratio;
  const small = document.createElement("canvas");
  small.width = Math.ceil(canvas.width / cell);
  small.height = Math.ceil(canvas.height / cell);
  const density = bin(points, cell, small.width, small.height);
  blur(density, small.width, small.height, GLOW_BLUR_CELLS);
  const context = small.getContext("2d");
  const image = context.createImageData(small.width, small.height);
  context.putImageData(developGlow(image, density, colours.glow, colours.glowMost), 0, 0);
  return small;
}

/** One point per photograph in the map's world (0 to 1), with its place within the rounding. */
function scatter({ lon, lat, photos, grid_m }) {
  const total = photos.reduce((sum, count) => sum + count, 0);
  const x = new Float64Array(total);
  const y = new Float64Array(total);
  const jitter = new Float32Array(2 * total);
  const piled = new Uint8Array(total);
  const random = randomNumbers(20180501);
  let next = 0;
  for (let i = 0; i < lon.length; i++) {
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
