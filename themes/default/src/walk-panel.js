// The panel of the city's map, when it tells of a walk.
import { createStarButton } from "./favourites/button.js";
import { itemOf } from "./favourites/items.js";
import { t } from "./text.js";

/** Let the panel tell of a walk. */
export function tellWalk(panel, walk, onClose) {
  const focused = panel.contains(document.activeElement);
  const close = make("button", { type: "button", className: "close", textContent: "×" });
  close.setAttribute("aria-label", t("Close"));
  close.addEventListener("click", onClose);
  const name = make("h2", { className: "panel-name" });
  name.append(make("bdi", { textContent: walk.name }));
  const facts = make("p", { textContent: t("{kind}: {facts}.", walk) });
  const gain = make("p", { textContent: walk.gain });
  const passed = make("p", { textContent: walk.passed });
  const link = make("a", { href: walk.url, textContent: t("Steps, places on the way, GPX") });
  panel.replaceChildren(close, name, facts, ...(walk.gain ? [gain] : []), ...(walk.passed ? [passed] : []),
    createStarButton(itemOf("walk", walk.id)), link);
  panel.hidden = false;
  if (focused) close.focus();
}

function make(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}
