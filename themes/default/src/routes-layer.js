// Photographers' routes: true curves on one canvas, the wider the more used, with arrows where
// most people go one way. Whoever points at one, or taps it, is told of it.
import L from "leaflet";
import { CanvasLayer } from "./canvas-layer.js";
import { onMoodChange } from "./mood.js";
import { loadScript } from "./network-ground.js";
import { projected } from "./streets.js";
import { distance, percent, t, tn } from "./text.js";

const PANE_LEVEL = 405; // above the dots, below the moving flows
const LEVELS = ["--field-1", "--field-2", "--field-3", "--field-4"];
const NARROWEST_PX = 1.4;
const WIDEST_PX = 7;
const ONE_WAY = 0.2;
const ARROWS_EVERY_PX = 110;
const REACH_PX = 14; // for a finger
const PER_CURVE = 8; // straight pieces that stand for a curve where distances are wanted

/** The layer of the routes, from the script that an element names in data-routes. */
export async function loadRoutes(element) {
  await loadScript(element.dataset.routes);
  const layer = new RoutesLayer(window.guidegen.routes);
  onMoodChange(() => layer.redraw());
  return layer;
}

export const RoutesLayer = CanvasLayer.extend({
  look: "routes",

  options: { pane: "routes", padding: 0.2 },

  /** @param {object[]} routes  the most used first; see website/movement.py */
  initialize(routes) {
    CanvasLayer.prototype.initialize.call(this, {});
    const most = routes[0].days;
    this._routes = routes.map((route) => ({ ...route, ...unpacked(route.curve), share: Math.sqrt(route.days / most) }));
    this._tooltip = L.tooltip({ className: "route-told", direction: "top", offset: [0, -8] });
    this._told = null;
  },

  onAdd(map) {
    const pane = map.getPane(this.options.pane) ?? map.createPane(this.options.pane);
    pane.style.zIndex = PANE_LEVEL;
    pane.setAttribute("aria-hidden", "true"); // the page says the same in words
    CanvasLayer.prototype.onAdd.call(this, map);
  },

  onRemove(map) {
    this._tell(null);
    CanvasLayer.prototype.onRemove.call(this, map);
  },

  getEvents() {
    const point = ({ latlng, layerPoint }) => this._tell(this._at(layerPoint), latlng);
    return { ...CanvasLayer.prototype.getEvents.call(this), mousemove: point, click: point, mouseout: () => this._tell(null) };
  },

  *_paint(canvas, ratio, { min }) {
    const context = canvas.getContext("2d");
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    const origin = this._map.getPixelOrigin().add(min);
    const scale = 256 * 2 ** this._map.getZoom();
    const wider = Math.min(Math.max(2 ** ((this._map.getZoom() - 15) * 0.4), 0.6), 2.2);
    const shapes = [...this._routes].reverse().map((route) => ({ // the most used on top
      route,
      path: pathOf(route, scale, origin),
      width: (NARROWEST_PX + (WIDEST_PX - NARROWEST_PX) * route.share) * wider,
      colour: colour(LEVELS[Math.min(Math.floor(route.share * LEVELS.length), LEVELS.length - 1)]),
    }));
    context.scale(ratio, ratio);
    context.lineCap = context.lineJoin = "round";
    context.strokeStyle = colour("--ground");
    for (const { path, width } of shapes) {
      context.lineWidth = width + 2.5;
      context.stroke(path);
      yield;
    }
    for (const shape of shapes) {
      context.lineWidth = shape.route === this._told ? shape.width + 2 : shape.width;
      context.strokeStyle = shape.colour;
      context.stroke(shape.path);
      yield;
    }
    context.fillStyle = colour("--ink");
    context.strokeStyle = colour("--ground");
    context.lineWidth = 1.5;
    for (const { route } of shapes) {
      if (Math.abs(route.balance) > ONE_WAY) drawArrows(context, route, scale, origin);
    }
  },

  /** The route that is nearest to a point of the map, if it is near; of equals the most used. */
  _at(layerPoint) {
    const scale = 256 * 2 ** this._map.getZoom();
    const at = layerPoint.add(this._map.getPixelOrigin());
    let [nearest, found] = [REACH_PX, null];
    for (const route of this._routes) {
      const away = distanceTo(route, at.x / scale, at.y / scale, nearest / scale) * scale;
      if (away < nearest - 0.5) [nearest, found] = [away, route];
    }
    return found;
  },

  _tell(route, latlng) {
    if (route && this._map) {
      this._tooltip.setLatLng(latlng).setContent(wordsOf(route));
      this._map.openTooltip(this._tooltip);
    }
    if (route === this._told) return;
    if (!route) this._tooltip.close();
    this._told = route;
    this._map?.getContainer().classList.toggle("on-route", Boolean(route));
    this.redraw();
  },
});

function wordsOf({ people, length_m, balance }) {
  const told = { length: distance(length_m) };
  const walked = tn("{n} people walked here, {length}", "{n} people walked here, {length}", people, told);
  const share = percent(0.5 + Math.abs(balance));
  const isOneWay = Math.abs(balance) > ONE_WAY;
  return document.createTextNode(isOneWay ? t("{walked}, {share} go as the arrows point", { walked, share }) : walked);
}

/** Control points and points along the curves, in the map's world of 0 to 1. */
function unpacked(curve) {
  const lon = new Float64Array(curve.length / 2);
  const lat = new Float64Array(lon.length);
  let [east, north] = [0, 0];
  for (let i = 0; i < lon.length; i++) {
    lon[i] = (east += curve[2 * i]) / 1e6;
    lat[i] = (north += curve[2 * i + 1]) / 1e6;
  }
  const { x, y } = projected(lon, lat);
  return { x, y, along: { x: sampled(x), y: sampled(y) } };
}

function sampled(values) {
  const points = [values[0]];
  for (let i = 0; i + 3 < values.length; i += 3) {
    for (let step = 1; step <= PER_CURVE; step++) {
      const t = step / PER_CURVE;
      const s = 1 - t;
      points.push(
        s * s * s * values[i] + 3 * s * s * t * values[i + 1] + 3 * s * t * t * values[i + 2] + t * t * t * values[i + 3],
      );
    }
  }
  return Float64Array.from(points);
}

function pathOf({ x, y }, scale, origin) {
  const path = new Path2D();
  const px = (i) => x[i] * scale - origin.x;
  const py = (i) => y[i] * scale - origin.y;
  path.moveTo(px(0), py(0));
  for (let i = 1; i + 2 < x.length; i += 3) {
    path.bezierCurveTo(px(i), py(i), px(i + 1), py(i + 1), px(i + 2), py(i + 2));
  }
  return path;
}

/** Arrows in the direction of most people, one in the middle of a short route. */
function drawArrows(context, { along: { x, y }, balance }, scale, origin) {
  const last = x.length - 1;
  let length = 0;
  for (let i = 1; i <= last; i++) length += Math.hypot(x[i] - x[i - 1], y[i] - y[i - 1]) * scale;
  const every = length / Math.max(1, Math.round(length / ARROWS_EVERY_PX));
  if (length < 24) return;
  let since = every / 2;
  for (let i = 1; i <= last; i++) {
    const dx = x[i] - x[i - 1];
    const dy = y[i] - y[i - 1];
    since += Math.hypot(dx, dy) * scale;
    if (since < every) continue;
    since -= every;
    const turned = balance < 0 ? Math.PI : 0;
    drawArrow(context, x[i] * scale - origin.x, y[i] * scale - origin.y, Math.atan2(dy, dx) + turned);
  }
}

function drawArrow(context, x, y, angle) {
  context.save();
  context.translate(x, y);
  context.rotate(angle);
  context.beginPath();
  context.moveTo(7, 0);
  context.lineTo(-5, 5.5);
  context.lineTo(-2.5, 0);
  context.lineTo(-5, -5.5);
  context.closePath();
  context.stroke();
  context.fill();
  context.restore();
}

/** How far a point is from a route; Infinity if it is surely farther than `most`. */
function distanceTo({ along: { x, y } }, atX, atY, most) {
  let nearest = Infinity;
  for (let i = 1; i < x.length; i++) {
    const [x0, y0, x1, y1] = [x[i - 1], y[i - 1], x[i], y[i]];
    if (Math.min(x0, x1) - most > atX || Math.max(x0, x1) + most < atX) continue;
    if (Math.min(y0, y1) - most > atY || Math.max(y0, y1) + most < atY) continue;
    const [dx, dy] = [x1 - x0, y1 - y0];
    const share = ((atX - x0) * dx + (atY - y0) * dy) / (dx * dx + dy * dy || 1);
    const t = Math.min(Math.max(share, 0), 1);
    nearest = Math.min(nearest, Math.hypot(atX - x0 - t * dx, atY - y0 - t * dy));
  }
  return nearest;
}
