const SVG = "http://www.w3.org/2000/svg";
const OUTLINE = "M10 2.2l2.4 5.1 5.6.7-4.1 3.9 1 5.6-4.9-2.8-4.9 2.8 1-5.6L2 8l5.6-.7z";

/** A star, filled for what is kept; it says nothing by itself. */
export function createStar(filled) {
  const star = document.createElementNS(SVG, "svg");
  star.setAttribute("viewBox", "0 0 20 20");
  star.setAttribute("aria-hidden", "true");
  star.setAttribute("class", filled ? "star filled" : "star");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", OUTLINE);
  star.append(path);
  return star;
}
