// Where people moved, before and after the movements were cleaned: a picture of how many passed
// each square, of those that three people or more passed.
import { CanvasLayer } from "./canvas-layer.js";
import { bytesOf, inflate } from "./planner/packed.js";
import { onMoodChange } from "./mood.js";
import { loadScript } from "./network-ground.js";
import { rgb } from "./palette.js";

// from few to many; the legend's keys have the same
const COLOURS = { cleaned: ["--field-1", "--field-4"], raw: ["--dot-glow", "--dot-core"] };
const FAINTEST = 0.28;

/**
 * One of the two layers, from the script that an element names in data-tracks; see
 * guidegen/routes/density.py.
 *
 * @param {"raw"|"cleaned"} name
 */
export async function loadTracks(element, name) {
  await loadScript(element.dataset.tracks);
  const { box, columns, rows, layers } = window.guidegen.tracks;
  const levels = await inflate(bytesOf(layers[name].bytes));
  const layer = new TracksLayer({ box, columns, rows, levels, most: layers[name].most, colours: COLOURS[name] });
  onMoodChange(() => layer.redraw());
  return layer;
}

const TracksLayer = CanvasLayer.extend({
  look: "tracks",

  options: { pane: "dots", padding: 0.2 },

  initialize(tracks) {
    CanvasLayer.prototype.initialize.call(this, {});
    this._tracks = tracks;
  },

  *_paint(canvas, ratio, { min }) {
    const [west, south, east, north] = this._tracks.box;
    const at = (lat, lon) => this._map.latLngToLayerPoint([lat, lon]).subtract(min).multiplyBy(ratio);
    const [first, last] = [at(north, west), at(south, east)];
    const context = canvas.getContext("2d");
    context.imageSmoothingQuality = "high";
    const picture = develop(this._tracks);
    yield;
    context.drawImage(picture, first.x, first.y, last.x - first.x, last.y - first.y);
  },
});

/** A canvas with one pixel for each square. */
function develop({ columns, rows, levels, most, colours }) {
  const style = getComputedStyle(document.documentElement);
  const [few, many] = colours.map((name) => rgb(style.getPropertyValue(name)));
  const canvas = Object.assign(document.createElement("canvas"), { width: columns, height: rows });
  const context = canvas.getContext("2d");
  const image = context.createImageData(columns, rows);
  for (let i = 0; i < levels.length; i++) {
    if (!levels[i]) continue;
    const share = most > 1 ? (levels[i] - 1) / (most - 1) : 1;
    for (let c = 0; c < 3; c++) image.data[4 * i + c] = few[c] + (many[c] - few[c]) * share;
    image.data[4 * i + 3] = 255 * (FAINTEST + (1 - FAINTEST) * share);
  }
  context.putImageData(image, 0, 0);
  return canvas;
}
