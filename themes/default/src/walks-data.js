// The suggested walks, from the page's data: window.guidegen.walks, see website/walks.py.

/** Walks by id. */
export const walks = new Map(((window.guidegen || {}).walks || []).map((walk) => [walk.id, walk]));

/** A walk's line as Leaflet has positions. */
export function lineOf(walk) {
  return walk.line.map(([lon, lat]) => [lat, lon]);
}
