// The map's colours and typefaces, read from the style sheet so that themes set them in one place.

const COLOURS = {
  land: "--map-land", water: "--map-water", sand: "--map-sand", green: "--map-green",
  wood: "--map-wood", paved: "--map-paved", building: "--map-building",
  buildingEdge: "--map-building-edge", street: "--map-street", streetEdge: "--map-street-edge",
  streetMain: "--map-street-main", streetFar: "--map-street-far", path: "--map-path",
  rail: "--map-rail", name: "--map-name", nameFaint: "--map-name-faint",
  nameWater: "--map-name-water", nameGreen: "--map-name-green",
  sans: "--sans", serif: "--serif",
};

/** Colours and typefaces in the page's present mood, by name. */
export function mapPalette() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(
    Object.entries(COLOURS).map(([name, variable]) => [name, style.getPropertyValue(variable).trim()]),
  );
}
