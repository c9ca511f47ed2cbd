// Where a name fits along a street: straight pieces that are long enough. Names are written in one
// go and not bent, so that letters of every script join as they should.

// how far a street may be beside its name, in heights of the type
const MOST_BEND = 0.35;
// where along the street to try first
const TRIES = [0.5, 0.35, 0.65, 0.2, 0.8, 0.05, 0.95];
const APART_PX = 420;

/**
 * Places for a text on a line, the best first.
 *
 * @param {Float64Array} x  @param {Float64Array} y  the line, in pixels
 * @param {number} width  of the text
 * @param {number} height  of its letters
 * @returns {Generator<{x, y, angle}>}  the text's middle, and how it leans, never upside down
 */
export function* placesAlong(x, y, width, height) {
  const run = lengths(x, y);
  const whole = run[run.length - 1];
  const free = whole - width;
  if (free < height) return;
  const tries = Math.max(TRIES.length, Math.ceil(free / APART_PX));
  for (let i = 0; i < tries; i++) {
    const start = free * (tries > TRIES.length ? (i + 0.5) / tries : TRIES[i]);
    const from = pointAt(x, y, run, start);
    const to = pointAt(x, y, run, start + width);
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const chord = Math.hypot(dx, dy);
    if (chord < 0.96 * width) continue;
    if (bend(x, y, from, to, chord) > MOST_BEND * height) continue;
    const angle = Math.atan2(dy, dx);
    const upright = angle > Math.PI / 2 ? angle - Math.PI : angle <= -Math.PI / 2 ? angle + Math.PI : angle;
    yield { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2, angle: upright };
  }
}

function lengths(x, y) {
  const run = new Float64Array(x.length);
  for (let i = 1; i < x.length; i++) run[i] = run[i - 1] + Math.hypot(x[i] - x[i - 1], y[i] - y[i - 1]);
  return run;
}

function pointAt(x, y, run, distance) {
  let i = 1;
  while (i < run.length - 1 && run[i] < distance) i++;
  const share = (distance - run[i - 1]) / (run[i] - run[i - 1] || 1);
  return { x: x[i - 1] + share * (x[i] - x[i - 1]), y: y[i - 1] + share * (y[i] - y[i - 1]), next: i };
}

/** How far the line between two of its points is from the straight way. */
function bend(x, y, from, to, chord) {
  let most = 0;
  for (let i = from.next; i < to.next; i++) {
    const across = (to.x - from.x) * (y[i] - from.y) - (to.y - from.y) * (x[i] - from.x);
    most = Math.max(most, Math.abs(across) / chord);
  }
  return most;
}
