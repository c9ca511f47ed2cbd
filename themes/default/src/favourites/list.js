// On a city's page: the reader's own list, and its stars in the list of places.
import { city } from "../data.js";
import { save } from "../save.js";
import { t } from "../text.js";
import { favouritesGeojson, favouritesGpx, favouritesText } from "./export.js";
import { itemOf } from "./items.js";
import { createNote } from "./note.js";
import { favourite, favourites, forget, keep, onFavouritesChange } from "./store.js";

const FILES = {
  gpx: [favouritesGpx, "application/gpx+xml"],
  geojson: [(title, items) => favouritesGeojson(items), "application/geo+json"],
  txt: [favouritesText, "text/plain"],
};

/** Bring the section to life that shows what the reader keeps of this city. */
export function connectFavourites(section) {
  const list = section.querySelector("ul");
  section.querySelectorAll("[data-export]").forEach((button) => {
    const [write, type] = FILES[button.dataset.export];
    button.addEventListener("click", () =>
      save(`${city.slug}-list.${button.dataset.export}`, write(city.name, kept()), type));
  });
  const show = () => {
    const items = kept();
    section.hidden = !items.length;
    showIn(list, items);
    const places = new Set(items.filter(({ kind }) => kind === "place").map(({ id }) => id));
    document.querySelectorAll(".entry[data-place]").forEach((place) =>
      place.classList.toggle("kept", places.has(place.dataset.place)));
  };
  if (addFromAddress()) history.replaceState(null, "", `#${section.querySelector("h2").id}`);
  show();
  onFavouritesChange(show, section);
}

/** What is kept, as this guide calls it in the page's language. */
function kept() {
  return favourites(city.slug).map((item) => ({ ...item, ...itemOf(item.kind, item.id) }));
}

/** Keep what another page's link asks to; see button.js. */
function addFromAddress() {
  const [, kind, id] = /^#keep=(place|walk)\/(.+)$/.exec(location.hash) ?? [];
  const item = itemOf(kind, id);
  if (item && !favourite(city.slug, kind, id)) keep(city.slug, item);
  return Boolean(item);
}

/** Rows that are there stay where they are: somebody may be writing a note in one. */
function showIn(list, items) {
  const named = new Map(items.map((item) => [`${item.kind}/${item.id}`, item]));
  for (const row of [...list.children]) {
    if (!named.delete(row.dataset.item)) row.remove();
  }
  list.append(...[...named].map(([name, item]) => createRow(list, name, item)));
}

function createRow(list, name, item) {
  const row = document.createElement("li");
  row.dataset.item = name;
  const link = Object.assign(document.createElement("a"), { href: item.url });
  link.append(Object.assign(document.createElement("bdi"), { textContent: item.name }));
  const away = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
  away.setAttribute("aria-label", t("Take {name} off your list", { name: item.name }));
  away.addEventListener("click", () => {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    forget(city.slug, item.kind, item.id);
    (next?.querySelector("button") ?? document.querySelector("#content")).focus();
  });
  row.append(link, away, createNote(item));
  return row;
}
