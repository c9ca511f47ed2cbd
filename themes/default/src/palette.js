// The map's colours, read from the style sheet so that themes set them in one place.

const NAMES = { dot: "--dot", core: "--dot-core", glow: "--dot-glow" };

/** Colours and strengths of the dots in the page's present mood. */
export function dotPalette() {
  const style = getComputedStyle(document.documentElement);
  const colours = Object.fromEntries(
    Object.entries(NAMES).map(([key, name]) => [key, rgb(style.getPropertyValue(name))]),
  );
  return {
    ...colours,
    glowMost: Number(style.getPropertyValue("--dot-glow-most")),
    strength: Number(style.getPropertyValue("--dot-strength")),
  };
}

/** The heat map's gradient, from cool to hot. */
export function heatGradient() {
  const style = getComputedStyle(document.documentElement);
  const stops = [0.2, 0.5, 0.8, 1];
  return Object.fromEntries(
    stops.map((stop, index) => [stop, style.getPropertyValue(`--heat-${index + 1}`).trim()]),
  );
}

/** A colour of the style sheet, #rrggbb, as [red, green, blue]. */
export function rgb(hex) {
  const number = parseInt(hex.trim().slice(1), 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
}
