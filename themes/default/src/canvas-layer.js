// What layers that paint on one canvas over the map have in common: a renderer of Leaflet's own,
// which follows the map while it is panned and zoomed, without paths of Leaflet's.
import L from "leaflet";

/** Extend with `look`, the canvas's class, and `_paint(canvas, ratio)`. */
export const CanvasLayer = L.Renderer.extend({
  /** Draw again, after the colours changed. */
  redraw() {
    if (this._map) this._update();
  },

  _initContainer() {
    this._container = document.createElement("canvas");
    this._container.className = this.look;
  },

  _destroyContainer() {
    this._container.remove();
    delete this._container;
  },

  // a renderer of Leaflet's tells its paths of updates; there are none here
  _updatePaths() {},

  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    L.Renderer.prototype._update.call(this);
    const size = this._bounds.getSize();
    const ratio = Math.min(window.devicePixelRatio || 1, 3);
    const canvas = this._container;
    L.DomUtil.setPosition(canvas, this._bounds.min);
    canvas.width = Math.round(size.x * ratio);
    canvas.height = Math.round(size.y * ratio);
    canvas.style.width = `${size.x}px`;
    canvas.style.height = `${size.y}px`;
    if (canvas.width && canvas.height) this._paint(canvas, ratio);
  },
});
