// The strokes' colours, read from the style sheet so that themes set them in one place: a ramp for
// the traffic, --field-1 to --field-4, and a wheel for the direction, --field-east and so on. The
// heads of trails are --field-head.

const LEVELS = 8;
const DIRECTIONS = 16;
const RAMP = ["--field-1", "--field-2", "--field-3", "--field-4"];
const WHEEL = ["--field-east", "--field-south", "--field-west", "--field-north"];

/**
 * How to draw strokes, and which way to draw which.
 *
 * @param {"traffic"|"direction"} colour  what the colours tell
 * @typedef {{colour: string, alpha: number, width: number}} Stroke
 * @returns {{strokes: Stroke[], of: (flow: object, bright: number) => number, heads: Stroke[],
 *   head: (bright: number) => number, blend: string, fade: number}}
 *   of() gives the number of a stroke from its brightness and where the flow, just read, goes, head() that of
 *   a head; width in pixels;
 *   fade is the time in seconds in which a trail loses two thirds of its strength
 */
export function fieldPalette(colour, style = getComputedStyle(document.documentElement)) {
  const read = (names) => names.map((name) => rgb(style.getPropertyValue(name)));
  const number = (name, otherwise) => Number(style.getPropertyValue(name)) || otherwise;
  const level = (bright) => Math.min(Math.floor(bright * LEVELS), LEVELS - 1);
  const shapes = Array.from({ length: LEVELS }, (_, i) => shape(i / (LEVELS - 1), number("--field-strength", 1)));
  const ofHeads = style.getPropertyValue("--field-head").trim();
  const shared = {
    heads: Array.from({ length: LEVELS }, (_, i) => head(i / (LEVELS - 1), ofHeads)),
    head: level,
    blend: style.getPropertyValue("--field-blend").trim() || "source-over",
    fade: number("--field-trail", 0.9),
  };
  if (colour === "direction") {
    const wheel = spread([...read(WHEEL), read(WHEEL)[0]], DIRECTIONS + 1);
    return {
      ...shared,
      strokes: wheel.slice(0, DIRECTIONS).flatMap((each) => shapes.map((one) => ({ ...one, colour: each }))),
      of: (flow, bright) => sector(flow.u, flow.v) * LEVELS + level(bright),
    };
  }
  const ramp = spread(read(RAMP), LEVELS);
  return {
    ...shared,
    strokes: shapes.map((one, i) => ({ ...one, colour: ramp[i] })),
    of: (_, bright) => level(bright),
  };
}

/** Which part of the wheel a direction is in; it begins in the east and goes clockwise. */
function sector(u, v) {
  const turns = Math.atan2(v, u) / (2 * Math.PI);
  return (Math.round(turns * DIRECTIONS) + DIRECTIONS) % DIRECTIONS;
}

function shape(share, strength) {
  return { alpha: Math.min((0.38 + 0.3 * share) * strength, 1), width: 0.8 + 0.5 * share };
}

function head(share, colour) {
  return { colour, alpha: 0.08 + 0.92 * share, width: 1.1 + 0.7 * share };
}

/** So many colours from the first to the last, evenly. */
function spread(colours, count) {
  return Array.from({ length: count }, (_, i) => {
    const at = (i / (count - 1)) * (colours.length - 1);
    const before = Math.min(Math.floor(at), colours.length - 2);
    const mixed = colours[before].map((from, c) => Math.round(from + (colours[before + 1][c] - from) * (at - before)));
    return `rgb(${mixed.join(" ")})`;
  });
}

function rgb(hex) {
  const number = parseInt(hex.trim().slice(1), 16) || 0;
  return [number >> 16, (number >> 8) & 255, number & 255];
}
