// On pages with a map, at their end.
import { startCityMap } from "./city-map.js";
import { startPlaceMap } from "./place-map.js";
import { startWalkMap } from "./walk-map.js";

const STARTS = { city: startCityMap, place: startPlaceMap, walk: startWalkMap };

document.querySelectorAll("[data-map]").forEach((element) => {
  STARTS[element.dataset.map](element);
});
