// On pages with a map, at their end.
import { startCityMap } from "./city-map.js";
import { startPlaceMap } from "./place-map.js";

const STARTS = { city: startCityMap, place: startPlaceMap };

document.querySelectorAll("[data-map]").forEach((element) => {
  STARTS[element.dataset.map](element);
});
