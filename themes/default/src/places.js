// Places on the map: those of the scale tree that fit the zoom, with areas, marks and names.
import L from "leaflet";
import { keptNames } from "./ancestors.js";
import { placeNames } from "./labels.js";
import { createMark } from "./marks.js";
import { livingAt, metresPerPixel, shownBandwidth } from "./scale.js";
import { atOnce } from "./slices.js";
import { byWeight, weight } from "./state.js";

const SMALLEST_RADIUS_PX = 4.5;
const LARGEST_RADIUS_PX = 12;

export const PlacesLayer = L.Layer.extend({
  /**
   * @param {object[]} places  see data.js
   * @param {(id: string) => void} onSelect  called when a reader clicks one
   * @param {Element[]} over  elements that lie on the map, which names keep clear of
   */
  initialize(places, onSelect, over = []) {
    this._over = over;
    this._all = places;
    this._byId = new Map(places.map((place) => [place.id, place]));
    this._onSelect = onSelect;
    this._choice = { who: new Set(), month: 0, place: "" };
    this._nodes = new Map();
  },

  onAdd() {
    this._areas = L.layerGroup().addTo(this._map);
    this._marks = L.layerGroup().addTo(this._map);
    this._renderer = L.svg({ pane: "areas" });
    if (this._choice.who.size) this._draw();
  },

  onRemove() {
    this._work = null;
    this._areas.remove();
    this._marks.remove();
    this._renderer.remove();
    this._nodes.clear();
  },

  getEvents() {
    return { zoomend: this._draw, moveend: this._arrange, resize: this._draw };
  },

  /** Show under another choice of labels, month and place. */
  choose(choice) {
    this._choice = choice;
    if (this._map) this._draw();
  },

  /** The same in slices: it yields wherever it may be interrupted. What is drawn meanwhile wins. */
  *chosen(choice) {
    this._choice = choice;
    if (!this._map) return;
    const work = (this._work = this._drawing());
    while (this._work === work && !work.next().done) yield;
  },

  /** The places that are on the map now. */
  shown() {
    return [...this._nodes.keys()];
  },

  /** Mark a place while the reader points at it elsewhere. */
  hint(id, on) {
    this._nodes.get(id)?.classList.toggle("hinted", on);
  },

  _bandwidth() {
    const metres = metresPerPixel(this._map.getCenter().lat, this._map.getZoom());
    return shownBandwidth(this._all, metres);
  },

  _living() {
    const { who, month, place: selected } = this._choice;
    const living = new Set(livingAt(this._all, this._bandwidth()));
    return this._all
      .filter((place) => place.id === selected || (living.has(place) && who.has(place.label)))
      .sort((a, b) => (b.id === selected) - (a.id === selected) || byWeight(month)(a, b));
  },

  /** Places with names of their own that have broken up into those that are shown. */
  _brokenUp() {
    const bandwidth = this._bandwidth();
    return this._all.filter((place) =>
      place.from_m > bandwidth && !this._nodes.has(place.id) &&
      this._choice.who.has(place.label) && this._isNamed(place));
  },

  /** Whether a place's name is worth a reader's eye. */
  _isNamed(place) {
    if (place.id === this._choice.place) return true;
    // "Near …" and positions say on the map what the map shows anyway
    return !["near", "position"].includes(place.name_source) && weight(place, this._choice.month) !== null;
  },

  _draw() {
    this._work = null;
    atOnce(this._drawing());
  },

  *_drawing() {
    this._areas.clearLayers();
    this._marks.clearLayers();
    this._nodes.clear();
    if (!this._all.length) return;
    const living = this._living();
    const most = Math.max(1, ...this._all.map((place) => weight(place, this._choice.month) ?? 0));
    const items = [];
    for (const place of living) {
      items.push(this._node(place, most, living.length - items.length));
      this._drawArea(place);
      yield;
    }
    const names = this._brokenUp().map((place) => this._nameAlone(place));
    yield;
    this._items = [
      ...items.filter((item) => item.named), ...names, ...items.filter((item) => !item.named),
    ];
    this._items.forEach((item) => {
      item.width = item.named ? item.name.offsetWidth : 0;
      item.height = item.named ? item.name.offsetHeight : 0;
    });
    yield;
    this._arrange();
  },

  _drawArea(place) {
    if (!place.area.length) return;
    const corners = place.area.map((rings) =>
      rings.map((ring) => ring.map(([lon, lat]) => [lat, lon])),
    );
    const chosen = place.id === this._choice.place ? " chosen" : "";
    const faint = weight(place, this._choice.month) === null ? " faint" : "";
    const className = `area ${place.label} level-${place.level}${chosen}${faint}`;
    L.polygon(corners, { renderer: this._renderer, className, weight: 1, fillOpacity: 1 })
      .on("click", () => this._onSelect(place.id))
      .addTo(this._areas);
  },

  _node(place, most, importance) {
    const days = weight(place, this._choice.month);
    const radius = SMALLEST_RADIUS_PX + (LARGEST_RADIUS_PX - SMALLEST_RADIUS_PX) *
      Math.sqrt((days ?? 0) / most);
    const name = nameOf(place);
    const body = document.createElement("div");
    body.append(createMark(place.label), ...(place.label_at ? [] : [name]));
    const classes = ["node", `level-${place.level}`, tier(radius)];
    if (place.id === this._choice.place) classes.push("chosen");
    if (days === null) classes.push("faint");
    const icon = L.divIcon({ html: body, className: classes.join(" "), iconSize: null });
    const marker = L.marker([place.lat, place.lon], {
      icon,
      pane: "marks",
      keyboard: false, // the list beside the map is the keyboard's way to a place
      zIndexOffset: importance * 10,
    });
    marker.on("click", () => this._onSelect(place.id)).addTo(this._marks);
    const node = marker.getElement();
    node.dataset.node = place.id;
    node.style.setProperty("--radius", `${radius.toFixed(1)}px`);
    this._nodes.set(place.id, node);
    if (place.label_at) return { ...this._nameAlone(place), alone: false, named: this._isNamed(place) };
    return { place, name, radius, named: this._isNamed(place) };
  },

  /** A name without a mark: of a place that has broken up, or where editors moved it. */
  _nameAlone(place) {
    const name = nameOf(place);
    const icon = L.divIcon({ html: name, className: `name-alone level-${place.level}`, iconSize: null });
    L.marker(nameAt(place), { icon, pane: "marks", keyboard: false })
      .on("click", () => this._onSelect(place.id))
      .addTo(this._marks);
    return { place, name, radius: 0, named: true, alone: true };
  },

  /** What lies on the map, in the pixels of its layers. */
  _covered(corner) {
    const map = this._map.getContainer().getBoundingClientRect();
    return this._over.map((element) => {
      const { left, top, right, bottom } = element.getBoundingClientRect();
      const [x, y] = [corner.x - map.left, corner.y - map.top];
      return { left: left + x, top: top + y, right: right + x, bottom: bottom + y };
    });
  },

  /** All items but the names that nothing in the frame needs. */
  _itemsInUse(frame) {
    const named = this._items.filter(({ place, named, alone }) => {
      const { x, y } = this._map.latLngToLayerPoint(nameAt(place));
      return named && !alone &&
        x >= frame.left && x <= frame.right && y >= frame.top && y <= frame.bottom;
    });
    const alone = this._items.filter((item) => item.alone);
    const [brokenUp, shown] = [alone, named].map((items) => items.map(({ place }) => place));
    const kept = keptNames(brokenUp, shown, this._byId);
    alone.forEach(({ name }) => (name.className = "name crowded"));
    return this._items.filter((item) => !item.alone || kept.has(item.place.id));
  },

  /** Set every name where it is free; again whenever the map has moved, because of its edges. */
  _arrange() {
    if (!this._items) return;
    const corner = this._map.containerPointToLayerPoint([0, 0]);
    const size = this._map.getSize();
    const frame = { left: corner.x, top: corner.y, right: corner.x + size.x, bottom: corner.y + size.y };
    const items = this._itemsInUse(frame);
    const boxes = items.map(({ place, radius, width, height }) => {
      const { x, y } = this._map.latLngToLayerPoint(nameAt(place));
      return { x, y, radius, width, height };
    });
    placeNames(boxes, frame, this._covered(corner)).forEach((side, index) => {
      const { name, named } = items[index];
      name.className = `name ${(named && side) || "crowded"}`;
    });
  },
});

function nameOf(place) {
  const name = document.createElement("bdi");
  name.className = "name unset";
  name.textContent = place.name;
  return name;
}

/** Where a name stands: beside its mark, unless editors moved it. */
function nameAt({ lat, lon, label_at }) {
  return label_at ? [label_at[1], label_at[0]] : [lat, lon];
}

function tier(radius) {
  if (radius > 9) return "first";
  return radius > 6.2 ? "second" : "third";
}
