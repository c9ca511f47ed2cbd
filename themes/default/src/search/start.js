// On every page of a city: the way into the search. All else is loaded when it is first wanted.
import { loadScript } from "../load-script.js";
import { tell } from "./tell.js";
import { BROKEN } from "./words.js";

/** Let a reader search by the field in the page's head, or by "/" from anywhere. */
export function connectSearch(root) {
  const input = root.querySelector("input");
  const load = () => loadScript(root.dataset.script).catch(() => tell(root, BROKEN));
  input.addEventListener("focus", load, { once: true });
  document.addEventListener("keydown", (event) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key !== "/" || !isPlain || event.defaultPrevented || isTyping(event.target)) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
  if (document.activeElement === input) load();
}

/** Whether keys are letters where they are pressed. */
function isTyping(element) {
  const field = "input:not([type=checkbox], [type=radio], [type=range], [type=button]), textarea, select";
  return element.matches?.(field) || element.isContentEditable;
}
