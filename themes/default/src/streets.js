// The streets as the map's ground: thin where nobody stops, coloured and wide where many
// photograph. One canvas for all, like the dots; edges out of view are passed over by their boxes.
import { hasBasemap } from "./basemap-layer.js";
import { CanvasLayer } from "./canvas-layer.js";
import { onMoodChange } from "./mood.js";

// how many times the mean score an edge has at least, for each class that is drawn, and how wide
// the class is at zoom 15
const CLASSES = [
  { from: 0, name: "--street", width: 0.8 },
  { from: Number.MIN_VALUE, name: "--street-1", width: 1.3 },
  { from: 1, name: "--street-2", width: 1.9 },
  { from: 3, name: "--street-3", width: 2.6 },
  { from: 9, name: "--street-4", width: 3.4 },
];
// streets without photographs only confuse from afar
const THIN_FROM_ZOOM = 13.5;
// canvases stroke many short paths faster than one of a hundred thousand lines
const EDGES_A_PATH = 400;

/**
 * A layer that draws the streets of a network, in the page's colours.
 *
 * @param {object} graph  see planner/network.js; line_first, line_lon, line_lat, score and
 *   mean_score are read
 */
export function streetsLayer(graph) {
  const layer = new StreetsLayer(graph);
  onMoodChange(() => layer.redraw());
  return layer;
}

/** Which of the classes a street is in: 0, of those that nobody photographs, to 4. */
export function streetClass(score, mean) {
  const times = mean > 0 ? score / mean : 0;
  return CLASSES.findLastIndex(({ from }) => times >= from);
}

/** The box [[south, west], [north, east]] around most of the photographed streets, or all. */
export function busyStreets({ line_first, line_lon, line_lat, score }) {
  const firsts = [];
  for (let edge = 0; edge < score.length; edge++) if (score[edge] > 0) firsts.push(line_first[edge]);
  const points = firsts.length >= 20 ? firsts : [...line_first.subarray(0, score.length)];
  const [west, east] = middle(points.map((point) => line_lon[point]));
  const [south, north] = middle(points.map((point) => line_lat[point]));
  return [[south, west], [north, east]];
}

const StreetsLayer = CanvasLayer.extend({
  look: "streets",

  options: { pane: "dots", padding: 0.25 },

  initialize(graph) {
    CanvasLayer.prototype.initialize.call(this, {});
    this._graph = graph;
  },

  getEvents() {
    return { ...CanvasLayer.prototype.getEvents.call(this), basemapchange: this.redraw };
  },

  *_prepare({ line_first, line_lon, line_lat, score, mean_score }) {
    this._first = line_first;
    this._world = projected(line_lon, line_lat);
    yield;
    this._boxes = boxes(line_first, this._world);
    yield;
    this._members = classes(score, mean_score);
    yield;
  },

  *_paint(canvas, ratio, { min }) {
    if (!this._members) yield* this._prepare(this._graph);
    const zoom = this._map.getZoom();
    const scale = 256 * 2 ** zoom * ratio;
    const origin = this._map.getPixelOrigin().add(min).multiplyBy(ratio);
    const view = {
      scale, origin,
      west: origin.x / scale, east: (origin.x + canvas.width) / scale,
      north: origin.y / scale, south: (origin.y + canvas.height) / scale,
    };
    const style = getComputedStyle(document.documentElement);
    const context = canvas.getContext("2d");
    // round ends would make blots of the many short streets at squares
    context.lineCap = "butt";
    context.lineJoin = "round";
    const wider = Math.min(Math.max(2 ** ((zoom - 15) * 0.45), 0.55), 3) * ratio;
    for (const [index, { name, width }] of CLASSES.entries()) {
      // where there is a map under all, it has the other streets
      if (index === 0 && (zoom < THIN_FROM_ZOOM || hasBasemap(this._map))) continue;
      context.strokeStyle = style.getPropertyValue(name).trim();
      context.lineWidth = width * wider;
      yield* this._stroke(context, this._members[index], view);
    }
  },

  *_stroke(context, edges, { scale, origin, west, east, north, south }) {
    const { x, y } = this._world;
    const boxes = this._boxes;
    let drawn = 0;
    context.beginPath();
    for (const edge of edges) {
      const box = 4 * edge;
      if (boxes[box] > east || boxes[box + 2] < west) continue;
      if (boxes[box + 1] > south || boxes[box + 3] < north) continue;
      const last = this._first[edge + 1];
      let point = this._first[edge];
      context.moveTo(x[point] * scale - origin.x, y[point] * scale - origin.y);
      for (point++; point < last; point++) {
        context.lineTo(x[point] * scale - origin.x, y[point] * scale - origin.y);
      }
      if (++drawn % EDGES_A_PATH) continue;
      context.stroke();
      yield true; // noted down in no time; painting it is what takes long
      context.beginPath();
    }
    context.stroke();
  },
});

/** Points in the map's world, 0 to 1 from west to east and from north to south. */
export function projected(lon, lat) {
  const x = new Float64Array(lon.length);
  const y = new Float64Array(lon.length);
  for (let i = 0; i < lon.length; i++) {
    const sine = Math.sin((lat[i] * Math.PI) / 180);
    x[i] = lon[i] / 360 + 0.5;
    y[i] = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  }
  return { x, y };
}

/** West, north, east and south of each edge in the map's world. */
function boxes(first, { x, y }) {
  const found = new Float64Array(4 * (first.length - 1));
  for (let edge = 0; edge + 1 < first.length; edge++) {
    let [west, north, east, south] = [1, 1, 0, 0];
    for (let point = first[edge]; point < first[edge + 1]; point++) {
      west = Math.min(west, x[point]);
      east = Math.max(east, x[point]);
      north = Math.min(north, y[point]);
      south = Math.max(south, y[point]);
    }
    found.set([west, north, east, south], 4 * edge);
  }
  return found;
}

/** The edges of each class, the least photographed class first. */
function classes(score, mean) {
  const members = CLASSES.map(() => []);
  for (let edge = 0; edge < score.length; edge++) {
    members[streetClass(score[edge], mean)].push(edge);
  }
  return members.map((edges) => Uint32Array.from(edges));
}

function middle(values) {
  const sorted = Float64Array.from(values).sort();
  const at = (share) => sorted[Math.round(share * (sorted.length - 1))];
  return [at(0.05), at(0.95)];
}
