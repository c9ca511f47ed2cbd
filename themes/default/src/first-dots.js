// On the city's page, before its map is there: the dots where they will be.
import { busyBounds, dots } from "./data.js";
import { paintDots, scatter } from "./dots-picture.js";
import { firstView } from "./first-view.js";
import { dotPalette } from "./palette.js";
import { rasterise } from "./rasterise.js";
import { inSlices } from "./slices.js";

const element = document.querySelector("[data-map=city]");
// an address may say to look elsewhere, and few dots may not say where to look
if (element?.clientWidth && dots.lon.length >= 8 && !location.hash.includes("=")) {
  const canvas = document.createElement("canvas");
  const ratio = Math.min(window.devicePixelRatio || 1, 3);
  canvas.width = Math.round(element.clientWidth * ratio);
  canvas.height = Math.round(element.clientHeight * ratio);
  canvas.className = "first-dots";
  inSlices(paint(canvas, ratio), () => {}, () => rasterise(canvas));
  element.append(canvas);
}

function* paint(canvas, ratio) {
  const points = yield* scatter(dots);
  window.guidegen.scattered = points; // the map's script takes them from here
  yield;
  yield* paintDots(canvas, ratio, points, firstView(element, busyBounds()), dotPalette());
}
