// What layers that paint on one canvas over the map have in common: a renderer of Leaflet's own,
// which follows the map while it is panned and zoomed, without paths of Leaflet's. It paints in
// slices; until a picture is whole, the last one stays and moves with the map.
import L from "leaflet";
import { rasterise } from "./rasterise.js";
import { atOnce, inSlices } from "./slices.js";

/**
 * Extend with `look`, the canvas's class, and `*_paint(canvas, ratio, { min, zoom })`: it yields
 * wherever it may be interrupted. `min` is the canvas's corner among the map's layers.
 */
export const CanvasLayer = L.Renderer.extend({
  /** Draw again, after the colours changed. */
  redraw() {
    if (this._map) this._update();
  },

  onRemove() {
    this._stop();
    this._bounds = null;
    L.Renderer.prototype.onRemove.call(this);
  },

  _initContainer() {
    this._container = this._canvas();
  },

  _canvas() {
    const canvas = document.createElement("canvas");
    canvas.className = `${this.look} leaflet-zoom-animated`;
    return canvas;
  },

  _destroyContainer() {
    this._container.remove();
    delete this._container;
  },

  // a renderer of Leaflet's tells its paths of updates; there are none here
  _updatePaths() {},

  _updateTransform(center, zoom) {
    if (!this._bounds) return;
    L.Renderer.prototype._updateTransform.call(this, center, zoom);
  },

  // what is being painted is not what will be in view
  _onAnimZoom(event) {
    this._stop();
    L.Renderer.prototype._onAnimZoom.call(this, event);
  },

  _reset() {
    this._update();
  },

  _update() {
    const map = this._map;
    if (map._animatingZoom && this._bounds) return;
    this._stop?.();
    const { padding } = this.options;
    const min = map.containerPointToLayerPoint(map.getSize().multiplyBy(-padding)).round();
    const size = map.getSize().multiplyBy(1 + 2 * padding).round();
    const [center, zoom] = [map.getCenter(), map.getZoom()];
    const view = { min, zoom, center, bounds: L.bounds(min, min.add(size)) };
    const ratio = Math.min(window.devicePixelRatio || 1, 3);
    const canvas = this._canvas();
    canvas.width = Math.round(size.x * ratio);
    canvas.height = Math.round(size.y * ratio);
    canvas.style.width = `${size.x}px`;
    canvas.style.height = `${size.y}px`;
    this._updateTransform(center, zoom);
    this._container.setAttribute("aria-busy", "true"); // until another takes its place
    this._next = view;
    const work = canvas.width && canvas.height ? this._later(canvas, ratio, view) : [].values();
    const show = () => this._show(canvas, view);
    const isPrint = matchMedia("print").matches; // paper does not wait
    this._stop = isPrint ? atOnce(work, show) : inSlices(work, show, () => rasterise(canvas));
  },

  // what is added or moved may be several canvases at once: none of them is painted there and then
  *_later(canvas, ratio, view) {
    yield true;
    yield* this._paint(canvas, ratio, view);
  },

  _show(canvas, { bounds, center, zoom }) {
    Object.assign(this, { _bounds: bounds, _center: center, _zoom: zoom });
    this._container.replaceWith(canvas);
    this._container = canvas;
    if (zoom === this._map.getZoom()) L.DomUtil.setPosition(canvas, bounds.min);
    else this._updateTransform(this._map.getCenter(), this._map.getZoom());
  },
});
