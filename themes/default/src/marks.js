// The mark of a label, as in templates/macros.html: form and colour say the same.

const SVG = "http://www.w3.org/2000/svg";

const SHAPES = {
  tourist: [["circle", { cx: 8, cy: 8, r: 6 }]],
  local: [["rect", { x: 2.6, y: 2.6, width: 10.8, height: 10.8 }]],
  mixed: [
    ["circle", { cx: 8, cy: 8, r: 5.4, class: "outline" }],
    ["path", { d: "M8 2.6a5.4 5.4 0 0 1 0 10.8z" }],
  ],
  undetermined: [["circle", { cx: 8, cy: 8, r: 5.4, class: "outline" }]],
};

/** An SVG element that shows a label. */
export function createMark(label) {
  const svg = element("svg", { class: `mark ${label}`, viewBox: "0 0 16 16", "aria-hidden": true });
  svg.append(...SHAPES[label].map(([name, attributes]) => element(name, attributes)));
  return svg;
}

function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  return made;
}
