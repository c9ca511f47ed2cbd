import datetime
from pathlib import Path

import pytest

from guidegen.errors import ConfigError
from guidegen.places.curated_file import CuratedFile, json_schema, load_curated, merged_into

WHOLE = """\
places:
  piazza-dei-miracoli:
    at: [10.3964, 43.7230]
    level: place
    name: {en: Square of Miracles, it: Piazza dei Miracoli, no: Mirakelplassen}
    description: {en: "Markdown …"}
    wikidata: Q39054
    hide: false
    merge: [campo, tower-2]
    label_at: [10.397, 43.7235]
    note: for other editors
    review: moved 45 m
    reviewed: 2026-11-22
  2024-fair: {at: [10.4, 43.7], hide: true}
obsolete:
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "pisa.places.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_everything_that_a_curated_file_may_say(tmp_path: Path) -> None:
    curated = load_curated(write(tmp_path, WHOLE))
    place = curated.places["piazza-dei-miracoli"]
    assert (place.at, place.level, place.wikidata) == ((10.3964, 43.723), "place", "Q39054")
    assert (place.merge, place.label_at) == (("campo", "tower-2"), (10.397, 43.7235))
    assert place.review == "moved 45 m"
    assert place.name["no"] == "Mirakelplassen"  # Norwegian, not false
    assert place.reviewed == datetime.date(2026, 11, 22)
    assert curated.places["2024-fair"].hide
    assert curated.obsolete == {}


def test_a_file_that_is_not_there_says_nothing(tmp_path: Path) -> None:
    assert load_curated(tmp_path / "pisa.places.yaml") == CuratedFile()


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        """\
places:
  Piazza Grande:
    at: [43.7, 110.4]
    name: {English: Big Square, it: "a\\nb"}
  ../up:
    at: [10]
    wikidata: 39054
    level: spto
  tower:
    nmae: {en: x}
""",
    )
    with pytest.raises(ConfigError) as raised:
        load_curated(path)
    found = [f"{each.line}: {each.key}: {each.message}" for each in raised.value.problems]
    assert found == [
        "2: places.Piazza Grande: must be of a-z, 0-9 and hyphens, not 'Piazza Grande'",
        "3: places.Piazza Grande.at: must be [longitude, latitude] in degrees, not [43.7, 110.4]",
        "4: places.Piazza Grande.name.English: must be a language code, such as en or pt-BR, "
        "not 'English'",
        "4: places.Piazza Grande.name.it: must be one line without control characters",
        "5: places.../up: must be of a-z, 0-9 and hyphens, not '../up'",
        "6: places.../up.at: must be [longitude, latitude] in degrees, not [10]",
        "7: places.../up.wikidata: must be text (put it in quotes), not 39054",
        "8: places.../up.level: 'spto' is none of quarter, place, spot; did you mean 'spot'?",
        "9: places.tower.at: is missing: [longitude, latitude] in degrees: where it was when it "
        "was named.",
        "10: places.tower.nmae: unknown key; did you mean 'name'?",
    ]


def test_a_place_cannot_be_here_and_gone(tmp_path: Path) -> None:
    entry = "  tower: {at: [10, 43]}\n"
    with pytest.raises(
        ConfigError, match=r"yaml:4: obsolete\.tower: in places and in obsolete at once: tower"
    ):
        load_curated(write(tmp_path, f"places:\n{entry}obsolete:\n{entry}"))


def merging(folder: Path, **merges: str) -> Path:
    lines = [f"  {name}: {{at: [10, 43], merge: [{parts}]}}" for name, parts in merges.items()]
    return write(folder, "\n".join(["places:", *lines, ""]))


def test_merges_lead_to_the_end_of_their_chain(tmp_path: Path) -> None:
    curated = load_curated(merging(tmp_path, a="b, c", b="d"), known={"c", "d"})
    assert merged_into(curated.places) == {"b": "a", "c": "a", "d": "a"}


@pytest.mark.parametrize(
    ("merges", "message"),
    [
        ({"a": "a"}, r"yaml:2: places\.a\.merge\[0\]: 'a' would be part of itself"),
        ({"a": "b", "b": "a"}, r"yaml:3: places\.b\.merge\[0\]: 'a' would be part of itself"),
        ({"a": "b", "b": "c", "c": "a"}, r"yaml:4: .*'a' would be part of itself"),
        ({"a": "tower", "b": "tower"}, r"yaml:3: .*'tower' is merged into 'a' already"),
        ({"a": "towr"}, r"yaml:2: .*no place has or had the id 'towr'; did you mean 'tower'\?"),
        ({"a": "../b"}, r"yaml:2: places\.a\.merge\[0\]: must be of a-z"),
    ],
)
def test_merges_that_cannot_be(tmp_path: Path, merges: dict[str, str], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        load_curated(merging(tmp_path, **merges), known={"tower"})


def test_without_a_lock_no_merge_is_unknown(tmp_path: Path) -> None:
    assert load_curated(merging(tmp_path, a="towr")).places["a"].merge == ("towr",)


def test_the_json_schema_knows_the_keys() -> None:
    place = json_schema()["$defs"]["CuratedPlace"]
    assert place["required"] == ["at"]
    assert place["properties"]["level"]["anyOf"][0]["enum"] == ["quarter", "place", "spot"]
