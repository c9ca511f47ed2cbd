// What can be done with a page: print it, and send its address.
import { t } from "./text.js";

/** Let a button print the page. */
export function connectPrint(button) {
  button.addEventListener("click", () => window.print());
}

/** Let a button share the page's address, or copy it, or show it; `status` says what was done. */
export function connectShare(button, status) {
  button.addEventListener("click", async () => {
    try {
      if (navigator.share) await navigator.share({ title: document.title, url: location.href });
      else {
        await navigator.clipboard.writeText(location.href);
        status.textContent = t("Address copied");
      }
    } catch (error) {
      if (error.name === "AbortError") return; // they thought better of it
      status.replaceChildren(field());
      status.firstChild.select();
    }
  });
}

/** The address to copy by hand, for browsers and pages that may not do it themselves. */
function field() {
  const input = Object.assign(document.createElement("input"), { readOnly: true, value: location.href });
  input.setAttribute("aria-label", t("The address of this page"));
  return input;
}
