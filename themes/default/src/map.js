// On pages with a map, at their end.
import { startCityMap } from "./city-map.js";
import { connectFavourite } from "./favourites/button.js";
import { connectFavourites } from "./favourites/list.js";
import { connectNow } from "./now.js";
import { startPlaceMap } from "./place-map.js";
import { inSlices, soon } from "./slices.js";
import { connectPrint, connectShare } from "./walk-actions.js";
import { startWalkMap } from "./walk-map.js";

const STARTS = { city: startCityMap, place: startPlaceMap, walk: startWalkMap };

const maps = document.querySelectorAll("[data-map]");
maps.forEach((element) => element.setAttribute("aria-busy", "true"));
soon(() => inSlices(connect(), () => maps.forEach((element) => element.removeAttribute("aria-busy"))));

function* connect() {
  document.querySelectorAll("[data-print]").forEach(connectPrint);
  document.querySelectorAll("[data-share]").forEach((button) => connectShare(button, document.querySelector("[data-shared]")));
  document.querySelectorAll("[data-favourite]").forEach(connectFavourite);
  document.querySelectorAll("[data-favourites]").forEach(connectFavourites);
  yield;
  for (const element of maps) yield* STARTS[element.dataset.map](element);
  yield;
  document.querySelectorAll("[data-right-now]").forEach(connectNow);
}
