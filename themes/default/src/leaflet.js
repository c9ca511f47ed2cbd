// Leaflet for the pages with a map, in a file of its own: readers' browsers keep it. Without what no
// page has (tiles, pictures, popups, GeoJSON): phones take long to read a script before they run it.
import { Control, control } from "leaflet/src/control/Control.js";
import { Scale } from "leaflet/src/control/Control.Scale.js";
import { Zoom, zoom } from "leaflet/src/control/Control.Zoom.js";
import * as core from "leaflet/src/core/index.js";
import { DomEvent, DomUtil } from "leaflet/src/dom/index.js";
import { LatLng, toLatLng } from "leaflet/src/geo/LatLng.js";
import { LatLngBounds, toLatLngBounds } from "leaflet/src/geo/LatLngBounds.js";
import { Bounds, Point, bounds, point } from "leaflet/src/geometry/index.js";
import { FeatureGroup, featureGroup } from "leaflet/src/layer/FeatureGroup.js";
import { Layer } from "leaflet/src/layer/Layer.js";
import { LayerGroup, layerGroup } from "leaflet/src/layer/LayerGroup.js";
import { Tooltip, tooltip } from "leaflet/src/layer/Tooltip.js";
import { DivIcon, Icon, Marker, divIcon, marker } from "leaflet/src/layer/marker/index.js";
import { CircleMarker, circleMarker } from "leaflet/src/layer/vector/CircleMarker.js";
import { Path } from "leaflet/src/layer/vector/Path.js";
import { Polygon, polygon } from "leaflet/src/layer/vector/Polygon.js";
import { Polyline, polyline } from "leaflet/src/layer/vector/Polyline.js";
import { Renderer } from "leaflet/src/layer/vector/Renderer.js";
import { SVG, svg } from "leaflet/src/layer/vector/SVG.js";
import { Map, map } from "leaflet/src/map/index.js";

// Leaflet's own would bring its other renderer, of canvases
Map.include({
  getRenderer({ options }) {
    const renderer = options.renderer ?? (this._renderer ??= svg());
    if (!this.hasLayer(renderer)) this.addLayer(renderer);
    return renderer;
  },
});
Object.assign(Control, { Scale, Zoom });
Object.assign(control, { zoom });

// plugins add to it
window.L = {
  ...core, Bounds, CircleMarker, Control, DivIcon, DomEvent, DomUtil, FeatureGroup, Icon, LatLng,
  LatLngBounds, Layer, LayerGroup, Map, Marker, Path, Point, Polygon, Polyline, Renderer, SVG, Tooltip,
  bounds, circleMarker, control, divIcon, featureGroup, latLng: toLatLng, latLngBounds: toLatLngBounds,
  layerGroup, map, marker, point, polygon, polyline, svg, tooltip,
};
