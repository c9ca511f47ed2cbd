// The button that stops a field's particles, and lets them drift again.
import L from "leaflet";
import { t } from "../text.js";

/** @param {L.Layer} layer  see FieldLayer */
export function pauseControl(layer, { position = "topright", label = t("Pause the moving flows") } = {}) {
  const control = L.control({ position });
  control.onAdd = () => {
    const bar = L.DomUtil.create("div", "leaflet-bar field-control");
    const button = L.DomUtil.create("button", "", bar);
    button.type = "button";
    button.title = label;
    button.setAttribute("aria-label", label);
    const show = () => button.setAttribute("aria-pressed", String(!layer.isPlaying()));
    button.addEventListener("click", () => (layer.isPlaying() ? layer.pause() : layer.play()));
    L.DomEvent.disableClickPropagation(bar);
    layer.on("play pause", (control._show = show));
    show();
    return bar;
  };
  control.onRemove = () => layer.off("play pause", control._show);
  return control;
}
