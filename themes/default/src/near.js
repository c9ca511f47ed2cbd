// "Near me": the map shows where the reader is, and the list goes by the distance from there.
import L from "leaflet";
import { findReader } from "./here.js";
import { distance, t } from "./text.js";

// a guide is of little use from farther away than this many times its own size
const FARTHEST = 3;

/**
 * Let a button find the reader. Where they are is told to nobody and stands in no address.
 *
 * @param {HTMLButtonElement} button  pressed while the list goes by distance
 * @param {HTMLElement} status  says what goes on
 * @param {L.Map} map  of the city
 * @param {L.LatLngBounds} bounds  of the city
 * @param {(at: L.LatLng|null) => void} onFound
 */
export function connectNear(button, status, map, bounds, onFound) {
  const dot = L.circleMarker([0, 0], { className: "reader", radius: 8, interactive: false });
  const say = (words) => (status.textContent = words);
  const set = (at) => {
    button.setAttribute("aria-pressed", String(Boolean(at)));
    if (at) dot.setLatLng(at).addTo(map);
    else dot.remove();
    onFound(at);
  };
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-pressed") === "true") {
      set(null);
      return;
    }
    findReader(([lon, lat]) => {
      const at = L.latLng(lat, lon);
      const away = bounds.contains(at) ? 0 : at.distanceTo(bounds.getCenter());
      if (away > FARTHEST * bounds.getNorthWest().distanceTo(bounds.getSouthEast())) {
        say(t("You are {distance} away from here.", { distance: distance(away) }));
        return;
      }
      set(at);
    }, say);
  });
}
