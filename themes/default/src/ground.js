// What the map of a city and the small map of a place have in common.
import L from "leaflet";
import { city, dots } from "./data.js";
import { DotsLayer } from "./dots.js";
import { ZOOMS } from "./first-view.js";
import { onMoodChange } from "./mood.js";
import { dotPalette } from "./palette.js";
import { soon } from "./slices.js";
import { isImperial, length, t } from "./text.js";

// from below to above; Leaflet's own panes lie between 200 and 700
const PANES = { dots: 300, areas: 420, clusters: 590, marks: 610 };

export const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

/** The scale bar, in the page's language: Leaflet's own says m, km, ft and mi. */
const Scale = L.Control.Scale.extend({
  _updateScale(bar, label, ratio) {
    const [value, symbol] = label.split(" ");
    L.Control.Scale.prototype._updateScale.call(this, bar, length(Number(value), symbol), ratio);
  },
});

/** A map without anything on it but its controls. */
export function createMap(element, options = {}) {
  const map = L.map(element, {
    attributionControl: false,
    fadeAnimation: !calm,
    zoomAnimation: !calm,
    inertia: !calm,
    maxBounds: L.latLngBounds(city.bounds).pad(0.5),
    wheelPxPerZoomLevel: 90,
    zoomControl: false,
    ...ZOOMS,
    ...options,
  });
  for (const [name, level] of Object.entries(PANES)) {
    map.createPane(name).style.zIndex = level;
  }
  // the lists of places on the pages say the same to those who do not see it
  map.getPane("marks").setAttribute("aria-hidden", "true");
  map.getPane("dots").setAttribute("aria-hidden", "true");
  L.control.zoom({ position: "topright", zoomInTitle: t("Zoom in"), zoomOutTitle: t("Zoom out") }).addTo(map);
  const scale = new Scale({ position: "bottomright", metric: !isImperial, imperial: isImperial, maxWidth: 120 });
  // browsers take long to make the first of a language's numbers
  map.whenReady(() => soon(() => scale.addTo(map)));
  onPaper(map);
  return map;
}

/** Paper has another shape: it shows what was in view, and the screen does again afterwards. */
function onPaper(map) {
  let view = null;
  matchMedia("print").addEventListener("change", ({ matches }) => {
    const bounds = map.getBounds();
    if (matches) view = [map.getCenter(), map.getZoom()];
    map.invalidateSize({ animate: false });
    if (matches) map.fitBounds(bounds, { animate: false });
    else if (view) map.setView(...view, { animate: false });
  });
}

/** The layer of dots, which follows the page's colours. */
export function createDots() {
  const layer = new DotsLayer(dots, dotPalette);
  onMoodChange(() => layer.redraw());
  return layer;
}
