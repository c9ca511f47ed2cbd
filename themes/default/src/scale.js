// Which nodes of the scale tree belong on the map at a zoom.
//
// A node lives over the bandwidths [from_m, to_m): within them it is one mode of its own, below
// it breaks up, above it melts into a larger one. The map looks at the tree at the bandwidth of
// so many pixels, so that what is told apart on the map is what the eye can tell apart.

export const BANDWIDTH_PX = 24;

const EARTH_M = 40075016.686;

/** Metres on the ground that one CSS pixel covers. */
export function metresPerPixel(latitude, zoom) {
  return (EARTH_M * Math.cos((latitude * Math.PI) / 180)) / (256 * 2 ** zoom);
}

/** The zoom at which one CSS pixel covers so many metres. */
export function zoomFor(latitude, metres) {
  return Math.log2((EARTH_M * Math.cos((latitude * Math.PI) / 180)) / (256 * metres));
}

/** The bandwidth that the map shows, kept within what the tree holds. */
export function shownBandwidth(places, metres) {
  const lowest = Math.min(...places.map((place) => place.from_m));
  const highest = Math.max(...places.map((place) => place.to_m));
  return Math.min(Math.max(BANDWIDTH_PX * metres, lowest), highest * 0.999);
}

/** The nodes that live at a bandwidth. */
export function livingAt(places, bandwidth) {
  return places.filter((place) => place.from_m <= bandwidth && bandwidth < place.to_m);
}

/** The closest zoom at which a node is still one. */
export function zoomOf(place) {
  return zoomFor(place.lat, (1.2 * place.from_m) / BANDWIDTH_PX);
}
