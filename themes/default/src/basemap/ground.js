// Paints areas, streets and railways: all of one kind over all tiles, then the next kind, so that
// nothing shows where tiles meet. It is a generator, which yields wherever it may be interrupted.
import { KIND } from "./kinds.js";

const { WATER, SAND, GREEN, WOOD, PAVED, BUILDING } = KIND;
const { STREAM, PIER, WALL, TUNNEL, TRAM, RAIL, STEPS, PATH } = KIND;
const { SERVICE, PEDESTRIAN, MINOR, TERTIARY, SECONDARY, PRIMARY, MOTORWAY } = KIND;

const AREAS = [
  [SAND, "sand"], [GREEN, "green"], [WOOD, "wood"], [WATER, "water"], [PAVED, "paved"],
];
// from below to above: how wide at zoom 15, and from which zoom it is drawn
const STREETS = [
  [SERVICE, 2, 15], [PEDESTRIAN, 3, 13.5], [MINOR, 3.8, 12], [TERTIARY, 4.8, 12],
  [SECONDARY, 5.8, 11], [PRIMARY, 6.8, 10], [MOTORWAY, 7.4, 10],
];
const BUILDINGS_FROM = 14.5;
const EDGES_FROM = 14;
const WALKS_FROM = 15.5;
// a canvas notes down in no time what then takes long to be painted
const POINTS_A_SLICE = 1500;
/** Where the map fades at its edge, as a share of its smaller side. */
export const FADE = 0.05;

/**
 * @param {CanvasRenderingContext2D} context  of an empty canvas
 * @param {object} view  { zoom, ratio, scale, origin } of the canvas: pixels of the canvas around
 *   the world, and where its corner is in them
 * @param {{level, tiles}} shown  whose tiles are loaded
 * @param {number[]} frame  the map's west, north, east and south in the world, 0 to 1
 * @param {object} colours  by name, see palette.js
 */
export function* paintGround(context, view, { level, tiles }, frame, colours) {
  const { zoom, ratio } = view;
  const unit = view.scale / level.units;
  let drawn = 0;
  const each = function* (kind, draw) {
    for (const { column, row, content } of tiles) {
      const paths = content.paths.get(kind);
      if (!paths) continue;
      const left = column * level.extent * unit - view.origin.x;
      const top = row * level.extent * unit - view.origin.y;
      context.setTransform(unit, 0, 0, unit, left, top);
      for (const { path, points } of paths) {
        draw(path);
        drawn += points;
        const isEnough = drawn >= POINTS_A_SLICE;
        yield isEnough;
        if (isEnough) drawn = 0;
      }
    }
  };
  const stroke = function* (kind, colour, width, dash = []) {
    context.strokeStyle = colour;
    context.lineWidth = (width * ratio) / unit;
    context.setLineDash(dash.map((length) => (length * ratio) / unit));
    yield* each(kind, (path) => context.stroke(path));
  };
  const fill = function* (kind, colour) {
    context.fillStyle = colour;
    yield* each(kind, (path) => context.fill(path));
  };
  const wide = (at15) => Math.max(at15 * 2 ** ((zoom - 15) * 0.75), 0.5);

  context.fillStyle = colours.land;
  context.fillRect(...inPixels(frame, view));
  context.lineJoin = "round";
  context.lineCap = "round";
  for (const [kind, name] of AREAS) yield* fill(kind, colours[name]);
  yield* stroke(STREAM, colours.water, wide(1.6));
  yield* stroke(PIER, colours.paved, wide(1.6));
  if (zoom >= BUILDINGS_FROM) {
    context.globalAlpha = Math.min((zoom - BUILDINGS_FROM) * 2 + 0.4, 1);
    yield* fill(BUILDING, colours.building);
    if (zoom >= 16) yield* stroke(BUILDING, colours.buildingEdge, 0.6);
    context.globalAlpha = 1;
  }
  context.lineCap = "butt";
  yield* stroke(WALL, colours.rail, wide(1.6));
  yield* stroke(TUNNEL, colours.streetFar, wide(2.2), [3, 3]);
  if (zoom >= WALKS_FROM) {
    yield* stroke(PATH, colours.path, wide(0.8), [wide(2), wide(1.2)]);
    yield* stroke(STEPS, colours.path, wide(1.8), [wide(0.6), wide(0.6)]);
  }
  context.lineCap = "round";
  const streets = STREETS.filter(([, , from]) => zoom >= from);
  if (zoom >= EDGES_FROM) {
    for (const [kind, width] of streets) yield* stroke(kind, colours.streetEdge, wide(width) + 1.2);
    for (const [kind, width] of streets) yield* stroke(kind, colours.street, wide(width));
  } else {
    for (const [kind, width] of streets) {
      yield* stroke(kind, kind >= SECONDARY ? colours.streetMain : colours.streetFar, wide(width));
    }
  }
  context.lineCap = "butt";
  yield* stroke(TRAM, colours.rail, wide(0.6));
  yield* stroke(RAIL, colours.rail, Math.min(wide(1.2), 2.5));
  if (zoom >= 15) yield* stroke(RAIL, colours.land, Math.min(wide(1.2), 2.5) * 0.55, [5, 5]);
  context.setLineDash([]);
  context.setTransform(1, 0, 0, 1, 0, 0);
  yield* fade(context, inPixels(frame, view));
}

/** A box of the world as [left, top, width, height] in pixels of the canvas. */
function inPixels([west, north, east, south], { scale, origin }) {
  const [left, top] = [west * scale - origin.x, north * scale - origin.y];
  return [left, top, (east - west) * scale, (south - north) * scale];
}

/** Let the map end softly where its data does. */
function* fade(context, [left, top, width, height]) {
  const soft = FADE * Math.min(width, height);
  const [right, bottom] = [left + width, top + height];
  const { width: wide, height: high } = context.canvas;
  context.globalCompositeOperation = "destination-out";
  // from where it is gone to where it is whole, and the box of the canvas from there outwards
  for (const [line, box] of [
    [[left, 0, left + soft, 0], [0, 0, left + soft, high]],
    [[right, 0, right - soft, 0], [right - soft, 0, wide, high]],
    [[0, top, 0, top + soft], [0, 0, wide, top + soft]],
    [[0, bottom, 0, bottom - soft], [0, bottom - soft, wide, high]],
  ]) {
    const [x0, y0, x1, y1] = box.map((side, index) => Math.min(Math.max(side, 0), index % 2 ? high : wide));
    if (x0 >= x1 || y0 >= y1) continue;
    const gradient = context.createLinearGradient(...line);
    gradient.addColorStop(0, "#000");
    gradient.addColorStop(1, "#0000");
    context.fillStyle = gradient;
    context.fillRect(x0, y0, x1 - x0, y1 - y0);
    yield true;
  }
  context.globalCompositeOperation = "source-over";
}
