// A reader's list as files: way points for navigation programs, plain text, data.
import { escaped, position } from "../planner-page/gpx.js";

/** The list as GPX 1.1: a way point each, with its note. */
export function favouritesGpx(title, items) {
  const points = items.map(({ name, note, lon, lat }) =>
    `<wpt ${position([lon, lat])}><name>${escaped(name)}</name>${note && `<desc>${escaped(note)}</desc>`}</wpt>`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="guidegen">',
    `<metadata><name>${escaped(title)}</name></metadata>`, ...points, "</gpx>", "",
  ].join("\n");
}

/** The list as GeoJSON: a point each. */
export function favouritesGeojson(items) {
  const features = items.map(({ kind, id, name, note, lon, lat }) => ({
    type: "Feature",
    geometry: { type: "Point", coordinates: [lon, lat] },
    properties: { kind, id, name, note },
  }));
  return `${JSON.stringify({ type: "FeatureCollection", features }, null, 1)}\n`;
}

/** The list as people write it to each other. */
export function favouritesText(title, items) {
  const entries = items.map(({ name, note, lon, lat }) =>
    [name, note, `${lat.toFixed(5)}, ${lon.toFixed(5)}`].filter(Boolean).join("\n"));
  return `${title}\n\n${entries.join("\n\n")}\n`;
}
