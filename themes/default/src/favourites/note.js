import { city } from "../data.js";
import { t } from "../text.js";
import { favourite, keep, onFavouritesChange } from "./store.js";

/** A field for a reader's note on something kept, which is stored as it is written. */
export function createNote(item) {
  const field = Object.assign(document.createElement("p"), { className: "own-note" });
  const id = `note-${item.kind}-${item.id}`;
  const label = Object.assign(document.createElement("label"), { htmlFor: id, textContent: t("Your note") });
  const text = Object.assign(document.createElement("textarea"), { id, rows: 2, maxLength: 2000, dir: "auto" });
  text.placeholder = t("Only you see it: it stays in this browser.");
  const show = () => {
    const stored = favourite(city.slug, item.kind, item.id)?.note ?? "";
    if (text.value !== stored) text.value = stored; // written in another page
  };
  show();
  onFavouritesChange(show, text);
  text.addEventListener("input", () => keep(city.slug, { ...item, note: text.value }));
  field.append(label, text);
  return field;
}
