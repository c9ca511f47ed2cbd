// The small map on a place's page: the dots, the place, and what is around it.
import L from "leaflet";
import { addBasemap } from "./basemap-layer.js";
import { places } from "./data.js";
import { createDots, createMap } from "./ground.js";
import { PlacesLayer } from "./places.js";
import { LABELS } from "./state.js";

/** Draw the map of the place that the element names. */
export function* startPlaceMap(element) {
  const place = places.get(element.dataset.place);
  const map = createMap(element, { scrollWheelZoom: false });
  const corners = place.area.flat(2).map(([lon, lat]) => [lat, lon]);
  yield;
  map.fitBounds(L.latLngBounds([[place.lat, place.lon], ...corners]).pad(0.45), { maxZoom: 18 });
  createDots().addTo(map);
  yield;
  addBasemap(map, element);
  const layer = new PlacesLayer([...places.values()], (id) => {
    if (id !== place.id) location.href = `${id}.html`;
  });
  layer.addTo(map);
  yield* layer.chosen({ who: new Set(LABELS), month: 0, place: place.id });
}
