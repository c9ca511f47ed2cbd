// What is drawn on a canvas is only written down by browsers, until somebody looks: then all at once.

let corner;

/** Have what was drawn so far painted now. */
export function rasterise(canvas) {
  corner ??= document.createElement("canvas").getContext("2d");
  corner.drawImage(canvas, 0, 0, 1, 1, 0, 0, 1, 1);
}
