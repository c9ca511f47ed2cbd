// A walk on a map: its line, arrows along it, and where it starts and ends.
import L from "leaflet";
import { lineOf } from "./walks-data.js";

const ARROWS_EVERY_PX = 90;
const SVG = "http://www.w3.org/2000/svg";

/** Make room for walks: lines above areas, arrows on them, ends above the marks of places. */
export function createWalkPanes(map) {
  for (const [name, level] of Object.entries({ walks: 450, arrows: 455, ends: 640 })) {
    const pane = map.createPane(name);
    pane.style.zIndex = level;
    pane.setAttribute("aria-hidden", "true"); // the pages say the same in words
  }
}

export const WalkLayer = L.Layer.extend({
  /**
   * @param {object} walk  see website/walks.py
   * @param {{drawing: boolean}} options  drawing: whether the line is seen being drawn
   */
  initialize(walk, options = {}) {
    L.setOptions(this, options);
    this._walk = walk;
    this._line = lineOf(walk);
  },

  onAdd(map) {
    this._renderer = L.svg({ pane: "walks" });
    this._ways = L.layerGroup().addTo(map);
    this._arrows = L.layerGroup().addTo(map);
    const casing = this._addLine("casing");
    const line = this._addLine("walk");
    if (this.options.drawing) [casing, line].forEach(draw);
    if (!this._walk.round) this._addEnd(this._line[this._line.length - 1], "to");
    this._addEnd(this._line[0], "from");
    this._drawArrows();
  },

  onRemove() {
    this._ways.remove();
    this._arrows.remove();
    this._renderer.remove();
  },

  getEvents() {
    return { zoomend: this._drawArrows };
  },

  _addLine(name) {
    const options = { renderer: this._renderer, className: `way ${name}`, interactive: false, smoothFactor: 0.5 };
    return L.polyline(this._line, options).addTo(this._ways);
  },

  _addEnd(at, name) {
    const icon = L.divIcon({ html: document.createElement("span"), className: `walk-end ${name}`, iconSize: [20, 20] });
    L.marker(at, { icon, pane: "ends", interactive: false, keyboard: false }).addTo(this._ways);
  },

  /** Which way round: an arrow now and then, as far apart on the screen at every zoom. */
  _drawArrows() {
    this._arrows.clearLayers();
    const points = this._line.map((at) => this._map.latLngToLayerPoint(at));
    let since = ARROWS_EVERY_PX / 2;
    for (let i = 1; i < points.length; i++) {
      const step = points[i].subtract(points[i - 1]);
      const length = Math.hypot(step.x, step.y);
      for (since += length; since >= ARROWS_EVERY_PX; since -= ARROWS_EVERY_PX) {
        const share = 1 - (since - ARROWS_EVERY_PX) / length;
        this._addArrow(points[i - 1].add(step.multiplyBy(share)), Math.atan2(step.y, step.x));
      }
    }
  },

  _addArrow(point, radians) {
    const svg = document.createElementNS(SVG, "svg");
    const path = document.createElementNS(SVG, "path");
    svg.setAttribute("viewBox", "-8 -8 16 16");
    path.setAttribute("d", "M6 0-4 5.5-2 0-4-5.5z");
    path.setAttribute("transform", `rotate(${((radians * 180) / Math.PI).toFixed(1)})`);
    svg.append(path);
    const icon = L.divIcon({ html: svg, className: "walk-arrow", iconSize: [16, 16] });
    L.marker(this._map.layerPointToLatLng(point), { icon, pane: "arrows", interactive: false, keyboard: false })
      .addTo(this._arrows);
  },
});

/** Let a line be seen being drawn, once; style sheets leave it out for those who want calm. */
function draw(line) {
  const path = line.getElement();
  path.setAttribute("pathLength", "1");
  path.classList.add("drawing");
  path.addEventListener("animationend", () => path.classList.remove("drawing"));
}
