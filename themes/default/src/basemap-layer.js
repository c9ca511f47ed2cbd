// The map under everything, if the guide was made with one: two canvases that follow Leaflet's map,
// the ground below all else and its names above the dots. Both are painted from tiles that are
// loaded as they come into view.
import L from "leaflet";
import { CanvasLayer } from "./canvas-layer.js";
import { onMoodChange } from "./mood.js";
import { loadScript } from "./network-ground.js";

// what names of the map keep away from: those of the guide, its marks, and its title
const OVER = ".leaflet-map-pane .name:not(.crowded), .leaflet-map-pane .mark, .leaflet-marker-icon > span, .walk-end";
const PANES = { basemap: 210, "basemap-names": 320 };

/**
 * The map under an element's own, named by its data-basemap; it can be added and removed.
 *
 * @returns {Promise<L.LayerGroup|null>}  null where there is none, or it cannot be read
 */
export async function loadBasemap(map, element) {
  const { basemap: folder, painter: script } = element.dataset;
  if (!folder) return null;
  try {
    await Promise.all([loadScript(script), loadScript(`${folder}index.js`)]);
    return createLayer(map, element, folder);
  } catch {
    return null; // an interrupted connection: dots, places and walks are there all the same
  }
}

/** The same, at once and for good. */
export async function addBasemap(map, element) {
  (await loadBasemap(map, element))?.addTo(map);
}

/** Whether a map has it now; the map tells of changes by the event basemapchange. */
export function hasBasemap(map) {
  return Boolean(map.getPane("basemap")?.childElementCount);
}

function createLayer(map, element, folder) {
  const { painter, basemap } = window.guidegen;
  const archive = painter.createArchive(
    basemap,
    async (file, number) => {
      await loadScript(`${folder}${file}`);
      const piece = window.guidegen[`basemap${number}`];
      delete window.guidegen[`basemap${number}`];
      return piece;
    },
    document.documentElement.lang,
  );
  for (const [name, level] of Object.entries(PANES)) {
    if (map.getPane(name)) continue;
    const pane = map.createPane(name);
    pane.style.zIndex = level;
    pane.setAttribute("aria-hidden", "true");
  }
  const source = { ...painter, archive, frame: frameOf(archive.box) };
  const title = [...element.parentElement.querySelectorAll(".cartouche > *, .legend")];
  const names = new NamesLayer(source, element, title);
  const ground = new GroundLayer(source, () => names.redraw());
  const redraw = () => {
    ground.redraw();
    names.redraw();
  };
  onMoodChange(redraw);
  document.fonts?.ready.then(() => names.redraw());
  ground.on("add remove", () => map.fire("basemapchange"));
  return L.layerGroup([ground, names]);
}

/** What the two canvases have in common: which tiles are in view. */
const TiledLayer = CanvasLayer.extend({
  getEvents() {
    return { ...CanvasLayer.prototype.getEvents.call(this), move: this._onDrag };
  },

  // what is dragged beyond the canvas's edge is painted before the hand lets go
  _onDrag() {
    const map = this._map;
    if (map._animatingZoom || map.getZoom() !== this._next.zoom) return;
    const { min, max } = map.getPixelBounds();
    const corner = map.getPixelOrigin();
    const view = L.bounds(min.subtract(corner), max.subtract(corner));
    if (!this._next.bounds.contains(view)) this._update();
  },

  _view(canvas, ratio, { min, zoom }) {
    const scale = 256 * 2 ** zoom * ratio;
    const origin = this._map.getPixelOrigin().add(min).multiplyBy(ratio);
    const [west, north] = [origin.x / scale, origin.y / scale];
    return {
      zoom, ratio, scale, origin, west, north,
      east: west + canvas.width / scale, south: north + canvas.height / scale,
    };
  },

  /** The tiles to paint now: those of the right level, or of a coarser one until they are there. */
  _shown(view) {
    const { archive } = this._source;
    const wanted = archive.levelAt(view.zoom);
    const tiles = archive.tilesIn(wanted, view);
    if (tiles.every(({ content }) => content)) return { level: wanted, tiles };
    archive.load(tiles).then(() => this._onTiles?.());
    const stopgap = archive.levels.findLast((level) => level.zoom < wanted.zoom
      && archive.tilesIn(level, view).every(({ content }) => content));
    const level = stopgap ?? wanted;
    return { level, tiles: archive.tilesIn(level, view).filter(({ content }) => content) };
  },
});

const GroundLayer = TiledLayer.extend({
  look: "basemap",

  options: { pane: "basemap", padding: 0.2 },

  initialize(source, onTiles) {
    TiledLayer.prototype.initialize.call(this, {});
    this._source = source;
    this._onTiles = () => {
      this.redraw();
      onTiles();
    };
  },

  *_paint(canvas, ratio, at) {
    const { paintGround, mapPalette, frame } = this._source;
    const view = this._view(canvas, ratio, at);
    yield* paintGround(canvas.getContext("2d"), view, this._shown(view), frame, mapPalette());
  },
});

const NamesLayer = TiledLayer.extend({
  look: "basemap",

  options: { pane: "basemap-names", padding: 0.1 },

  initialize(source, element, title) {
    TiledLayer.prototype.initialize.call(this, {});
    this._source = source;
    this._element = element;
    this._title = title;
  },

  onAdd() {
    TiledLayer.prototype.onAdd.call(this);
    // names of the guide come and go: those of the map make room for them
    let isDue = false;
    this._watch = new MutationObserver(() => {
      if (isDue) return;
      isDue = true;
      requestAnimationFrame(() => {
        isDue = false;
        this.redraw();
      });
    });
    const seen = { childList: true, subtree: true, attributeFilter: ["class"] };
    this._watch.observe(this._map.getPane("marks"), seen);
  },

  onRemove() {
    this._watch.disconnect();
    TiledLayer.prototype.onRemove.call(this);
  },

  *_paint(canvas, ratio, at) {
    const { paintNames, mapPalette, frame } = this._source;
    const view = this._view(canvas, ratio, at);
    const context = canvas.getContext("2d");
    const covered = this._covered(at.min);
    yield;
    yield* paintNames(context, view, this._shown(view), frame, covered, mapPalette());
  },

  /** Boxes of what is on the map already, from the corner of what is painted. */
  _covered(min) {
    const { left: x, top: y } = this._element.getBoundingClientRect();
    const corner = this._map.layerPointToContainerPoint(min).add([x, y]);
    return [...this._element.querySelectorAll(OVER), ...this._title]
      .map((over) => over.getBoundingClientRect())
      .filter(({ width }) => width)
      .map(({ left, top, right, bottom }) => [
        left - corner.x, top - corner.y, right - corner.x, bottom - corner.y,
      ]);
  },
});

/** West, north, east and south in the map's world, 0 to 1, of a box in degrees. */
function frameOf([west, south, east, north]) {
  const down = (lat) => {
    const sine = Math.sin((lat * Math.PI) / 180);
    return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  };
  return [west / 360 + 0.5, down(north), east / 360 + 0.5, down(south)];
}
