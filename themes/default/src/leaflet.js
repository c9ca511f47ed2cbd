// Leaflet for the pages with a map, in a file of its own: readers' browsers keep it.
import L from "leaflet";

window.L = L;
