// Where a result leads. On the city's map readers stay at the map; elsewhere they want to read.

// what another choice on the map does not keep
const CHOSEN = ["at", "place", "walk", "street"];

/**
 * The address of a result.
 *
 * @param {object} entry  see engine.js
 * @param {{home: string, onMap: boolean, hash: string}} page  the way to the city's folder, whether
 *   this is the city's map, and this page's own hash
 */
export function addressOf(entry, { home, onMap, hash }) {
  const [name, value] = entry.kind === "streets" ? ["street", entry.at] : [entry.kind.slice(0, -1), entry.id];
  if (onMap) return `#${chosen(hash, name, value)}`;
  if (name === "street") return `${home}index.html#${chosen("", name, value)}`;
  return `${home}${entry.kind}/${encodeURIComponent(value)}.html`;
}

function chosen(hash, name, value) {
  const choice = new URLSearchParams(hash.includes("=") ? hash.replace(/^#/, "") : "");
  CHOSEN.forEach((key) => choice.delete(key));
  choice.set(name, value);
  return choice.toString();
}
