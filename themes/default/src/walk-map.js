// The map on a walk's page: the walk, its steps and the places on the way, over dots and streets.
import L from "leaflet";
import { addBasemap } from "./basemap-layer.js";
import { places } from "./data.js";
import { calm, createDots, createMap } from "./ground.js";
import { loadStreets, whenIdle } from "./network-ground.js";
import { PlacesLayer } from "./places.js";
import { LABELS } from "./state.js";
import { createWalkPanes, WalkLayer } from "./walk-layer.js";
import { StepsLayer } from "./walk-steps.js";
import { lineOf, walks } from "./walks-data.js";

const STEP_ZOOM = 17.5;
// where names of these sources would be read, the map says as much
const NAMELESS = ["near", "position"];

/** Draw the map of the walk that the element names, and connect the page's text with it. */
export function* startWalkMap(element) {
  const walk = walks.get(element.dataset.walk);
  const map = createMap(element, { scrollWheelZoom: false });
  createWalkPanes(map);
  const showAll = () => map.fitBounds(L.latLngBounds(lineOf(walk)), { padding: [36, 36], maxZoom: 18, animate: false });
  yield;
  showAll();
  createDots().addTo(map);
  yield;
  addBasemap(map, element);
  yield true;
  new WalkLayer(walk, { drawing: !calm }).addTo(map);
  yield true;
  const onTheWay = passedPlaces(walk);
  const over = [...element.querySelectorAll(".walk-end, .leaflet-bar")];
  const marks = new PlacesLayer(onTheWay, (id) => (location.href = `../places/${id}.html`), over);
  marks.addTo(map);
  yield* marks.chosen({ who: new Set(LABELS), month: 0, place: "" });
  yield;
  const steps = new StepsLayer(walk.steps).addTo(map);
  yield;
  connectSteps(map, steps);
  connectPassed(marks);
  onPaper(map, showAll);
  whenIdle(async () => (await loadStreets(element))?.addTo(map));
}

/** The places that a walk passes, as marks that are there at every zoom; stops with their letter. */
function passedPlaces(walk) {
  return walk.passes
    .filter(([id]) => places.has(id))
    .map(([id, letter]) => {
      const place = places.get(id);
      const plain = NAMELESS.includes(place.name_source);
      const stop = letter && { name: plain ? letter : `${letter} · ${place.name}`, name_source: "stop" };
      return { ...place, ...stop, from_m: 0, to_m: Infinity, area: [], label_at: null };
    });
}

/** A step that is pointed at is marked on the map; one that is chosen is gone to as well. */
function connectSteps(map, steps) {
  const buttons = [...document.querySelectorAll("[data-step]")];
  let chosen = -1;
  const show = (hinted) => steps.mark(hinted, chosen);
  buttons.forEach((button, index) => {
    for (const type of ["mouseenter", "focus"]) button.addEventListener(type, () => show(index));
    for (const type of ["mouseleave", "blur"]) button.addEventListener(type, () => show(-1));
    button.addEventListener("click", () => {
      chosen = index;
      buttons.forEach((other, at) => {
        if (at === index) other.setAttribute("aria-current", "step");
        else other.removeAttribute("aria-current");
      });
      show(index);
      map.setView(steps.at(index), Math.max(map.getZoom(), STEP_ZOOM), { animate: !calm });
    });
  });
}

function connectPassed(marks) {
  document.querySelectorAll("[data-passed]").forEach((entry) => {
    for (const [type, on] of [["mouseenter", true], ["mouseleave", false], ["focusin", true], ["focusout", false]]) {
      entry.addEventListener(type, () => marks.hint(entry.dataset.passed, on));
    }
  });
}

/** Paper has another width, and shows the whole walk. */
function onPaper(map, showAll) {
  matchMedia("print").addEventListener("change", () => {
    map.invalidateSize({ animate: false });
    showAll();
  });
}
