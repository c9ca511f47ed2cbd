// Where people moved, before and after the movements were cleaned: a picture of how many passed
// each square, of those that three people or more passed.
import L from "leaflet";
import { inflate } from "./field/decode.js";
import { onMoodChange } from "./mood.js";
import { loadScript } from "./network-ground.js";
import { rgb } from "./palette.js";

// from few to many
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
  const { box: [west, south, east, north], columns, rows, layers } = window.guidegen.tracks;
  const levels = await inflate(layers[name].bytes);
  const canvas = Object.assign(document.createElement("canvas"), { width: columns, height: rows });
  const paint = () => develop(canvas, levels, layers[name].most, COLOURS[name]);
  paint();
  onMoodChange(paint);
  // an overlay of Leaflet's takes any element
  return L.svgOverlay(canvas, [[south, west], [north, east]], { pane: "dots", className: "tracks" });
}

function develop(canvas, levels, most, names) {
  const style = getComputedStyle(document.documentElement);
  const [few, many] = names.map((name) => rgb(style.getPropertyValue(name)));
  const context = canvas.getContext("2d");
  const image = context.createImageData(canvas.width, canvas.height);
  for (let i = 0; i < levels.length; i++) {
    if (!levels[i]) continue;
    const share = most > 1 ? (levels[i] - 1) / (most - 1) : 1;
    for (let c = 0; c < 3; c++) image.data[4 * i + c] = few[c] + (many[c] - few[c]) * share;
    image.data[4 * i + 3] = 255 * (FAINTEST + (1 - FAINTEST) * share);
  }
  context.putImageData(image, 0, 0);
}
