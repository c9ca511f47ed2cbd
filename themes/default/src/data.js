// What the page's data scripts left in the one global, window.guidegen:
//   city: { slug, bounds, attribution, ways, walk_credit, places: [...] }, see website/data_files.py
//   dots: { grid_m, lon, lat, photos }, positions as steps in millionths of a degree

const data = window.guidegen || {};

export const city = data.city || { slug: "", bounds: [[0, 0], [1, 1]], ways: "streets", places: [] };

export const places = new Map(city.places.map((place) => [place.id, place]));

/** Published positions in degrees: { lon, lat, photos, grid_m }, arrays of the same length. */
export const dots = decode(data.dots || { grid_m: 5, lon: [], lat: [], photos: [] });

function decode({ grid_m, lon, lat, photos }) {
  return { grid_m, lon: degrees(lon), lat: degrees(lat), photos };
}

function degrees(steps) {
  const values = new Float64Array(steps.length);
  let sum = 0;
  for (let i = 0; i < steps.length; i++) values[i] = (sum += steps[i]) / 1e6;
  return values;
}

/** The box [[south, west], [north, east]] around most of the dots, or the city's own. */
export function busyBounds() {
  if (dots.lon.length < 8) return city.bounds;
  const [west, east] = middle(dots.lon);
  const [south, north] = middle(dots.lat);
  return [[south, west], [north, east]];
}

function middle(values) {
  const sorted = Float64Array.from(values).sort();
  const at = (share) => sorted[Math.round(share * (sorted.length - 1))];
  return [at(0.03), at(0.97)];
}
