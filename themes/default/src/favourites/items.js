// What of the guide can be kept, as the store has it.
import { places } from "../data.js";
import { walks } from "../walks-data.js";

/** A place or a walk of this guide, without a note; undefined for what it does not have. */
export function itemOf(kind, id) {
  const place = kind === "place" && places.get(id);
  if (place) return { kind, id, name: place.name, url: `places/${id}.html`, lon: place.lon, lat: place.lat };
  const walk = kind === "walk" && walks.get(id);
  if (walk) return { kind, id, name: walk.name, url: walk.url, lon: walk.line[0][0], lat: walk.line[0][1] };
  return undefined;
}
