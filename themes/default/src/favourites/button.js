// The star that keeps a place or a walk.
import { city } from "../data.js";
import { t } from "../text.js";
import { itemOf } from "./items.js";
import { createNote } from "./note.js";
import { createStar } from "./star.js";
import { favourite, forget, keep, lasts, onFavouritesChange } from "./store.js";

// Firefox gives every file a storage of its own: there the city's page keeps what others add
const filesAreApart = location.protocol === "file:" && CSS.supports("-moz-appearance", "none");

/** A button that keeps an item, or forgets it, and follows what is done elsewhere. */
export function createStarButton(item) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "star-button" });
  const show = () => {
    const kept = Boolean(favourite(city.slug, item.kind, item.id));
    button.setAttribute("aria-pressed", String(kept));
    button.replaceChildren(createStar(kept), kept ? t("In your list") : t("Add to your list"));
  };
  button.addEventListener("click", () => {
    if (favourite(city.slug, item.kind, item.id)) forget(city.slug, item.kind, item.id);
    else keep(city.slug, item);
  });
  show();
  onFavouritesChange(show, button);
  return button;
}

/** On the page of a place or a walk: keep it, with a note. */
export function connectFavourite(element) {
  const item = itemOf(element.dataset.favourite, element.dataset.id);
  if (!item) return;
  if (filesAreApart) {
    element.replaceChildren(link(item));
    return;
  }
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  const note = createNote(item);
  const show = () => {
    note.hidden = !favourite(city.slug, item.kind, item.id);
    status.textContent = note.hidden || lasts() ? "" : t("This browser lets the page remember it only while it is open.");
  };
  element.replaceChildren(createStarButton(item), status, note);
  show();
  onFavouritesChange(show, element);
}

function link({ kind, id }) {
  const there = Object.assign(document.createElement("a"), { className: "star-button", href: `../index.html#keep=${kind}/${id}` });
  there.append(createStar(false), t("Add to your list"));
  return there;
}
