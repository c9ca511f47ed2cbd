// The steps of a walk on its map: numbers where there is room for them, dots elsewhere.
import L from "leaflet";

const APART_PX = 24;

export const StepsLayer = L.LayerGroup.extend({
  /** @param {number[][]} steps  lon and lat of each */
  initialize(steps) {
    L.LayerGroup.prototype.initialize.call(this);
    this._at = steps.map(([lon, lat]) => [lat, lon]);
    this._marked = { hinted: -1, chosen: -1 };
    this._markers = this._at.map((at, index) => marker(at, index + 1).addTo(this));
  },

  onAdd(map) {
    L.LayerGroup.prototype.onAdd.call(this, map);
    map.on("moveend", this._arrange, this); // after the names of places, which come first
    this._arrange();
  },

  onRemove(map) {
    map.off("moveend", this._arrange, this);
    L.LayerGroup.prototype.onRemove.call(this, map);
  },

  /** Where a step is, as Leaflet has positions. */
  at(index) {
    return this._at[index];
  },

  /** Mark the step that is pointed at and the one that is chosen; -1 is none. */
  mark(hinted, chosen) {
    this._marked = { hinted, chosen };
    this._arrange();
  },

  _arrange() {
    const { hinted, chosen } = this._marked;
    const last = this._at.length - 1;
    const points = this._at.map((at) => this._map.latLngToContainerPoint(at));
    // the ends have marks of their own; the step that is meant is always shown
    const shown = new Set([hinted, chosen].filter((index) => index >= 0));
    const taken = [0, last, ...shown].map((index) => points[index]);
    const named = coveredByPlaces(this._map);
    points.forEach((point, index) => {
      if (index === 0 || index === last || shown.has(index)) return;
      if (taken.some((other) => other.distanceTo(point) < APART_PX) || named(point)) return;
      shown.add(index);
      taken.push(point);
    });
    this._markers.forEach((each, index) => {
      const { classList } = each.getElement();
      const meant = index === hinted || index === chosen;
      classList.toggle("crowded", !shown.has(index));
      classList.toggle("meant", meant);
      each.setZIndexOffset(meant ? 1000 : 0);
    });
  },
});

/** Tells of a point in the map's frame whether a number there would cover a place or its name. */
function coveredByPlaces(map) {
  const frame = map.getContainer().getBoundingClientRect();
  const places = map.getPane("marks").querySelectorAll(".mark, .name:not(.crowded)");
  const boxes = [...places].map((each) => each.getBoundingClientRect());
  const near = APART_PX / 2;
  return ({ x, y }) => boxes.some(({ left, top, right, bottom }) =>
    x + frame.left > left - near && x + frame.left < right + near &&
    y + frame.top > top - near && y + frame.top < bottom + near);
}

function marker(at, number) {
  const html = Object.assign(document.createElement("span"), { textContent: number });
  const icon = L.divIcon({ html, className: "step-mark", iconSize: [22, 22] });
  return L.marker(at, { icon, pane: "ends", interactive: false, keyboard: false });
}
