// Where people go, as particles that drift over the map and leave trails.
//
// It is a Leaflet renderer: two canvases that follow the map, one with the trails, which fade, and
// one with their heads, drawn anew in every frame. While the map moves, both move with it and
// nothing is drawn; trails that are still in sight stay. It rests when nobody can see
// it: in a hidden tab, scrolled away, or paused by the reader.
import L from "leaflet";
import { drawHeads, drawStill, drawStillHeads, drawStrokes } from "./draw.js";
import { Flow } from "./flow.js";
import { fieldPalette } from "./palette.js";
import { Particles } from "./particles.js";
import { streamlines } from "./streamlines.js";

const PANE_LEVEL = 410; // above the dots, below areas and marks
const PER_PIXEL = 1 / 22; // particles for each square pixel of full brightness
// colours are whole numbers: fading less, but in every frame, would leave ghosts that never fade
const FADE_MS = 80;
const SHORTEST_FRAME_MS = 12; // screens may be faster than 60 a second; that is only heat
const SLOW_FRAME_MS = 24;
const FEWEST = 1500;
const WARM_STEPS = 36; // so that trails are there at once
const WARM_STEP_S = 0.033;

export const FieldLayer = L.Renderer.extend({
  options: {
    pane: "field",
    padding: 0.1,
    most: 5500, // particles
    colour: "traffic", // or "direction"
    still: false, // begin with a picture that does not move
  },

  /** @param {object} field  see decode.js  @param {object} options  see above */
  initialize(field, options) {
    L.Renderer.prototype.initialize.call(this, options);
    this._plays = !this.options.still;
    this._moves = false; // the map does
    this._densest = 2; // pixels to one of the page's
    this._inSight = true;
    this._palette = fieldPalette(this.options.colour);
    this._take(field);
  },

  /** Let the particles drift. */
  play() {
    this._plays = true;
    const wasStill = this.options.still;
    this.options.still = false;
    if (wasStill) this._redraw();
    this._settle();
    this.fire("play");
  },

  /** Stop them where they are. */
  pause() {
    this._plays = false;
    this._settle();
    this.fire("pause");
  },

  /** Whether they drift, if they are in sight. */
  isPlaying() {
    return this._plays;
  },

  /** Show another field; while they drift, particles turn to where it leads. */
  setField(field) {
    this._take(field);
    if (!this._frame) this._redraw();
  },

  /** Let colours tell "traffic" or "direction". */
  setColour(colour) {
    this.options.colour = colour;
    this.recolour();
  },

  /** Read the colours again, after the page's mood changed. */
  recolour() {
    this._palette = fieldPalette(this.options.colour);
    this._redraw();
  },

  onAdd(map) {
    const pane = map.getPane(this.options.pane) ?? map.createPane(this.options.pane);
    pane.style.zIndex = PANE_LEVEL;
    pane.setAttribute("aria-hidden", "true");
    map.getContainer().classList.add("flowing");
    L.Renderer.prototype.onAdd.call(this, map);
    document.addEventListener("visibilitychange", (this._onVisibility = () => this._settle()));
    this._watch = new IntersectionObserver(([entry]) => {
      this._inSight = entry.isIntersecting;
      this._settle();
    });
    this._watch.observe(map.getContainer());
    this._settle();
  },

  onRemove() {
    document.removeEventListener("visibilitychange", this._onVisibility);
    this._watch.disconnect();
    this._stop();
    this._map.getContainer().classList.remove("flowing");
    L.Renderer.prototype.onRemove.call(this);
    this._bounds = null;
  },

  getEvents() {
    return { ...L.Renderer.prototype.getEvents.call(this), movestart: this._hold, moveend: this._release };
  },

  _hold() {
    this._moves = true;
    this._settle();
  },

  _release() {
    this._moves = false;
    this._update();
    this._settle();
  },

  _initContainer() {
    this._container = L.DomUtil.create("div", "leaflet-layer");
    this._canvas = L.DomUtil.create("canvas", "field", this._container);
    this._context = this._canvas.getContext("2d");
    this._heads = L.DomUtil.create("canvas", "heads", this._container).getContext("2d");
  },

  _destroyContainer() {
    this._container.remove();
    delete this._container;
  },

  // a renderer of Leaflet's tells its paths of updates; there are none here
  _updatePaths() {},

  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    const before = this._bounds && { zoom: this._zoom, min: this._bounds.min, origin: this._origin, ratio: this._ratio };
    L.Renderer.prototype._update.call(this);
    this._origin = this._map.getPixelOrigin();
    this._ratio = Math.min(window.devicePixelRatio || 1, this._densest);
    const size = this._bounds.getSize();
    const same = before?.zoom === this._zoom && before.ratio === this._ratio && !this.options.still;
    const kept = same && copyOf(this._canvas);
    L.DomUtil.setPosition(this._container, this._bounds.min);
    for (const canvas of this._container.children) {
      canvas.width = Math.round(size.x * this._ratio);
      canvas.height = Math.round(size.y * this._ratio);
      canvas.style.width = `${size.x}px`;
      canvas.style.height = `${size.y}px`;
    }
    this._look();
    if (!kept) return this._redraw();
    const shift = before.min.add(before.origin).subtract(this._bounds.min.add(this._origin));
    this._context.drawImage(kept, Math.round(shift.x * this._ratio), Math.round(shift.y * this._ratio));
    this._drawHeads();
  },

  _take(field) {
    const [west, south, east, north] = field.box;
    this._corners = [L.latLng(north, west), L.latLng(south, east)];
    const before = this._flow;
    this._flow = new Flow(field);
    if (before?.columns === field.columns && before.rows === field.rows) this._particles.flow = this._flow;
    else this._particles = new Particles(this._flow, { most: this.options.most });
    if (this._map) this._look();
  },

  /** Find what is seen of the grid. In one city, Mercator's rows are even enough to be taken as such. */
  _look() {
    const [first, last] = this._corners.map((corner) => this._map.latLngToLayerPoint(corner));
    const size = this._bounds.getSize();
    const scale = {
      x: (last.x - first.x) / (this._flow.columns - 1),
      y: (last.y - first.y) / (this._flow.rows - 1),
    };
    const left = (this._bounds.min.x - first.x) / scale.x;
    const top = (this._bounds.min.y - first.y) / scale.y;
    this._scale = scale;
    this._window = { left, top, right: left + size.x / scale.x, bottom: top + size.y / scale.y };
    this._view = { left, top, x: scale.x * this._ratio, y: scale.y * this._ratio, ratio: this._ratio };
    this._particles.look(this._window, scale, PER_PIXEL);
  },

  _settle() {
    const runs = this._map && this._plays && !this._moves && this._inSight && !document.hidden;
    if (!runs) this._stop();
    else if (!this._frame) {
      this._last = this._fadedAt = 0;
      this._pace = 16;
      this._frame = requestAnimationFrame((now) => this._tick(now));
    }
  },

  _stop() {
    cancelAnimationFrame(this._frame);
    this._frame = 0;
  },

  _tick(now) {
    this._frame = requestAnimationFrame((next) => this._tick(next));
    if (!this._last) this._last = this._fadedAt = now;
    const passed = now - this._last;
    if (passed < SHORTEST_FRAME_MS) return;
    this._last = now;
    if (now - this._fadedAt >= FADE_MS) {
      this._fade((now - this._fadedAt) / 1000);
      this._fadedAt = now;
    }
    this._particles.step(passed / 1000);
    drawStrokes(this._context, this._particles, this._palette, this._view);
    this._drawHeads();
    this._easeOff(passed);
  },

  /** Where frames take long, fewer particles; where that does not help, fewer pixels. */
  _easeOff(passed) {
    this._pace += 0.02 * (Math.min(passed, 100) - this._pace);
    if (this._pace < SLOW_FRAME_MS) return;
    this._pace = 16;
    if (this._particles.count > FEWEST) {
      this._particles.most = Math.max(Math.round(0.7 * this._particles.count), FEWEST);
      this._look();
    } else if (this._ratio > 1) {
      this._densest = 1;
      this._update();
    }
  },

  _redraw() {
    if (!this._map) return;
    this._context.clearRect(0, 0, this._canvas.width, this._canvas.height);
    if (this.options.still) {
      const lines = streamlines(this._flow, this._window, this._scale);
      drawStill(this._context, lines, this._flow, this._palette, this._view);
      return drawStillHeads(this._heads, lines, this._palette, this._view);
    }
    for (let i = 0; i < WARM_STEPS; i++) {
      this._fade(WARM_STEP_S);
      this._particles.step(WARM_STEP_S);
      drawStrokes(this._context, this._particles, this._palette, this._view);
    }
    this._drawHeads();
  },

  _drawHeads() {
    drawHeads(this._heads, this._particles, this._palette, this._view);
  },

  _fade(seconds) {
    const context = this._context;
    context.globalCompositeOperation = "destination-out";
    context.globalAlpha = 1 - Math.exp(-Math.min(seconds, 0.2) / this._palette.fade);
    context.fillRect(0, 0, this._canvas.width, this._canvas.height);
  },
});

/** @returns {L.Layer}  see FieldLayer */
export const fieldLayer = (field, options) => new FieldLayer(field, options);

function copyOf(canvas) {
  if (!canvas.width || !canvas.height) return null;
  const copy = document.createElement("canvas");
  copy.width = canvas.width;
  copy.height = canvas.height;
  copy.getContext("2d").drawImage(canvas, 0, 0);
  return copy;
}
