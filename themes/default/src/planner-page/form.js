// The planner's controls show a wish and tell of changes to it.
import { duration } from "../text.js";
import { metresBetween, readPosition, written } from "./wish.js";
import { attraction, pace } from "./words.js";

const SAME_PLACE_M = 20; // a point so near to a place is called by its name

/**
 * @param {HTMLFormElement} form
 * @param {{onChange: (change: object) => void, onTap: (end: string) => void,
 *   onHere: (end: string) => void}} told
 * @returns {(wish: object, tapped: string) => void}  shows a wish, and which end a tap sets
 */
export function createForm(form, { onChange, onTap, onHere }) {
  const { from, to, minutes, pace: speed, attraction: pull } = form.elements;
  const tell = (values) => {
    form.elements.minutes_out.value = duration(values.minutes);
    form.elements.pace_out.value = pace(values.pace);
    form.elements.attraction_out.value = attraction(values.attraction);
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    tell({ minutes: Number(minutes.value), pace: Number(speed.value), attraction: Number(pull.value) });
  });
  form.addEventListener("change", ({ target }) => onChange(change(target, form)));
  for (const button of form.querySelectorAll("[data-tap]")) {
    button.addEventListener("click", () => onTap(button.dataset.tap));
  }
  const again = form.querySelector("[data-start-again]");
  again.addEventListener("click", () => {
    onChange({ from: null, to: null });
    from.focus(); // the button is gone
  });
  for (const button of form.querySelectorAll("[data-here]")) {
    button.hidden = !navigator.geolocation;
    button.addEventListener("click", () => onHere(button.dataset.here));
  }
  return (wish, tapped) => {
    choose(from, wish.from);
    choose(to, wish.to);
    again.hidden = !wish.from && !wish.to;
    for (const [slider, value] of [[minutes, wish.minutes], [speed, wish.pace], [pull, wish.attraction]]) {
      show(slider, value);
    }
    form.elements.prefer.value = wish.prefer;
    for (const box of form.querySelectorAll("[name=avoid]")) box.checked = wish.avoid.includes(box.value);
    for (const button of form.querySelectorAll("[data-tap]")) {
      button.setAttribute("aria-pressed", String(button.dataset.tap === tapped));
    }
    tell(wish); // which may be more or less than a slider can show
  };
}

function change({ name, value }, form) {
  if (name === "from" || name === "to") return { [name]: readPosition(value) };
  if (name === "prefer") return { prefer: value };
  if (name === "avoid") {
    return { avoid: [...form.querySelectorAll("[name=avoid]:checked")].map((box) => box.value) };
  }
  return { [name]: Number(value) };
}

/** Choose the place at a position, or the entry for a point on the map. */
function choose(select, position) {
  const own = select.querySelector("[data-point]");
  const known = position ? placeAt(select, own, position) : "";
  own.hidden = own.disabled = known !== null;
  own.value = known === null ? written(position) : "point";
  select.value = known ?? own.value;
}

/** The value of the place that is nearest to a position, or null if none is at it. */
function placeAt(select, own, position) {
  const near = [...select.options]
    .filter((option) => option !== own && option.value)
    .map(({ value }) => ({ value, off_m: metresBetween(position, readPosition(value)) }))
    .sort((a, b) => a.off_m - b.off_m)[0];
  return near && near.off_m <= SAME_PLACE_M ? near.value : null;
}

/** A slider that stands at any value within its ends, wherever its own steps are. */
function show(slider, value) {
  const step = Number(slider.dataset.step);
  const steps = (value - Number(slider.min)) / step;
  slider.step = Math.abs(steps - Math.round(steps)) < 1e-9 ? step : "any";
  slider.value = value;
}
