// The small panel that tells of the selected place.
import { createMark } from "./marks.js";

/**
 * Let an element tell of the selected place.
 *
 * @param {HTMLElement} panel
 * @param {{onClose: () => void}} actions
 * @returns {(place: object|undefined) => void}  shows a place, or nothing
 */
export function createPanel(panel, { onClose }) {
  panel.addEventListener("keydown", (event) => event.key === "Escape" && onClose());
  return (place) => {
    panel.hidden = !place;
    panel.replaceChildren(...(place ? content(place, onClose) : []));
  };
}

function content(place, onClose) {
  const name = make("h2", { className: "panel-name" });
  name.append(make("bdi", { textContent: place.name }));
  const verdict = make("p", { className: "verdict" });
  verdict.append(createMark(place.label), ` ${capital(place.who)}`);
  const people = make("p", { textContent: `Photographed by ${people_(place.people)}.` });
  const best = make("p", { textContent: place.best });
  const link = make("a", { href: `places/${place.id}.html`, textContent: "More about this place" });
  const close = make("button", { type: "button", className: "close", textContent: "×" });
  close.setAttribute("aria-label", "Close");
  close.addEventListener("click", onClose);
  return [close, name, verdict, people, ...(place.best ? [best] : []), link];
}

function people_(count) {
  return count === 1 ? "1 person" : `${count.toLocaleString("en")} people`;
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function make(name, properties) {
  return Object.assign(document.createElement(name), properties);
}
