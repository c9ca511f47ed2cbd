// The suggested walks on the city's map: all of them thin, the one that is meant in full and the
// others faint. Where each starts is its number in the list.
import L from "leaflet";
import { WalkLayer } from "./walk-layer.js";
import { lineOf } from "./walks-data.js";

const HITS_PX = 18; // how wide a line is for a finger
const BESIDE_PX = 22; // numbers that are nearer to each other stand side by side

export const WalksLayer = L.Layer.extend({
  /**
   * @param {object[]} walks  see website/walks.py
   * @param {(id: string) => void} onSelect  called when a reader clicks one
   */
  initialize(walks, onSelect) {
    this._walks = walks;
    this._onSelect = onSelect;
    this._choice = { all: false, walk: "" };
    this._hinted = "";
  },

  onAdd(map) {
    this._renderer = L.svg({ pane: "walks" });
    this._thin = L.layerGroup().addTo(map);
    this._starts = L.layerGroup().addTo(map);
    this._full = L.layerGroup().addTo(map);
    this._lines = new Map(); // what is drawn of each walk while all are shown
    this._draw();
  },

  onRemove() {
    for (const group of [this._thin, this._starts, this._full]) group.remove();
  },

  getEvents() {
    return { zoomend: this._drawStarts };
  },

  /** Show all walks or none, and one of them selected, or "". */
  choose(all, walk) {
    this._choice = { all, walk };
    this._draw();
  },

  /** Show a walk while the reader points at it elsewhere. */
  hint(id, on) {
    this._hinted = on ? id : "";
    this._draw();
  },

  _draw() {
    if (!this._map) return;
    const { all } = this._choice;
    if (all !== this._lines.size > 0) this._drawThin(all);
    this._full.clearLayers();
    for (const each of this._walks) {
      const meant = this._isMeant(each);
      if (meant) new WalkLayer(each).addTo(this._full);
      this._lines.get(each.id)?.forEach((line) => {
        // a line that is pointed at has to stay, or the pointer would be over nothing
        line.getElement().classList.toggle("beneath", meant);
        line.getElement().classList.toggle("faint", !meant && this._isAnyMeant());
      });
    }
    this._markStarts();
  },

  _isMeant({ id }) {
    return id === this._choice.walk || id === this._hinted;
  },

  _isAnyMeant() {
    return this._walks.some((each) => this._isMeant(each));
  },

  _drawThin(all) {
    this._thin.clearLayers();
    this._lines.clear();
    if (all) this._walks.forEach((walk) => this._lines.set(walk.id, this._thinLines(walk)));
    this._drawStarts();
  },

  _thinLines(walk) {
    const at = lineOf(walk);
    const add = (className, options) =>
      L.polyline(at, { renderer: this._renderer, className: `way ${className}`, ...options }).addTo(this._thin);
    const lines = ["thin casing", "thin walk"].map((name) => add(name, { interactive: false }));
    add("hits", { weight: HITS_PX, bubblingMouseEvents: false })
      .on("click", () => this._onSelect(walk.id))
      .on("mouseover", () => this.hint(walk.id, true))
      .on("mouseout", () => this.hint(walk.id, false));
    return lines;
  },

  /** The numbers where walks start, side by side where several start at about the same point. */
  _drawStarts() {
    this._starts.clearLayers();
    if (!this._choice.all) return;
    const groups = [];
    this._walks.forEach((walk, index) => {
      const at = lineOf(walk)[0];
      const point = this._map.latLngToLayerPoint(at);
      const near = groups.find((group) => group.point.distanceTo(point) < BESIDE_PX);
      if (near) near.members.push([walk, index + 1]);
      else groups.push({ at, point, members: [[walk, index + 1]] });
    });
    for (const { at, members } of groups) {
      const html = document.createElement("div");
      html.append(...members.map(([walk, number]) => this._start(walk, number)));
      const icon = L.divIcon({ html, className: "walk-starts", iconSize: null });
      L.marker(at, { icon, pane: "ends", keyboard: false, bubblingMouseEvents: false })
        .on("click", ({ originalEvent: { target } }) => target.dataset.start && this._onSelect(target.dataset.start))
        .addTo(this._starts);
    }
    this._markStarts();
  },

  _start(walk, number) {
    const mark = Object.assign(document.createElement("span"), { textContent: number, className: "walk-start" });
    mark.dataset.start = walk.id;
    mark.addEventListener("mouseenter", () => this.hint(walk.id, true));
    mark.addEventListener("mouseleave", () => this.hint(walk.id, false));
    return mark;
  },

  /** Without drawing them anew: a mark that is replaced under the pointer loses its click. */
  _markStarts() {
    for (const mark of this._map.getPane("ends").querySelectorAll("[data-start]")) {
      const meant = this._isMeant({ id: mark.dataset.start });
      mark.classList.toggle("meant", meant);
      mark.classList.toggle("faint", !meant && this._isAnyMeant());
    }
  },
});

/**
 * Connect the list of walks in the page.
 *
 * @param {HTMLElement} root  what holds it
 * @param {{onShow: (id, button) => void, onHint: (id, on) => void}} actions
 * @returns {(id: string) => void}  marks the walk that is selected; "" for none
 */
export function connectWalkList(root, { onShow, onHint }) {
  const entries = [...root.querySelectorAll("[data-walk-entry]")];
  root.querySelectorAll("[data-show-walk]").forEach((button) => {
    button.addEventListener("click", () => onShow(button.dataset.showWalk, button));
  });
  for (const entry of entries) {
    for (const [type, on] of [["mouseenter", true], ["mouseleave", false], ["focusin", true], ["focusout", false]]) {
      entry.addEventListener(type, () => onHint(entry.dataset.walkEntry, on));
    }
  }
  return (id) => entries.forEach((entry) => entry.parentElement.classList.toggle("chosen", entry.dataset.walkEntry === id));
}
