// On a city's page: the reader's own list, and its stars in the list of places.
import { city as guide } from "../data.js";
import { save } from "../save.js";
import { t } from "../text.js";
import { favouritesGeojson, favouritesGpx, favouritesText } from "./export.js";
import { favourites, forget, onFavouritesChange } from "./store.js";

/** Bring the section to life that shows what the reader keeps of this city. */
export function connectFavourites(section) {
  const { city, title } = section.dataset;
  const list = section.querySelector("ul");
  const files = {
    gpx: () => [favouritesGpx(title, favourites(city)), "application/gpx+xml"],
    geojson: () => [favouritesGeojson(favourites(city)), "application/geo+json"],
    txt: () => [favouritesText(title, favourites(city)), "text/plain"],
  };
  section.querySelectorAll("[data-export]").forEach((button) => {
    const ending = button.dataset.export;
    button.addEventListener("click", () => save(`${guide.slug}-list.${ending}`, ...files[ending]()));
  });
  const show = () => {
    const items = favourites(city);
    section.hidden = !items.length;
    list.replaceChildren(...items.map((item) => entry(item, () => {
      forget(city, item.kind, item.id);
      (list.querySelector("button") ?? document.querySelector("#content")).focus();
    })));
    const kept = new Set(items.filter(({ kind }) => kind === "place").map(({ id }) => id));
    document.querySelectorAll(".entry[data-place]").forEach((place) =>
      place.classList.toggle("kept", kept.has(place.dataset.place)));
  };
  show();
  onFavouritesChange(show);
}

function entry(item, onForget) {
  const row = document.createElement("li");
  const link = Object.assign(document.createElement("a"), { href: item.url });
  link.append(Object.assign(document.createElement("bdi"), { textContent: item.name }));
  const away = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
  away.setAttribute("aria-label", t("Take {name} off your list", { name: item.name }));
  away.addEventListener("click", onForget);
  row.append(link, away);
  if (item.note) row.append(Object.assign(document.createElement("p"), { className: "own-note", textContent: item.note, dir: "auto" }));
  return row;
}
