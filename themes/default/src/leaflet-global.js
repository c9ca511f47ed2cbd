// Leaflet's plugins expect a global L; the bundler hands it to them instead (esbuild's `inject`).
import L from "leaflet";
export { L };
