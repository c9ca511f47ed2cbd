// The form on the map: which labels, which layers, which month, which part of the movement.
import { WHOLE_FLOW } from "./state.js";

/**
 * Connect the form.
 *
 * @param {HTMLFormElement} form
 * @param {(change: object) => void} onChange  gets { who, show, month, flow }
 * @returns {(choice: object) => void}  sets the form to a choice
 */
export function createLegend(form, onChange) {
  const boxes = (name) => [...form.querySelectorAll(`input[name="${name}"]`)];
  const checked = (name) => new Set(boxes(name).filter((box) => box.checked).map((box) => box.value));
  const month = form.elements.namedItem("month");
  const note = form.querySelector("[data-month-note]");
  const flow = form.elements.namedItem("flow");
  form.addEventListener("change", () => {
    onChange({ who: checked("who"), show: checked("show"), month: Number(month.value), flow: flow?.value ?? WHOLE_FLOW });
  });
  return (choice) => {
    for (const name of ["who", "show"]) {
      boxes(name).forEach((box) => (box.checked = choice[name].has(box.value)));
    }
    month.value = String(choice.month);
    if (note) note.hidden = !choice.month;
    if (!flow) return;
    flow.value = choice.flow;
    flow.closest("[data-flow]").hidden = !choice.show.has("movement");
  };
}
