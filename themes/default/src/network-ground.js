// The streets under a map, loaded when they are wanted: they are much, and the map does without.
import { loadScript } from "./load-script.js";
import { decodeNetwork } from "./planner/network.js";
import { streetsLayer } from "./streets.js";

export { loadScript };

let network = null;

/** The network from the script that an element names in data-network; loaded once. */
export function loadNetwork(element) {
  network ||= loadScript(element.dataset.network).then(() => decodeNetwork(window.guidegen.network));
  return network;
}

/**
 * The layer of streets, from the script that an element names in data-network.
 *
 * @returns {Promise<L.Layer|null>}  null where there are no streets, or they cannot be read
 */
export async function loadStreets(element) {
  try {
    return streetsLayer(await loadNetwork(element));
  } catch {
    return null; // an old browser, or an interrupted connection: walks and dots are there all the same
  }
}

/** Do something when the browser has nothing better to do. */
export function whenIdle(action) {
  if (window.requestIdleCallback) requestIdleCallback(action, { timeout: 2000 });
  else setTimeout(action, 200);
}
