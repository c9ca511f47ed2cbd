// What the city's map shows at first: as Leaflet's fitBounds would, which is not there yet.

export const ZOOMS = { minZoom: 10, maxZoom: 19, zoomSnap: 0.5 };

/** What the title and the legend cover of a wide map, so that the city is seen beside them. */
export function roomFor(element) {
  const wide = element.clientWidth > 640;
  return { paddingTopLeft: wide ? [250, 100] : [12, 90], paddingBottomRight: [24, 24] };
}

/**
 * The view on a box [[south, west], [north, east]].
 *
 * @returns {{zoom: number, lat: number, corner: {x, y}}}  see dots-picture.js
 */
export function firstView(element, [[south, west], [north, east]]) {
  const { paddingTopLeft: [left, top], paddingBottomRight: [right, bottom] } = roomFor(element);
  const size = { x: element.clientWidth, y: element.clientHeight };
  const [low, high] = [world(south, west), world(north, east)];
  const scale = Math.min((size.x - left - right) / (high.x - low.x), (size.y - top - bottom) / (low.y - high.y));
  const step = ZOOMS.zoomSnap;
  const fitting = Math.floor(Math.log2(scale / 256) / step + 0.01) * step;
  const zoom = Math.min(Math.max(fitting, ZOOMS.minZoom), ZOOMS.maxZoom);
  const pixels = 256 * 2 ** zoom;
  return {
    zoom,
    lat: (south + north) / 2,
    corner: {
      x: Math.round(((low.x + high.x) / 2) * pixels + (right - left) / 2 - size.x / 2),
      y: Math.round(((low.y + high.y) / 2) * pixels + (bottom - top) / 2 - size.y / 2),
    },
  };
}

/** A position in the map's world, 0 to 1. */
function world(lat, lon) {
  const sine = Math.sin((lat * Math.PI) / 180);
  return { x: lon / 360 + 0.5, y: 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI) };
}
