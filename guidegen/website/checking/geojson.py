"""Whether GeoJSON is what RFC 7946 says."""

from __future__ import annotations

from typing import Any

# How deep positions lie in the coordinates of a geometry.
_DEPTHS = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}


def geojson_mistake(data: Any) -> str | None:
    """The first mistake in GeoJSON, or None."""
    if not isinstance(data, dict):
        return "is no GeoJSON: it must be an object"
    if data.get("type") != "FeatureCollection":
        return _feature_mistake(data)
    features = data.get("features")
    if not isinstance(features, list):
        return "is no GeoJSON: a FeatureCollection has a list of features"
    told = ((number, _feature_mistake(feature)) for number, feature in enumerate(features))
    return next((f"features[{number}]: {mistake}" for number, mistake in told if mistake), None)


def _feature_mistake(feature: Any) -> str | None:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return "is no GeoJSON: it must be a Feature"
    if "properties" not in feature or "geometry" not in feature:
        return "a Feature has properties and a geometry, even if they are null"
    return None if feature["geometry"] is None else _geometry_mistake(feature["geometry"])


def _geometry_mistake(geometry: Any) -> str | None:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind == "GeometryCollection":
        parts = geometry.get("geometries")
        if not isinstance(parts, list):
            return "a GeometryCollection has a list of geometries"
        mistakes = map(_geometry_mistake, parts)
        return next((mistake for mistake in mistakes if mistake), None)
    if kind not in _DEPTHS:
        return f"{kind!r} is no kind of geometry"
    return _positions_mistake(geometry.get("coordinates"), _DEPTHS[kind])


def _positions_mistake(found: Any, depth: int) -> str | None:
    if not isinstance(found, list):
        return "its coordinates are no list"
    if depth:
        mistakes = (_positions_mistake(each, depth - 1) for each in found)
        return next((mistake for mistake in mistakes if mistake), None)
    if len(found) < 2 or not all(type(each) in (int, float) for each in found):
        return f"{found!r:.60} is no position"
    if abs(found[0]) > 180 or abs(found[1]) > 90:
        return f"{found!r:.60} is no position in degrees, lon before lat"
    return None
