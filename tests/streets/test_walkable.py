"""What each rule leaves out, and what it lets pass."""

from __future__ import annotations

import pandas as pd
import pytest

from guidegen.streets.walkable import RULES, SPARE_RULES, walkable
from guidegen.streets.ways import TAGS


def judged(**tags: str) -> str:
    """The rule that leaves a way out, or spare, square or street."""
    row = {tag: tags.get(tag.replace(":", "_")) for tag in TAGS}
    verdict = walkable(pd.DataFrame([row], dtype=object))
    for name, count in verdict.dropped.items():
        if count:
            return name
    assert verdict.kept[0]
    return "spare" if verdict.spare[0] else "square" if verdict.square[0] else "street"


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        ("highway=residential", "street"),
        ("highway=trunk", "street"),
        ("highway=steps", "street"),
        ("highway=path foot=designated bicycle=designated", "street"),
        ("highway=service service=driveway", "street"),
        ("highway=construction", "not there"),
        ("highway=razed", "not there"),
        ("highway=corridor", "indoors"),
        ("highway=footway indoor=yes", "indoors"),
        ("highway=footway indoor=no", "street"),
        ("highway=elevator", "not a street"),
        ("highway=bus_guideway", "not a street"),
        ("highway=footwy", "not a street"),
        ("place=square", "not a street"),
        ("highway=service area=yes", "outline"),
        ("highway=steps area=yes", "outline"),
        ("highway=pedestrian area=yes", "square"),
        ("highway=footway area=yes", "square"),
        ("place=square area=yes", "square"),
        ("highway=pedestrian area=yes access=private", "private"),
        ("highway=pedestrian area=no", "street"),
        ("highway=secondary foot=no", "no walkers"),
        ("highway=path foot=private", "no walkers"),
        ("highway=motorway", "motorway"),
        ("highway=motorway_link", "motorway"),
        ("highway=motorway foot=yes", "street"),
        ("highway=trunk motorroad=yes", "motorway"),
        ("highway=trunk motorroad=yes foot=designated", "street"),
        ("highway=cycleway", "cycleway"),
        ("highway=cycleway foot=yes", "street"),
        ("highway=cycleway foot=no", "no walkers"),
        ("highway=service access=private", "private"),
        ("highway=service access=no", "private"),
        ("highway=path access=customers", "private"),
        ("highway=track access=private foot=permissive", "street"),
        ("highway=residential access=destination", "street"),
        ("highway=primary sidewalk=separate", "spare"),
        ("highway=primary sidewalk_left=separate", "spare"),
        ("highway=primary sidewalk=both", "street"),
        ("highway=primary foot=use_sidepath", "spare"),
        ("highway=service service=parking_aisle", "spare"),
        ("highway=service service=parking_aisle foot=yes", "street"),
        ("highway=construction sidewalk=separate", "not there"),
    ],
)
def test_rules(tags: str, said: str) -> None:
    assert judged(**dict(pair.split("=") for pair in tags.split())) == said


def test_every_rule_has_its_own_name_and_a_reason() -> None:
    rules = [*RULES, *SPARE_RULES]
    assert len({rule.name for rule in rules}) == len(rules)
    assert all(len(rule.reason) > 10 for rule in rules)


def test_each_way_is_counted_once() -> None:
    ways = [{"highway": "cycleway", "access": "private"}, {"highway": "razed", "foot": "no"}]
    tags = pd.DataFrame([{tag: way.get(tag) for tag in TAGS} for way in ways], dtype=object)
    dropped = walkable(tags).dropped
    assert {name: count for name, count in dropped.items() if count} == {
        "not there": 1, "cycleway": 1,
    }  # fmt: skip
