// The suggested walks on the city's map: all of them thin, the one that is meant in full.
import L from "leaflet";
import { WalkLayer } from "./walk-layer.js";
import { lineOf } from "./walks-data.js";

const HITS_PX = 18; // how wide a line is for a finger

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
    this._full = L.layerGroup().addTo(map);
    this._draw();
  },

  onRemove() {
    this._thin.remove();
    this._full.remove();
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
    const { all, walk } = this._choice;
    this._thin.clearLayers();
    this._full.clearLayers();
    for (const each of this._walks) {
      if (each.id === walk || each.id === this._hinted) new WalkLayer(each).addTo(this._full);
      else if (all) this._addThin(each);
    }
  },

  _addThin(walk) {
    const at = lineOf(walk);
    for (const name of ["casing", "walk"]) {
      L.polyline(at, { renderer: this._renderer, className: `way thin ${name}`, interactive: false }).addTo(this._thin);
    }
    const hits = { renderer: this._renderer, className: "way hits", weight: HITS_PX, bubblingMouseEvents: false };
    L.polyline(at, hits).on("click", () => this._onSelect(walk.id)).addTo(this._thin);
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
