// The streets under a map, loaded when they are wanted: they are much, and the map does without.
import { decodeNetwork } from "./planner/network.js";
import { streetsLayer } from "./streets.js";

/**
 * The layer of streets, from the script that an element names in data-network.
 *
 * @returns {Promise<L.Layer|null>}  null where there are no streets, or they cannot be read
 */
export async function loadStreets(element) {
  try {
    await loadScript(element.dataset.network);
    return streetsLayer(await decodeNetwork(window.guidegen.network));
  } catch {
    return null; // an old browser, or an interrupted connection: walks and dots are there all the same
  }
}

/** Do something when the browser has nothing better to do. */
export function whenIdle(action) {
  if (window.requestIdleCallback) requestIdleCallback(action, { timeout: 2000 });
  else setTimeout(action, 200);
}

/** Load one of the page's data scripts; without an address there is nothing to load. */
export function loadScript(src) {
  return new Promise((resolve, reject) => {
    if (!src) throw new Error("nothing to load");
    const script = Object.assign(document.createElement("script"), { src, onload: resolve, onerror: reject });
    document.head.append(script);
  });
}
