// A walk rolled out: a ribbon from its start to its end, in the colours of its streets.
import { streetClass } from "../streets.js";

const SVG = "http://www.w3.org/2000/svg";

/** Fill an svg with the streets of a walk, each as long as it is walked. */
export function drawRibbon(svg, walk, graph) {
  const pieces = [];
  let at_m = 0;
  for (const edge of walk.edges) {
    const level = streetClass(graph.score[edge], graph.mean_score);
    const last = pieces[pieces.length - 1];
    if (last?.level === level) last.length_m += graph.length_m[edge];
    else pieces.push({ level, at_m, length_m: graph.length_m[edge] });
    at_m += graph.length_m[edge];
  }
  svg.setAttribute("viewBox", `0 0 ${at_m.toFixed(1)} 1`);
  svg.replaceChildren(...pieces.map(piece));
}

function piece({ level, at_m, length_m }) {
  const rect = document.createElementNS(SVG, "rect");
  const values = { x: at_m.toFixed(1), width: length_m.toFixed(1), height: 1, class: `street-${level}` };
  for (const [name, value] of Object.entries(values)) rect.setAttribute(name, value);
  return rect;
}
