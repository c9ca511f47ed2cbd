// Strokes on a canvas, in as few calls as there are colours.
//
// A view says where columns and rows of the grid are on the canvas: left and top, what lies at its
// corner; x and y, the pixels of a column and of a row; ratio, its pixels to one of the page's.

const HEAD_S = 0.05; // how much of its way the head of a trail covers
const HEAD_COMES_S = 0.4; // so soon it is there in full, and it leaves as slowly
const STILL_HEAD_PX = 0.5; // the caps make a round dot of it
const STILL_HEADS = 1.5; // times as strong as moving ones
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
  stroke(context, paths, palette.strokes, palette.blend, view.ratio, 1);
}

/** Draw the heads of all trails anew, brighter than what they leave behind. */
export function drawHeads(context, particles, palette, view) {
  const { x, y, u, v, bright, age, left } = particles;
  const paths = palette.heads.map(() => null);
  for (let i = 0; i < particles.count; i++) {
    const there = Math.min(age[i], left[i], HEAD_COMES_S) / HEAD_COMES_S;
    const number = palette.head(there * bright[i]);
    if (number === 0) continue; // too faint to be worth the time
    const path = (paths[number] ??= new Path2D());
    const toX = (x[i] - view.left) * view.x;
    const toY = (y[i] - view.top) * view.y;
    path.moveTo(toX - HEAD_S * u[i] * view.ratio, toY - HEAD_S * v[i] * view.ratio);
    path.lineTo(toX, toY);
  }
  strokeHeads(context, paths, palette, view.ratio, 1);
}

/** Draw where still lines lead to. */
export function drawStillHeads(context, lines, palette, view) {
  const paths = palette.heads.map(() => null);
  for (const { points, bright } of lines) {
    const path = (paths[palette.head(bright)] ??= new Path2D());
    const [column, row] = points[points.length - 1];
    const [x, y] = [(column - view.left) * view.x, (row - view.top) * view.y];
    path.moveTo(x - STILL_HEAD_PX, y);
    path.lineTo(x, y);
  }
  strokeHeads(context, paths, palette, view.ratio, STILL_HEADS);
}

function strokeHeads(context, paths, palette, ratio, strength) {
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  context.lineCap = "round";
  stroke(context, paths, palette.heads, "source-over", ratio, strength);
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
    const strength = STILL_STRENGTH * (0.4 + (0.6 * (part + 1)) / STILL_PARTS);
    stroke(context, paths, palette.strokes, palette.blend, view.ratio, strength);
  }
}

/** @param {number} strength  times the strokes' alpha and width */
function stroke(context, paths, strokes, blend, ratio, strength) {
  context.globalCompositeOperation = blend;
  paths.forEach((path, number) => {
    if (!path) return;
    const { colour, alpha, width } = strokes[number];
    context.strokeStyle = colour;
    context.globalAlpha = Math.min(alpha * strength, 1);
    context.lineWidth = width * strength * ratio;
    context.stroke(path);
  });
}
