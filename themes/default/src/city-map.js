// The city's page: map, legend, list, panel and address show one state.
import L from "leaflet";
import { loadBasemap } from "./basemap-layer.js";
import { busyBounds, city, dots, places } from "./data.js";
import { calm, createDots, createMap } from "./ground.js";
import { readHash, writeHash } from "./hash.js";
import { roomFor } from "./first-view.js";
import { createLegend, withEarlyTicks } from "./legend.js";
import { createList } from "./list.js";
import { createMovement } from "./movement.js";
import { loadScript, loadStreets } from "./network-ground.js";
import { createPanel } from "./panel.js";
import { connectNear } from "./near.js";
import { PlacesLayer } from "./places.js";
import { loadRoutes } from "./routes-layer.js";
import { zoomOf } from "./scale.js";
import { createState } from "./state.js";
import { createStreetMark } from "./street-mark.js";
import { createWalkPanes } from "./walk-layer.js";
import { loadTracks } from "./tracks.js";
import { tellWalk } from "./walk-panel.js";
import { lineOf, walks } from "./walks-data.js";
import { connectWalkList, WalksLayer } from "./walks-layer.js";

/** Bring the city's page to life, in slices. */
export function* startCityMap(element) {
  const map = createMap(element);
  yield;
  createWalkPanes(map);
  const state = createState();
  const panel = document.querySelector(".panel");
  // what had the focus when the panel was opened, to give it back when it closes
  let openedFrom = element;
  const select = (id) => {
    openedFrom = element;
    state.set({ place: id });
    map.panInside(placeAt(id), { padding: [40, 40], paddingBottomRight: [40, covered(panel)] });
  };
  const over = [...document.querySelectorAll(".legend, .panel, .cartouche > *, .leaflet-bar")];
  const placesLayer = new PlacesLayer([...places.values()], select, over);
  const walksLayer = new WalksLayer([...walks.values()], (id) => {
    openedFrom = element;
    state.set({ walk: id });
  });
  const layers = createLayers(placesLayer, element);
  yield;
  const showGround = loaded(() => loadBasemap(map, element));
  const showMovement = createMovement(map, element);
  document.querySelector("[data-watch]")?.addEventListener("click", () => {
    state.set({ show: new Set([...state.get().show, "movement"]) });
    element.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
    element.focus({ preventScroll: true });
  });

  const legend = document.querySelector(".legend");
  const showInLegend = createLegend(legend, (change) => {
    const first = change.show.has("walks") && !state.get().show.has("walks");
    state.set(change);
    if (!first) return;
    const all = [...walks.values()].flatMap(lineOf);
    lookAt(all, { animate: !calm, paddingBottomRight: [40, covered(panel) + 50] });
  });
  yield;
  const close = () => {
    state.set({ place: "", walk: "", street: "" });
    openedFrom.focus();
    // it may have been hidden since, by a choice of labels
    if (document.activeElement !== openedFrom) element.focus();
  };
  const markStreet = createStreetMark(map, element, panel, close);
  const showInPanel = createPanel(panel, { onClose: close });
  const showInList = createList(document.querySelector(".story"), places, {
    onLocate: (id, button) => {
      openedFrom = button;
      state.set({ place: id });
      goTo(map, places.get(id), covered(panel));
      element.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
    },
    onHint: (id, on) => placesLayer.hint(id, on),
  });
  yield;
  const nearMe = document.querySelector("[data-near]");
  if (nearMe) {
    const status = document.querySelector("[data-status]");
    connectNear(nearMe, status, map, L.latLngBounds(city.bounds), (near) => {
      state.set({ near });
      if (near) map.setView(near, Math.max(map.getZoom(), 16), { animate: !calm });
    });
  }
  const showInWalkList = connectWalkList(document.querySelector(".story"), {
    onShow: (id, button) => {
      openedFrom = button;
      state.set({ walk: id });
      goToWalk(id);
      element.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
    },
    onHint: (id, on) => walksLayer.hint(id, on),
  });

  /** Look at a walk beside the title, the legend and the panel. */
  function goToWalk(id, animate = !calm) {
    lookAt(lineOf(walks.get(id)), { animate, paddingBottomRight: [60, panel.offsetHeight + 72] });
  }

  function goToStreet({ lat, lon, reach_m }, isFirst) {
    const around = L.latLng(lat, lon).toBounds(2 * reach_m);
    lookAt(around, { animate: !calm && !isFirst, maxZoom: 17, paddingBottomRight: [60, 220] });
  }

  function lookAt(points, options) {
    const wide = element.clientWidth > 640;
    map.fitBounds(points, { paddingTopLeft: wide ? [260, 120] : [24, 100], ...options });
  }

  let told = null;
  let moved = false;
  function tellAddress() {
    const centre = map.getCenter();
    const at = moved ? { zoom: map.getZoom(), lat: centre.lat, lon: centre.lng } : null;
    told = writeHash({ ...state.get(), at });
    history.replaceState(null, "", told || location.pathname + location.search);
  }

  const shows = [
    ...Object.entries(layers).map(([name, show]) => (choice) => show(map, choice.show.has(name))),
    (choice) => showGround(map, choice.ground),
    (choice) => showMovement(choice.show.has("movement"), choice.flow, choice.tint),
    showInLegend,
    (choice) => showInPanel(places.get(choice.place), choice.month),
    (choice) => choice.walk && tellWalk(panel, walks.get(choice.walk), close),
    (choice) => markStreet(choice.street),
    (choice) => walksLayer.choose(choice.show.has("walks"), choice.walk),
    (choice) => showInWalkList(choice.walk),
    showInList,
  ];

  function followAddress() {
    if (location.hash === told) return;
    lookAround(chooseByAddress());
  }

  /** Look where the address says, and choose what it says. */
  function chooseByAddress() {
    // an address may name a part of the page instead, which the map's own address would undo
    const part = location.hash.includes("=") ? null : document.getElementById(location.hash.slice(1));
    const { at, ...choice } = readHash(location.hash, (id) => places.has(id), (id) => walks.has(id));
    if (at) map.setView([at.lat, at.lon], at.zoom, { animate: false });
    else map.fitBounds(busyBounds(), { animate: false, ...roomFor(element) });
    state.set(choice);
    return { at, choice, part };
  }

  /** Look at what was chosen by an address, which is shown now. */
  function lookAround({ at, choice, part }) {
    if (!at && choice.place) goTo(map, places.get(choice.place), covered(panel), false);
    if (!at && choice.walk) goToWalk(choice.walk, false);
    if (!at && choice.street) goToStreet(choice.street, !told);
    moved = Boolean(at || choice.place || choice.walk || choice.street);
    tellAddress();
    part?.scrollIntoView();
  }

  yield;
  const address = chooseByAddress();
  state.set(withEarlyTicks(legend, state.get()));
  yield;
  state.onChange((choice) => {
    for (const show of shows) show(choice);
    placesLayer.choose(choice);
    tellAddress();
  });
  for (const show of shows) {
    show(state.get());
    yield;
  }
  yield* placesLayer.chosen(state.get());
  lookAround(address);
  addEventListener("hashchange", followAddress);
  map.on("moveend", () => {
    moved = true;
    tellAddress();
  });
  walksLayer.addTo(map);
  map.on("click", () => state.set({ place: "", walk: "", street: "" }));
}

/** Layers by name; the costly ones are made when they are first shown. */
function createLayers(placesLayer, element) {
  const lazy = (make) => {
    let layer = null;
    return (map, on) => {
      if (on) layer = (layer || make()).addTo(map);
      else layer?.remove();
    };
  };
  return {
    dots: lazy(createDots),
    heat: loaded(() => loadComparison(element).then(({ heatLayer }) => heatLayer(dots))),
    clusters: loaded(() => loadComparison(element).then(({ clusterLayer }) => clusterLayer(dots, { animate: !calm }))),
    places: lazy(() => placesLayer),
    streets: loaded(() => loadStreets(element)),
    routes: loaded(() => loadRoutes(element)),
    cleaned: loaded(() => loadTracks(element, "cleaned")),
    raw: loaded(() => loadTracks(element, "raw")),
  };
}

let comparison = null;

/** The script that an element names in data-comparison; loaded once. */
function loadComparison(element) {
  comparison ||= loadScript(element.dataset.comparison).then(() => window.guidegen.comparison);
  return comparison;
}

/** The same for what has to be loaded first: what is shown then is the last wish. */
function loaded(load) {
  let loading = null;
  let wanted = false;
  return async (map, on) => {
    wanted = on;
    if (!on && !loading) return;
    loading ||= load().catch(() => null); // the map does without
    const layer = await loading;
    if (wanted) layer?.addTo(map);
    else layer?.remove();
  };
}

function placeAt(id) {
  return [places.get(id).lat, places.get(id).lon];
}

/** How much of the map's height the panel takes where it is as wide as the map. */
function covered(panel) {
  return panel.offsetWidth > 0.6 * panel.parentElement.offsetWidth ? panel.offsetHeight + 20 : 0;
}

/** Look at a place from as near as it is still one, above what covers the map from below. */
function goTo(map, place, coveredPx, animate = !calm) {
  const nearest = Math.min(Math.max(zoomOf(place), map.getMinZoom()), map.getMaxZoom());
  const zoom = Math.floor(nearest * 2) / 2;
  const centre = map.project([place.lat, place.lon], zoom).add([0, coveredPx / 2]);
  map.setView(map.unproject(centre, zoom), zoom, { animate });
}
