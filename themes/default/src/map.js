// On pages with a map, at their end.
import { startCityMap } from "./city-map.js";
import { connectFavourite } from "./favourites/button.js";
import { connectFavourites } from "./favourites/list.js";
import { connectNow } from "./now.js";
import { startPlaceMap } from "./place-map.js";
import { connectPrint, connectShare } from "./walk-actions.js";
import { startWalkMap } from "./walk-map.js";

const STARTS = { city: startCityMap, place: startPlaceMap, walk: startWalkMap };

document.querySelectorAll("[data-print]").forEach(connectPrint);
document.querySelectorAll("[data-share]").forEach((button) => connectShare(button, document.querySelector("[data-shared]")));
document.querySelectorAll("[data-favourite]").forEach(connectFavourite);
document.querySelectorAll("[data-favourites]").forEach(connectFavourites);
document.querySelectorAll("[data-right-now]").forEach(connectNow);
document.querySelectorAll("[data-map]").forEach((element) => {
  STARTS[element.dataset.map](element);
});
