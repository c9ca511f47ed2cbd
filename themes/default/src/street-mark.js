// A street that was looked for, marked on the city's map, and the panel that tells of it.
import L from "leaflet";
import { loadNetwork } from "./network-ground.js";
import { streetClass } from "./streets.js";
import { distance, t } from "./text.js";

const METRES_A_DEGREE = 111_320;
const PHOTOGRAPHED = [
  t("Fewer than three people photographed it."),
  t("Photographed less than the average street here."),
  t("Photographed more than the average street here."),
  t("Photographed much more than the average street here."),
  t("One of the most photographed streets here."),
];

/**
 * Let the map mark a street.
 *
 * @returns {(street: object|string) => void}  street: see hash.js; "" for none
 */
export function createStreetMark(map, element, panel, onClose) {
  const layer = L.layerGroup().addTo(map);
  let shown = "";
  return async (street) => {
    const isNew = street !== shown;
    shown = street;
    if (isNew) layer.clearLayers();
    if (!street) return;
    const graph = await loadNetwork(element).catch(() => null);
    if (shown !== street) return; // another was chosen meanwhile
    const edges = graph ? edgesOf(graph, street) : [];
    if (isNew) draw(layer, graph, edges);
    tell(panel, edges.length ? tellable(graph, edges, street) : missing(), onClose);
  };
}

/** The edges of a street: those of its name that lie as near to its middle as it reaches. */
export function edgesOf(graph, { lat, lon, reach_m, name }) {
  const east_m = METRES_A_DEGREE * Math.cos((lat * Math.PI) / 180);
  const isNear = (node) =>
    Math.hypot((graph.lon[node] - lon) * east_m, (graph.lat[node] - lat) * METRES_A_DEGREE) <= reach_m;
  const found = [];
  for (let edge = 0; edge < graph.edges; edge++) {
    if (graph.nameOf(edge) === name && isNear(graph.u[edge]) && isNear(graph.v[edge])) found.push(edge);
  }
  return found;
}

function draw(layer, graph, edges) {
  const lines = edges.map((edge) => {
    const points = [];
    for (let i = graph.line_first[edge]; i < graph.line_first[edge + 1]; i++) {
      points.push([graph.line_lat[i], graph.line_lon[i]]);
    }
    return points;
  });
  const renderer = L.svg({ pane: "walks" });
  for (const name of ["street-glow", "street-casing", "street-line"]) {
    L.polyline(lines, { renderer, className: `way ${name}`, interactive: false }).addTo(layer);
  }
}

function tellable(graph, edges, street) {
  const sum = (value) => edges.reduce((total, edge) => total + value(edge), 0);
  const length_m = sum((edge) => graph.length_m[edge]);
  const score = sum((edge) => graph.score[edge] * graph.length_m[edge]) / length_m;
  const start = nearestNode(graph, edges, street);
  const from = `${graph.lon[start].toFixed(6)},${graph.lat[start].toFixed(6)}`;
  return {
    name: street.name,
    facts: t("Street, {length}.", { length: distance(length_m) }),
    photographed: PHOTOGRAPHED[streetClass(score, graph.mean_score)],
    planner: `planner.html#from=${from}`,
  };
}

/** The junction that is nearest to the street's middle. */
function nearestNode(graph, edges, { lat, lon }) {
  const away = (node) => Math.hypot((graph.lon[node] - lon) * Math.cos((lat * Math.PI) / 180), graph.lat[node] - lat);
  const nodes = edges.flatMap((edge) => [graph.u[edge], graph.v[edge]]);
  return nodes.reduce((best, node) => (away(node) < away(best) ? node : best));
}

function missing() {
  return { name: t("No such street"), facts: t("The streets of this guide have changed, or could not be read."), photographed: "" };
}

function tell(panel, { name, facts, photographed, planner }, onClose) {
  const focused = panel.contains(document.activeElement);
  const close = make("button", { type: "button", className: "close", textContent: "×" });
  close.setAttribute("aria-label", t("Close"));
  close.addEventListener("click", onClose);
  const title = make("h2", { className: "panel-name" });
  title.append(make("bdi", { textContent: name }));
  const link = planner ? [make("a", { href: planner, textContent: t("Plan a walk from here") })] : [];
  const said = [facts, photographed].filter(Boolean).map((text) => make("p", { textContent: text }));
  panel.replaceChildren(close, title, ...said, ...link);
  panel.hidden = false;
  if (focused) close.focus();
}

function make(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}
