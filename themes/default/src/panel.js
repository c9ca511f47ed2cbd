// The small panel that tells of the selected place.
import { createStarButton } from "./favourites/button.js";
import { itemOf } from "./favourites/items.js";
import { createMark } from "./marks.js";
import { evidence } from "./months.js";
import { capital, t, tn } from "./text.js";

/**
 * Let an element tell of the selected place.
 *
 * @param {HTMLElement} panel
 * @param {{onClose: () => void}} actions
 * @returns {(place: object|undefined, month: number) => void}  shows a place, or nothing
 */
export function createPanel(panel, { onClose }) {
  // wherever the focus is: a panel opened from the list leaves it there
  document.addEventListener("keydown", (event) => {
    const own = event.target instanceof HTMLSelectElement; // there, Escape closes the choices
    if (event.key === "Escape" && !panel.hidden && !own) onClose();
  });
  return (place, month) => {
    panel.hidden = !place;
    const focused = panel.contains(document.activeElement);
    panel.replaceChildren(...(place ? content(place, month, onClose) : []));
    if (focused && place) panel.querySelector(".close").focus();
  };
}

function content(place, month, onClose) {
  // beside the name of its place a picture needs no words; its credit stands on the place's page
  const picture = make("img", { className: "panel-picture", src: place.image || "", alt: "" });
  const name = make("h2", { className: "panel-name" });
  name.append(make("bdi", { textContent: place.name }));
  const verdict = make("p", { className: "verdict" });
  verdict.append(createMark(place.label), ` ${capital(place.who)}`);
  const people = make("p", { textContent: photographedBy(place.people) });
  const then = evidence(place, month);
  const inMonth = make("p", { className: "in-month", textContent: `${then}.` });
  const best = make("p", { textContent: place.best });
  const link = make("a", { href: `places/${place.id}.html`, textContent: t("More about this place") });
  const close = make("button", { type: "button", className: "close", textContent: "×" });
  close.setAttribute("aria-label", t("Close"));
  close.addEventListener("click", onClose);
  return [
    close, ...(place.image ? [picture] : []), name, verdict, people,
    ...(then ? [inMonth] : []), ...(place.best ? [best] : []), createStarButton(itemOf("place", place.id)), link,
  ];
}

function photographedBy(people) {
  return tn("Photographed by {n} person.", "Photographed by {n} people.", people);
}

function make(name, properties) {
  return Object.assign(document.createElement(name), properties);
}
