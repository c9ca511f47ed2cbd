// On a place's or a walk's page: keep it, with a note.
import { t } from "../text.js";
import { favourite, forget, keep, lasts } from "./store.js";
import { createStar } from "./star.js";

/** Bring an element to life that says in its data what can be kept: city, kind, id, name, url, lon, lat. */
export function connectFavourite(element) {
  const { city, favourite: kind, id, name, url } = element.dataset;
  const item = { kind, id, name, url, lon: Number(element.dataset.lon), lat: Number(element.dataset.lat) };
  const button = Object.assign(document.createElement("button"), { type: "button", className: "star-button" });
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  const { field, text } = noteField(id, (note) => keep(city, { ...item, note }));

  const show = () => {
    const kept = favourite(city, kind, id);
    button.setAttribute("aria-pressed", String(Boolean(kept)));
    button.replaceChildren(createStar(Boolean(kept)), kept ? t("In your list") : t("Add to your list"));
    field.hidden = !kept;
    if (kept && text.value !== kept.note) text.value = kept.note;
  };
  button.addEventListener("click", () => {
    const kept = favourite(city, kind, id);
    if (kept) forget(city, kind, id);
    else keep(city, item);
    show();
    status.textContent = kept || lasts() ? "" : t("This browser lets the page remember it only while it is open.");
  });
  show();
  element.replaceChildren(button, status, field);
}

function noteField(id, onNote) {
  const field = Object.assign(document.createElement("p"), { className: "own-note" });
  const label = Object.assign(document.createElement("label"), { htmlFor: `note-${id}`, textContent: t("Your note") });
  const text = Object.assign(document.createElement("textarea"), { id: `note-${id}`, rows: 2, maxLength: 2000 });
  text.placeholder = t("Only you see it: it stays in this browser.");
  text.addEventListener("input", () => onNote(text.value));
  field.append(label, text);
  return { field, text };
}
