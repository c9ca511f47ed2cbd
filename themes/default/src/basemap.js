// Loaded when a page shows the map that lies under everything: reads its tiles and paints them.
// basemap-layer.js puts the paint onto Leaflet's map.
import { createArchive } from "./basemap/archive.js";
import { paintGround } from "./basemap/ground.js";
import { paintNames } from "./basemap/names.js";
import { mapPalette } from "./basemap/palette.js";

window.guidegen.painter = { createArchive, paintGround, paintNames, mapPalette };
