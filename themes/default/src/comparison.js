// Two well-known ways to show many points, to compare with the places: a heat map and clusters.
// Loaded when a reader wants to see one.
import L from "leaflet";
import "leaflet.heat";
import "leaflet.markercluster";
import { onMoodChange } from "./mood.js";
import { heatGradient } from "./palette.js";
import { number } from "./text.js";

window.guidegen.comparison = { heatLayer, clusterLayer };

/** A heat map of the dots. */
function heatLayer(dots) {
  const points = Array.from(dots.photos, (photos, i) => [dots.lat[i], dots.lon[i], photos]);
  // a few positions hold most of the photographs; against the largest, all others would vanish
  const sorted = Array.from(dots.photos).sort((a, b) => a - b);
  const most = 6 * (sorted[Math.floor(sorted.length * 0.9)] || 1);
  const look = { radius: 14, blur: 18, max: most, maxZoom: 1, minOpacity: 0.06 };
  const layer = L.heatLayer(points, { ...look, gradient: heatGradient() });
  const recolour = () => layer.setOptions({ gradient: heatGradient() });
  onMoodChange(() => layer._map && recolour());
  return layer.on("add", recolour);
}

/** Leaflet.markercluster of the dots, one marker for each position. */
function clusterLayer(dots, { animate }) {
  const group = L.markerClusterGroup({
    animate,
    chunkedLoading: true,
    clusterPane: "clusters",
    iconCreateFunction: (cluster) => icon(photosIn(cluster)),
    maxClusterRadius: 56,
    showCoverageOnHover: false,
    spiderfyOnMaxZoom: false,
  });
  const look = { pane: "clusters", interactive: false, keyboard: false };
  group.addLayers(
    Array.from(dots.photos, (photos, i) =>
      L.marker([dots.lat[i], dots.lon[i]], { ...look, icon: icon(photos), photos }),
    ),
  );
  return group;
}

function photosIn(cluster) {
  return cluster.getAllChildMarkers().reduce((sum, marker) => sum + marker.options.photos, 0);
}

function icon(photos) {
  const size = Math.round(18 + 7 * Math.log10(photos));
  const html = document.createElement("span");
  html.textContent = photos > 1 ? number(photos) : "";
  const className = photos > 1 ? "cluster" : "cluster single";
  return L.divIcon({ html, className, iconSize: photos > 1 ? [size, size] : [7, 7] });
}
