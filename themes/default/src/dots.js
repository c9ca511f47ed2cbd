// The ground of the map: every published photograph as a dot, with a glow where they are dense.
import { CanvasLayer } from "./canvas-layer.js";
import { paintDots, scatter } from "./dots-picture.js";

export const DotsLayer = CanvasLayer.extend({
  look: "dots",

  options: { pane: "dots", padding: 0.2 },

  /** @param {{lon, lat, photos, grid_m}} dots  @param {() => object} palette  colours now */
  initialize(dots, palette) {
    CanvasLayer.prototype.initialize.call(this, {});
    this._dots = dots;
    this._palette = palette;
  },

  _show(canvas, view) {
    CanvasLayer.prototype._show.call(this, canvas, view);
    this._map.getContainer().querySelector(".first-dots")?.remove();
  },

  *_paint(canvas, ratio, { min, zoom, center }) {
    // the city's page has them since it painted the first dots
    this._points ??= window.guidegen?.scattered ?? (yield* scatter(this._dots));
    yield;
    const view = { zoom, lat: center.lat, corner: this._map.getPixelOrigin().add(min) };
    yield* paintDots(canvas, ratio, this._points, view, this._palette());
  },
});
