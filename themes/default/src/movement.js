// The moving flows on the city's map: loaded when they are wanted, one slice at a time.
import { decodeSlice } from "./field/decode.js";
import { fieldLayer } from "./field/field-layer.js";
import { pauseControl } from "./field/pause-control.js";
import { calm } from "./ground.js";
import { onMoodChange } from "./mood.js";
import { loadScript } from "./network-ground.js";
import { t } from "./text.js";

const UNREADABLE = t("The movement could not be read; newer browsers can.");

/**
 * @param {L.Map} map
 * @param {HTMLElement} element  names the script of the field in data-field
 * @returns {(on: boolean, name: string, colour: string) => Promise<void>}  shows a slice, or nothing;
 *   of a slice that is not there, everything is shown; for colours see FieldLayer
 */
export function createMovement(map, element) {
  let packed = null;
  let layer = null;
  let control = null;
  let shown = ""; // the slice that the layer has
  let turns = 0; // only the last wish counts

  /** The layer with a slice, or null if another was wished for in the meantime. */
  async function layerOf(name, colour, turn) {
    packed ||= loadScript(element.dataset.field).then(() => window.guidegen.field);
    const all = await packed;
    const slice = all.slices.find((each) => each.name === name) ?? all.slices[0];
    const field = slice.name === shown ? null : await decodeSlice(all, slice);
    if (turn !== turns) return null;
    if (!layer) {
      layer = fieldLayer(field, { still: calm, colour });
      control = pauseControl(layer);
      onMoodChange(() => layer.recolour());
    } else if (field) {
      layer.setField(field);
    }
    if (layer.options.colour !== colour) layer.setColour(colour);
    shown = slice.name;
    return layer;
  }

  return async (on, name, colour) => {
    const turn = ++turns;
    if (!on) {
      control?.remove();
      layer?.remove();
      return;
    }
    try {
      if (!(await layerOf(name, colour, turn)) || map.hasLayer(layer)) return;
      layer.addTo(map);
      control.addTo(map);
    } catch {
      const note = document.querySelector("[data-flow-note]");
      if (note) note.textContent = UNREADABLE;
    }
  };
}
