// The small map on a place's page: the dots, the place, and what is around it.
import { places } from "./data.js";
import { createDots, createMap } from "./ground.js";
import { PlacesLayer } from "./places.js";
import { zoomOf } from "./scale.js";
import { LABELS } from "./state.js";

/** Draw the map of the place that the element names. */
export function startPlaceMap(element) {
  const place = places.get(element.dataset.place);
  const all = [...places.values()];
  const map = createMap(element, { scrollWheelZoom: false });
  const zoom = Math.min(Math.max(zoomOf(place, all), 13), 18.5);
  map.setView([place.lat, place.lon], Math.round(zoom * 2) / 2);
  createDots().addTo(map);
  const layer = new PlacesLayer(all, (id) => {
    if (id !== place.id) location.href = `${id}.html`;
  });
  layer.choose({ who: new Set(LABELS), month: 0, place: place.id });
  layer.addTo(map);
}
