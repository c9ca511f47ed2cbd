// The form on the map: which labels, which layers, which month, which part of the movement, and the
// keys to the colours of what is shown.
import { TINTS, WHOLE_FLOW } from "./state.js";

const USUAL = new Set(["places", "dots"]);

/** A choice with what a reader set before there was anybody to tell; browsers restore nothing. */
export function withEarlyTicks(form, choice) {
  const [who, show] = [new Set(choice.who), new Set(choice.show)];
  let { ground } = choice;
  for (const { name, value, checked, defaultChecked } of form.querySelectorAll("[type=checkbox]")) {
    if (checked === defaultChecked) continue;
    const set = { who, show }[name];
    if (name === "ground") ground = checked;
    else if (checked) set?.add(value);
    else set?.delete(value);
  }
  const month = Number(form.elements.namedItem("month").value) || choice.month;
  return { who, show, ground, month };
}

/**
 * Connect the form.
 *
 * @param {HTMLFormElement} form
 * @param {(change: object) => void} onChange  gets { who, show, ground, month, flow, tint }
 * @returns {(choice: object) => void}  sets the form to a choice
 */
export function createLegend(form, onChange) {
  const boxes = (name) => [...form.querySelectorAll(`input[name="${name}"]`)];
  const checked = (name) => new Set(boxes(name).filter((box) => box.checked).map((box) => box.value));
  const month = form.elements.namedItem("month");
  const note = form.querySelector("[data-month-note]");
  const flow = form.elements.namedItem("flow");
  const ground = form.elements.namedItem("ground");
  const tint = form.elements.namedItem("tint");
  const keys = [...form.querySelectorAll("[data-key]")];
  const unfold = form.querySelector("[data-unfold]");
  unfold?.addEventListener("click", () => fold(form.classList.contains("unfolded")));
  // narrow screens show at first only what the marks mean: the story is below
  const fold = (folded) => {
    form.classList.toggle("unfolded", !folded);
    unfold?.setAttribute("aria-expanded", String(!folded));
  };
  form.addEventListener("change", () => {
    onChange({
      who: checked("who"), show: checked("show"), ground: ground?.checked ?? true, month: Number(month.value),
      flow: flow?.value ?? WHOLE_FLOW, tint: tint?.value ?? TINTS[0],
    });
  });
  return (choice) => {
    for (const name of ["who", "show"]) {
      boxes(name).forEach((box) => (box.checked = choice[name].has(box.value)));
    }
    if (ground) ground.checked = choice.ground;
    month.value = String(choice.month);
    if (note) note.hidden = !choice.month;
    const shown = [...choice.show, ...(choice.show.has("movement") ? [choice.tint] : [])];
    for (const key of keys) key.hidden = !shown.includes(key.dataset.key);
    if (choice.month || shown.some((layer) => !USUAL.has(layer))) fold(false);
    if (!flow) return;
    flow.value = choice.flow;
    tint.value = choice.tint;
    flow.closest("[data-flow]").hidden = !choice.show.has("movement");
  };
}
