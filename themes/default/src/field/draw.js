// Strokes on a canvas, in as few calls as there are colours.
//
// A view says where columns and rows of the grid are on the canvas: left and top, what lies at its
// corner; x and y, the pixels of a column and of a row; ratio, its pixels to one of the page's.

const STILL_PARTS = 6; // of a line, each stronger than the one before
const STILL_STRENGTH = 1.5; // what does not move needs more ink

/** Draw how particles moved on. */
export function drawStrokes(context, particles, palette, view) {
  const { flow, x, y, fromX, fromY, bright, moved } = particles;
  const paths = palette.strokes.map(() => null);
  for (let n = 0; n < particles.strokes; n++) {
    const i = moved[n];
    flow.u = view.x * (x[i] - fromX[i]);
    flow.v = view.y * (y[i] - fromY[i]);
    const path = (paths[palette.of(flow, bright[i])] ??= new Path2D());
    path.moveTo((fromX[i] - view.left) * view.x, (fromY[i] - view.top) * view.y);
    path.lineTo((x[i] - view.left) * view.x, (y[i] - view.top) * view.y);
    particles.drawn(i);
  }
  stroke(context, paths, palette, view.ratio, 1);
}

/** Draw lines that grow stronger the way people go. */
export function drawStill(context, lines, flow, palette, view) {
  for (let part = 0; part < STILL_PARTS; part++) {
    const paths = palette.strokes.map(() => null);
    for (const { points, bright } of lines) {
      const last = points.length - 1;
      flow.u = points[last][0] - points[0][0];
      flow.v = points[last][1] - points[0][1];
      const path = (paths[palette.of(flow, bright)] ??= new Path2D());
      const from = Math.floor((part / STILL_PARTS) * last);
      const to = Math.floor(((part + 1) / STILL_PARTS) * last);
      for (let i = from; i <= to; i++) {
        const at = [(points[i][0] - view.left) * view.x, (points[i][1] - view.top) * view.y];
        if (i === from) path.moveTo(...at);
        else path.lineTo(...at);
      }
    }
    stroke(context, paths, palette, view.ratio, STILL_STRENGTH * (0.4 + (0.6 * (part + 1)) / STILL_PARTS));
  }
}

/** @param {number} strength  times the palette's alpha and width */
function stroke(context, paths, palette, ratio, strength) {
  context.globalCompositeOperation = palette.blend;
  paths.forEach((path, number) => {
    if (!path) return;
    const { colour, alpha, width } = palette.strokes[number];
    context.strokeStyle = colour;
    context.globalAlpha = Math.min(alpha * strength, 1);
    context.lineWidth = width * strength * ratio;
    context.stroke(path);
  });
}
