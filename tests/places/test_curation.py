import geopandas as gpd
import numpy as np
import pytest

from guidegen.geo import Projection
from guidegen.places.curated_file import CuratedPlace
from guidegen.places.curation import name_places, safe_html

# Four found places on a line, 200 m apart; the quarter lies where the first place does.
ROWS = [
    ("quarter-1", "quarter", None, 160.0, 0),
    ("place-1", "place", "quarter-1", 60.0, 0),
    ("place-2", "place", "quarter-1", 60.0, 200),
    ("spot-1", "spot", "place-2", 20.0, 210),
    ("place-3", "place", None, 60.0, 2000),
]


@pytest.fixture
def found(projection: Projection) -> gpd.GeoDataFrame:
    ids, levels, parents, sizes, x_m = zip(*ROWS, strict=True)
    lon, lat = projection.to_degrees(np.array(x_m, float), np.zeros(len(ROWS)))
    return gpd.GeoDataFrame(
        {
            "place_id": ids,
            "level": levels,
            "parent": parents,
            "bandwidth_m": sizes,
            "lon": lon,
            "lat": lat,
            "rank": [1, 1, 2, 1, 3],
        }
    )


def entry(projection: Projection, x_m: float, **more: object) -> CuratedPlace:
    lon, lat = projection.to_degrees(np.array([x_m]), np.zeros(1))
    return CuratedPlace.model_validate({"at": [float(lon[0]), float(lat[0])], **more})


def test_an_entry_finds_its_place_and_gives_it_name_and_id(
    found: gpd.GeoDataFrame, projection: Projection
) -> None:
    entries = {"big-square": entry(projection, 15, name={"en": "Big Square", "it": "Piazza"})}
    named = name_places(found, entries, projection, ["it", "en"])
    row = named.places.set_index("place_id").loc["big-square"]
    # the place, though the quarter's mode is at the same point; Italian comes first here
    assert (row["level"], row["name"], row["name_source"]) == ("place", "Piazza", "curated")
    assert named.ids["place-1"] == "big-square"
    assert named.unmatched == []


def test_levels_can_be_named(found: gpd.GeoDataFrame, projection: Projection) -> None:
    entries = {"old-town": entry(projection, 0, level="quarter", name={"en": "Old Town"})}
    named = name_places(found, entries, projection, ["en"])
    assert named.ids["quarter-1"] == "old-town"
    # what lies in it knows its new id
    assert named.places.set_index("place_id").loc["place-2", "parent"] == "old-town"


def test_two_entries_and_two_places_are_matched_so_that_both_are_near(
    found: gpd.GeoDataFrame, projection: Projection
) -> None:
    entries = {name: entry(projection, x, level="place") for name, x in (("b", 55), ("c", 190))}
    named = name_places(found, entries, projection, ["en"])
    assert (named.ids["place-1"], named.ids["place-2"]) == ("b", "c")


def test_an_entry_where_no_place_is_stays_unmatched(
    found: gpd.GeoDataFrame, projection: Projection
) -> None:
    named = name_places(found, {"gone": entry(projection, 900)}, projection, ["en"])
    assert named.unmatched == ["gone"]
    assert named.entries == {}


def test_the_nameless_are_named_by_what_is_near_or_by_their_position(
    found: gpd.GeoDataFrame, projection: Projection
) -> None:
    entries = {"square": entry(projection, 0, level="place", name={"en": "Square"})}
    names = name_places(found, entries, projection, ["en"]).places.set_index("place_id")
    assert names.loc["place-2", ["name", "name_source"]].tolist() == [
        "Near Square, 200 m east",
        "near",
    ]
    # 2 km away nothing is near
    assert names.loc["place-3", ["name", "name_source"]].tolist() == [
        "43.7000° N, 10.4248° E",
        "position",
    ]


def test_hidden_places_are_gone_and_what_lay_in_them_moves_up(
    found: gpd.GeoDataFrame, projection: Projection
) -> None:
    entries = {"secret": entry(projection, 200, level="place", hide=True)}
    places = name_places(found, entries, projection, ["en"]).places.set_index("place_id")
    assert "secret" not in places.index
    assert places.loc["spot-1", "parent"] == "quarter-1"
    assert places.loc["place-3", "rank"] == 2


def test_an_id_that_an_entry_has_is_never_given_to_another_place(
    found: gpd.GeoDataFrame, projection: Projection
) -> None:
    entries = {"place-1": entry(projection, 200, level="place")}
    ids = name_places(found, entries, projection, ["en"]).ids
    assert ids["place-2"] == "place-1"
    assert len(set(ids.values())) == len(ROWS)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("A *fine* square.", "<p>A <em>fine</em> square.</p>"),
        ("<script>alert(1)</script>Hi", "<p>Hi</p>"),
        ("[x](javascript:alert(1))", '<p><a rel="noopener noreferrer">x</a></p>'),
        ('<p onclick="x()" style="color:red">a</p>', "<p>a</p>"),
        ("![x](http://tracker.example/a.png)", "<p></p>"),
    ],
)
def test_markdown_becomes_html_that_cannot_run(text: str, html: str) -> None:
    assert safe_html(text).strip() == html
