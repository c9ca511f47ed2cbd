// The planner's map: the streets, the walk, the shortest way beside it, and its two ends.
import L from "leaflet";
import { addBasemap } from "../basemap-layer.js";
import { places } from "../data.js";
import { calm, createMap } from "../ground.js";
import { PlacesLayer } from "../places.js";
import { LABELS } from "../state.js";
import { busyStreets, streetsLayer } from "../streets.js";
import { createWalkPanes, WalkLayer } from "../walk-layer.js";
import { lineOf } from "../walks-data.js";

const END_NAMES = { from: "A", to: "B" };
const STEP_ZOOM = 17.5;

/**
 * @param {HTMLElement} element
 * @param {object} graph  see planner/network.js
 * @param {(position: number[], end: string) => void} onPoint  told of a tap, or of an end that was
 *   dragged; `end` is "" for a tap
 */
export function* createWalkMap(element, graph, onPoint) {
  const map = createMap(element, { boxZoom: false, doubleClickZoom: false });
  createWalkPanes(map);
  yield;
  map.fitBounds(busyStreets(graph), { animate: false, ...roomFor(element) });
  yield;
  const streets = streetsLayer(graph);
  yield;
  streets.addTo(map);
  yield;
  yield* addPlaces(map, element, ({ lon, lat }) => onPoint([lon, lat], ""));
  yield;
  addBasemap(map, element);
  const drawn = L.layerGroup().addTo(map);
  const renderer = L.svg({ pane: "walks" });
  const ends = {};
  const meant = L.marker([0, 0], { pane: "ends", interactive: false, keyboard: false });
  let shown = null;
  map.on("click", ({ latlng, originalEvent }) => {
    // the second click of a double one would make the start the end as well
    if (originalEvent.detail < 2) onPoint([latlng.lng, latlng.lat], "");
  });
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target !== element) return;
    const { lat, lng } = map.getCenter();
    onPoint([lng, lat], "");
  });
  matchMedia("print").addEventListener("change", () => {
    map.invalidateSize({ animate: false });
    if (shown) fit(map, element, shown, true);
  });
  return {
    /** Show where the ends are. */
    showEnds: (wish) => ["from", "to"].forEach((end) => showEnd(map, ends, end, wish[end], onPoint)),
    /** Show a walk and the shortest way, or neither. */
    showWalk(walk, shortest) {
      shown = walk;
      drawn.clearLayers();
      meant.remove();
      if (!walk) return;
      if (shortest) drawn.addLayer(dotted(shortest, renderer));
      const drawing = !calm && !matchMedia("print").matches;
      drawn.addLayer(new WalkLayer({ line: walk.line, round: walk.kind === "loop" }, { drawing }));
      fit(map, element, walk, false);
    },
    /** Mark a step, or none; `closer` shows it from near. */
    showStep(step, number, closer) {
      meant.remove();
      if (!step) return;
      const html = Object.assign(document.createElement("span"), { textContent: number });
      meant.setIcon(L.divIcon({ html, className: "step-mark meant", iconSize: [22, 22] }));
      meant.setLatLng([step.lat, step.lon]).setZIndexOffset(2000).addTo(map);
      if (closer) map.setView([step.lat, step.lon], Math.max(map.getZoom(), STEP_ZOOM), { animate: !calm });
    },
  };
}

function* addPlaces(map, element, onSelect) {
  const over = [...element.parentElement.querySelectorAll(".cartouche > *, .leaflet-bar")];
  const marks = new PlacesLayer([...places.values()], (id) => onSelect(places.get(id)), over);
  marks.addTo(map);
  yield* marks.chosen({ who: new Set(LABELS), month: 0, place: "" });
}

function dotted(walk, renderer) {
  return L.polyline(lineOf(walk), { renderer, className: "way shortest", interactive: false, smoothFactor: 0.5 });
}

function fit(map, element, walk, always) {
  const bounds = L.latLngBounds(lineOf(walk));
  // a walk that is well in view leaves the view as it is
  if (!always && map.getBounds().contains(bounds) && map.getBoundsZoom(bounds) - map.getZoom() < 2) return;
  map.fitBounds(bounds, { animate: !calm && !always, maxZoom: 17, ...roomFor(element) });
}

/** What the title covers of the map, so that a walk is seen beside it; on a phone it is above. */
function roomFor(element) {
  const title = element.parentElement.querySelector(".cartouche");
  const over = getComputedStyle(title).position === "absolute";
  return { paddingTopLeft: over ? [60, 130] : [28, 28], paddingBottomRight: [56, 40] };
}

function showEnd(map, ends, end, position, onPoint) {
  if (!position) {
    ends[end]?.remove();
    delete ends[end];
    return;
  }
  const [lon, lat] = position;
  if (ends[end]) {
    ends[end].setLatLng([lat, lon]);
    return;
  }
  const html = Object.assign(document.createElement("span"), { textContent: END_NAMES[end] });
  const icon = L.divIcon({ html, className: `end-mark ${end}`, iconSize: [30, 30] });
  const options = { icon, pane: "ends", draggable: true, autoPan: true, keyboard: false, zIndexOffset: 1000 };
  ends[end] = L.marker([lat, lon], options)
    .on("dragend", ({ target }) => onPoint([target.getLatLng().lng, target.getLatLng().lat], end))
    .addTo(map);
}
