// Writes the names on the map: the most important first, each where there is room for it. It is a
// generator, which yields wherever it may be interrupted.
import { placesAlong } from "./along.js";
import { FADE } from "./ground.js";
import { KIND } from "./kinds.js";
import { createRoom } from "./room.js";

const { DISTRICT, NEIGHBOURHOOD, SQUARE_NAME, GREEN_NAME, WATER_NAME, STATION, SUBWAY } = KIND;
const { RIVER, STREAM, STEPS, PATH, SERVICE, PEDESTRIAN, MINOR, TERTIARY, SECONDARY, PRIMARY, MOTORWAY, TUNNEL } = KIND;

// In the order of importance. from, to: zooms; size: of the type in px; face: of the page; least:
// what an area must measure on the screen, in widths of its name; apart: what else to keep free
// around it, in px.
const STYLES = [
  { kinds: [DISTRICT], from: 11, to: 15.5, size: 11.5, weight: 600, face: "sans", colour: "nameFaint", capitals: true, apart: 14 },
  { kinds: [WATER_NAME], from: 11, size: 13, style: "italic", face: "serif", colour: "nameWater", least: 0.7 },
  { kinds: [RIVER], from: 12, size: 14, style: "italic", face: "serif", colour: "nameWater", spaced: 2 },
  { kinds: [STATION, SUBWAY], from: 14, size: 11, weight: 600, face: "sans", colour: "name", symbol: true },
  { kinds: [SQUARE_NAME], from: 14.5, size: 11.5, weight: 500, face: "sans", colour: "name", least: 0.55 },
  { kinds: [GREEN_NAME], from: 13, size: 11.5, style: "italic", face: "serif", colour: "nameGreen", least: 0.8 },
  { kinds: [PRIMARY, MOTORWAY, SECONDARY], from: 14, size: 11.5, weight: 500, face: "sans", colour: "name" },
  { kinds: [TERTIARY], from: 14.5, size: 11, weight: 400, face: "sans", colour: "name" },
  { kinds: [MINOR, PEDESTRIAN], from: 15.5, size: 11, weight: 400, face: "sans", colour: "name" },
  { kinds: [STREAM], from: 15, size: 11, style: "italic", face: "serif", colour: "nameWater" },
  { kinds: [NEIGHBOURHOOD], from: 14.5, to: 16.5, size: 10.5, weight: 500, face: "sans", colour: "nameFaint", capitals: true, apart: 26 },
  { kinds: [SERVICE, PATH, STEPS, TUNNEL], from: 17, size: 10.5, weight: 400, face: "sans", colour: "nameFaint" },
];
// from here on every square and park has its name, however small
const ALL_FROM = 17.5;
const SAME_NAME_APART_PX = 380;
const LINE_LETTERS = 13;
const PADDING_PX = 3;
// a canvas notes down in no time what then takes long to be painted
const NAMES_A_SLICE = 3;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {object} view  see paintGround
 * @param {{level, tiles}} shown
 * @param {number[]} frame  as for paintGround; names stand for what is in it
 * @param {number[][]} covered  [left, top, right, bottom] of what names keep away from, in pixels of
 *   the page from the canvas's corner
 * @param {object} palette  colours and faces
 */
export function* paintNames(context, view, shown, frame, covered, palette) {
  const { ratio } = view;
  const room = createRoom();
  room.take(covered);
  // in pixels of the page from here on
  const project = projection(view, shown.level);
  yield;
  const pen = createPen(context, palette, room, edgeOf(context.canvas, view, frame));
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  for (const style of STYLES) {
    if (view.zoom < style.from || view.zoom > (style.to ?? Infinity)) continue;
    pen.take(style);
    const isMeant = ({ kind }) => style.kinds.includes(kind);
    for (const tile of shown.tiles) {
      for (const line of tile.content.lines) {
        if (isMeant(line)) pen.along(line.name, project.line(tile, line));
        yield pen.isTired();
      }
    }
    const points = shown.tiles.flatMap((tile) => tile.content.points.filter(isMeant)
      .map((point) => ({ ...point, ...project.point(tile, point) })));
    points.sort((a, b) => b.size - a.size);
    for (const point of points) {
      const needed = view.zoom >= ALL_FROM ? 0 : style.least ?? 0;
      pen.at(point.name, point, 2 * point.size, needed);
      yield pen.isTired();
    }
    yield;
  }
  context.setTransform(1, 0, 0, 1, 0, 0);
}

/** Where names may be, [left, top, right, bottom]: on the canvas, and where there is a map. */
function edgeOf({ width, height }, { scale, ratio, origin }, [west, north, east, south]) {
  const [left, top] = [west * scale - origin.x, north * scale - origin.y];
  const [right, bottom] = [east * scale - origin.x, south * scale - origin.y];
  const soft = (FADE / 2) * Math.min(right - left, bottom - top);
  return [
    Math.max(left + soft, 0), Math.max(top + soft, 0),
    Math.min(right - soft, width), Math.min(bottom - soft, height),
  ].map((side) => side / ratio);
}

function projection({ scale, ratio, origin }, level) {
  const unit = scale / level.units / ratio;
  const x = (tile, value) => (tile.column * level.extent + value) * unit - origin.x / ratio;
  const y = (tile, value) => (tile.row * level.extent + value) * unit - origin.y / ratio;
  return {
    line: (tile, line) => ({
      x: Float64Array.from(line.x, (value) => x(tile, value)),
      y: Float64Array.from(line.y, (value) => y(tile, value)),
    }),
    point: (tile, point) => ({ x: x(tile, point.x), y: y(tile, point.y), size: point.size * unit }),
  };
}

function createPen(context, palette, room, edge) {
  const written = new Map();
  const widths = new Map();
  let style = null;
  let fresh = 0; // names since the last slice
  const shown = (name) => (style.capitals ? name.toLocaleUpperCase(document.documentElement.lang) : name);
  const width = (text) => {
    const key = `${context.font} ${text}`;
    if (!widths.has(key)) widths.set(key, context.measureText(text).width);
    return widths.get(key);
  };
  const isNew = (name, { x, y }) =>
    !(written.get(name) ?? []).some((at) => Math.hypot(at.x - x, at.y - y) < SAME_NAME_APART_PX);
  const isWhole = (boxes) =>
    boxes.every(([left, top, right, bottom]) => left >= edge[0] && top >= edge[1] && right <= edge[2] && bottom <= edge[3]);

  /** Write lines of text around a point if they have room. */
  function write(name, boxes, draw, at) {
    if (!isNew(name, at) || !isWhole(boxes) || !room.isFree(boxes)) return false;
    room.take(boxes);
    written.set(name, [...(written.get(name) ?? []), at]);
    draw();
    fresh++;
    return true;
  }

  function ink(text, x, y) {
    context.strokeText(text, x, y);
    context.fillText(text, x, y);
  }

  return {
    /** Whether that is enough for a slice. */
    isTired() {
      if (fresh < NAMES_A_SLICE) return false;
      fresh = 0;
      return true;
    },

    take(next) {
      style = next;
      context.font = `${next.style ?? "normal"} ${next.weight ?? 400} ${next.size}px ${palette[next.face]}`;
      context.letterSpacing = next.capitals ? "1.2px" : `${next.spaced ?? 0.1}px`;
      context.fillStyle = palette[next.colour];
      context.strokeStyle = next.kinds.some((kind) => kind >= SERVICE && kind < DISTRICT) ? palette.street : palette.land;
      context.lineWidth = 3;
      context.lineJoin = "round";
      context.textAlign = "center";
      context.textBaseline = "middle";
    },

    along(name, { x, y }) {
      if (isOutside(x, edge[0], edge[2]) || isOutside(y, edge[1], edge[3])) return;
      const text = shown(name);
      for (const place of placesAlong(x, y, width(text), style.size)) {
        const boxes = boxesAlong(place, width(text), style.size);
        write(name, boxes, () => {
          context.save();
          context.translate(place.x, place.y);
          context.rotate(place.angle);
          ink(text, 0, 0);
          context.restore();
        }, place);
      }
    },

    at(name, point, side, needed) {
      const lines = wrapped(shown(name));
      const wide = Math.max(...lines.map(width));
      if (side < needed * wide) return;
      const high = lines.length * style.size * 1.15;
      for (const [x, y] of style.symbol ? beside(point, wide, high) : within(point, side, high)) {
        const box = [x - wide / 2 - PADDING_PX, y - high / 2 - 1, x + wide / 2 + PADDING_PX, y + high / 2 + 1];
        const free = box.map((side, i) => side + (i < 2 ? -1 : 1) * (style.apart ?? 0));
        const mark = [point.x - 5, point.y - 5, point.x + 5, point.y + 5];
        const draw = () => {
          lines.forEach((line, i) => ink(line, x, y + (i - (lines.length - 1) / 2) * style.size * 1.15));
          if (style.symbol) stamp(context, point, palette);
        };
        if (room.isFree([free]) && write(name, style.symbol ? [box, mark] : [box], draw, point)) return;
      }
    },
  };
}

/** The mark of a station. */
function stamp(context, { x, y, kind }, palette) {
  context.save();
  context.fillStyle = palette.land;
  context.strokeStyle = palette.name;
  context.lineWidth = 1.6;
  context.beginPath();
  if (kind === SUBWAY) context.arc(x, y, 3.4, 0, 7);
  else context.rect(x - 3, y - 3, 6, 6);
  context.fill();
  context.stroke();
  context.restore();
}

/** Right, left, below and above of a mark. */
function beside({ x, y }, wide, high) {
  const [across, down] = [wide / 2 + 8, high / 2 + 6];
  return [[x + across, y], [x - across, y], [x, y + down], [x, y - down]];
}

/** The middle of an area, or else above and below what is there already. */
function within({ x, y }, side, high) {
  const away = high / 2 + 16;
  return side > 4 * away ? [[x, y], [x, y + away], [x, y - away]] : [[x, y]];
}

/** Small boxes along a leaning text: one around it would keep half a quarter free. */
function boxesAlong({ x, y, angle }, width, size) {
  const count = Math.max(Math.ceil(width / size), 1);
  const half = size * 0.62;
  return Array.from({ length: count + 1 }, (_, i) => {
    const along = (i / count - 0.5) * width;
    const [cx, cy] = [x + along * Math.cos(angle), y + along * Math.sin(angle)];
    return [cx - half, cy - half, cx + half, cy + half];
  });
}

function isOutside(values, least, most) {
  return values.every((value) => value < least) || values.every((value) => value > most);
}

/** A name in short lines, broken between words. */
function wrapped(name) {
  const lines = [];
  for (const word of name.split(" ")) {
    const last = lines.length - 1;
    if (lines.length && lines[last].length + word.length < LINE_LETTERS) lines[last] += ` ${word}`;
    else lines.push(word);
  }
  return lines;
}
