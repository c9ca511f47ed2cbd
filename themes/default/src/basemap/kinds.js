// What is drawn, by the numbers that guidegen/basemap/kinds.py writes.

export const KIND = {
  WATER: 0, SAND: 1, GREEN: 2, WOOD: 3, PAVED: 4, BUILDING: 5,
  STREAM: 16, RIVER: 17, PIER: 18, WALL: 19, TUNNEL: 20, TRAM: 21, RAIL: 22, STEPS: 23, PATH: 24,
  SERVICE: 25, PEDESTRIAN: 26, MINOR: 27, TERTIARY: 28, SECONDARY: 29, PRIMARY: 30, MOTORWAY: 31,
  DISTRICT: 40, NEIGHBOURHOOD: 41, SQUARE_NAME: 42, GREEN_NAME: 43, WATER_NAME: 44, STATION: 45,
  SUBWAY: 46,
};

/** Kinds below are areas, those from here up to FIRST_POINT are lines. */
export const FIRST_LINE = 16;
export const FIRST_POINT = 40;
