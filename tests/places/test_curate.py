from __future__ import annotations

import stat
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidegen.errors import ConfigError, OutputError
from guidegen.places.curate import Changes, NameCandidate, NewPlace, curate
from guidegen.places.curated_file import load_curated
from guidegen.places.safefile import write_whole
from guidegen.yamlfile import read_yaml

PISA = Path(__file__).parents[2] / "cities" / "pisa.places.yaml"
BRIDGE = NewPlace(
    "bridge", 10.401841, 43.715884, "place", 45, "tourist", [NameCandidate("Ponte", "it", "wiki")]
)
FILE = """\
# for editors

places:
  # -------- squares
  tower:   # leans
    at: [10.4, 43.7]
    description:
      en: >-
        Folded,
        long

        # no comment
  # about the next
  'market': {at: [10.41, 43.71], hide: true}  # closed

# the end of the places
obsolete: {}  # nothing yet
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "pisa.places.yaml"
    path.write_text(FILE, "utf-8")
    return path


def test_nothing_new_leaves_every_byte(tmp_path: Path) -> None:
    path = tmp_path / "pisa.places.yaml"
    path.write_bytes(PISA.read_bytes())
    known = NewPlace("torre-pendente", 10.39652, 43.723, "spot", 900, "tourist")
    assert curate(path, "pisa", Changes(new=[known], reviews={"nobody": "?"})) == []
    assert path.read_bytes() == PISA.read_bytes()


def test_a_new_place_only_adds_lines(tmp_path: Path) -> None:
    path = tmp_path / "pisa.places.yaml"
    path.write_bytes(PISA.read_bytes())
    assert curate(path, "pisa", Changes(new=[BRIDGE])) == [f"{path}: places.bridge: added"]
    added = """
  bridge:
    at: [10.40184, 43.71588]
    level: place
    # 45 photographers; label: tourist
    # name: {it: "Ponte"}  # wiki
"""
    head, tail = path.read_text("utf-8").split(added)
    assert head + tail == PISA.read_text("utf-8")
    assert tail.lstrip().startswith(("#", "obsolete:"))
    assert curate(path, "pisa", Changes(new=[BRIDGE])) == []
    assert load_curated(path).places["bridge"].at == (10.40184, 43.71588)


def test_an_entry_moves_to_obsolete_and_back_with_all_that_it_says(path: Path) -> None:
    told = curate(path, "pisa", Changes(vanished=["tower"], reviews={"market": "moved 45 m"}))
    assert [line.removeprefix(f"{path}: ") for line in told] == [
        "places.tower: moved to obsolete: its place was not found any more",
        "places.market: marked for review: moved 45 m",
    ]
    assert (
        path.read_text("utf-8")
        == """\
# for editors

places:
  # -------- squares
  # about the next
  'market': {review: "moved 45 m", at: [10.41, 43.71], hide: true}  # closed

# the end of the places
obsolete:  # nothing yet
  tower:   # leans
    at: [10.4, 43.7]
    description:
      en: >-
        Folded,
        long

        # no comment
"""
    )
    assert load_curated(path).obsolete["tower"].description == {"en": "Folded, long\n# no comment"}
    assert curate(path, "pisa", Changes(vanished=["tower"], reviews={"market": "again"})) == []
    assert len(curate(path, "pisa", Changes(returned=["tower"]))) == 1
    assert load_curated(path).places.keys() == {"tower", "market"}


def test_a_review_stands_before_the_other_keys(path: Path) -> None:
    curate(path, "pisa", Changes(reviews={"tower": 'moved: 45 m # "far"\nor not'}))
    assert '  tower:   # leans\n    review: "moved: 45 m' in path.read_text("utf-8")
    assert load_curated(path).places["tower"].review == 'moved: 45 m # "far" or not'


def test_a_file_is_made_with_a_header_and_its_schema(tmp_path: Path) -> None:
    path = tmp_path / "lucca.places.yaml"
    assert curate(path, "lucca", Changes()) == []
    assert not path.exists()
    curate(path, "lucca", Changes(new=[BRIDGE]))
    text = path.read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=places.schema.json\n")
    assert (tmp_path / "places.schema.json").read_text("utf-8").startswith("{")
    assert load_curated(path).places.keys() == {"bridge"}
    assert curate(path, "lucca", Changes(new=[BRIDGE])) == []


@pytest.mark.parametrize(
    "before",
    [
        "places:\n",
        "places: {}\n",
        "places: null # none\nobsolete:\n",
        "obsolete: {}\n",
        "\ufeffplaces:\r\n    tower:\r\n        at: [10, 43]\r\n",
        "places:\n  tower:\n    at: [10, 43]",
        "places:\n  tower:\n    at: [10, 43]\n    note: |+\n      kept\n\n\nobsolete:\n",
        "---\nplaces:\n  tower: {at: [10, 43]}\n...\n",
        '"places":\n  tower:\n    at:\n    - 10\n    - 43\n',
    ],
)
def test_other_ways_to_write_a_file(tmp_path: Path, before: str) -> None:
    path = tmp_path / "pisa.places.yaml"
    path.write_bytes(before.encode())
    old = read_yaml(path).data
    curate(path, "pisa", Changes(new=[BRIDGE], reviews={"tower": "look"}))
    new = load_curated(path)
    assert new.places.keys() == {*(old.get("places") or {}), "bridge"}
    assert all(place.review == "look" for name, place in new.places.items() if name == "tower")


@pytest.mark.parametrize(
    "before",
    [
        "places: {tower: {at: [10, 43]}}\n",
        "places:\n  tower: &t {at: [10, 43]}\n  other: *t\n",
    ],
)
def test_what_cannot_be_changed_safely_stays_as_it_is(tmp_path: Path, before: str) -> None:
    path = tmp_path / "pisa.places.yaml"
    path.write_text(before, "utf-8")
    with pytest.raises(ConfigError, match=r"pisa\.places\.yaml: .*cannot be changed safely"):
        curate(path, "pisa", Changes(new=[BRIDGE], vanished=["tower"]))
    assert path.read_text("utf-8") == before


def test_a_file_with_mistakes_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "pisa.places.yaml"
    path.write_text("places:\n  tower:\n    nmae: {en: x}\n", "utf-8")
    with pytest.raises(ConfigError, match="did you mean 'name'"):
        curate(path, "pisa", Changes(new=[BRIDGE]))


def test_what_returns_does_not_take_what_is_merged_by_now(path: Path) -> None:
    path.write_text(
        "places:\n  a:\n    at: [10, 43]\n    merge: [x]\n"
        "obsolete:\n  b:\n    at: [10, 43]\n    merge: [x]\n",
        "utf-8",
    )
    before = path.read_bytes()
    with pytest.raises(ConfigError, match=r"obsolete\.b\.merge.*'x' is merged into 'a' already"):
        curate(path, "pisa", Changes(returned=["b"]))
    assert path.read_bytes() == before


def test_mode_and_link_stay(tmp_path: Path, path: Path) -> None:
    path.chmod(0o640)
    link = tmp_path / "link.places.yaml"
    link.symlink_to(path.name)
    curate(link, "pisa", Changes(new=[BRIDGE]))
    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert "bridge:" in path.read_text("utf-8")
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        "link.places.yaml",
        "pisa.places.yaml",
    ]


def test_a_file_that_changed_meanwhile_is_not_overwritten(path: Path) -> None:
    with pytest.raises(OutputError, match="has changed"):
        write_whole(path, b"new", before=b"what was read")
    assert path.read_text("utf-8") == FILE


HOSTILE = ["a\nplaces: {}", "x # y", "---", "\u202eevil", "👩‍👩‍👧 ", "\x00\x85\u2028- a", "'\"\\{}"]
texts = st.one_of(st.text(max_size=30), st.sampled_from(HOSTILE))


@settings(max_examples=40)
@given(label=texts, name=texts, source=texts, why=texts)
def test_no_text_breaks_the_file(label: str, name: str, source: str, why: str) -> None:
    hostile = NewPlace("new", 1.0, 2.0, "spot", 5, label, [NameCandidate(name, "en", source)])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "pisa.places.yaml")
        path.write_text(FILE, "utf-8")
        curate(path, "pisa", Changes(new=[hostile], reviews={"tower": why}))
        assert load_curated(path).places.keys() == {"tower", "market", "new"}
        text = path.read_text("utf-8")
        uncommented = text.replace("    # name:", "    name:")
        path.write_text(uncommented, "utf-8")
        load_curated(path)  # what editors uncomment is sound, too


ids = st.from_regex(r"[a-z][a-z0-9]{0,6}", fullmatch=True)
lines = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]),
    min_size=1,
    max_size=40,
).filter(str.strip)
entries = st.fixed_dictionaries({"note": lines, "text": lines, "style": st.sampled_from("bfl")})


def written(name: str, entry: dict[str, Any]) -> str:
    """An entry in block style, in flow style, or with a literal text."""
    note = "'" + entry["note"].replace("'", "''") + "'"
    text = "'" + entry["text"].replace("'", "''") + "'"
    if entry["style"] == "f":
        return f"  {name}: {{at: [1, 2], note: {note}, description: {{en: {text}}}}}\n"
    if entry["style"] == "l":
        literal = f"|2-\n          {entry['text']}\n          # more"
        head = f"  {name}:\n    # why\n    at: [1, 2]\n    note: {note}\n"
        return f"{head}    description:\n        en: {literal}\n"
    return f"  {name}:\n    description: {{en: {text}}}\n    at: [1, 2]\n    note: {note}\n\n"


@settings(max_examples=60)
@given(
    here=st.dictionaries(ids, entries, max_size=4),
    gone=st.dictionaries(ids, entries, max_size=3),
    data=st.data(),
)
def test_no_edit_is_ever_lost(
    here: dict[str, Any], gone: dict[str, Any], data: st.DataObject
) -> None:
    gone = {name: entry for name, entry in gone.items() if name not in here}
    text = "# top\nplaces:\n" + "".join(written(*each) for each in here.items())
    text += "# middle\nobsolete:\n" + "".join(written(*each) for each in gone.items())
    some = st.lists(st.sampled_from([*here, *gone, "none"]), unique=True)
    changes = Changes(
        new=[BRIDGE] if "bridge" not in {*here, *gone} else [],
        vanished=data.draw(some),
        returned=data.draw(some),
        reviews=dict.fromkeys(data.draw(some), "look"),
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "pisa.places.yaml")
        path.write_bytes(text.encode())
        try:
            old = load_curated(path)
        except ConfigError:
            return  # the text drawn says something else in YAML
        before = {**old.places, **old.obsolete}
        curate(path, "pisa", changes)
        new = load_curated(path)
    after = {**new.places, **new.obsolete}
    assert after.keys() == before.keys() | {each.place_id for each in changes.new}
    for name, entry in before.items():
        assert after[name].model_copy(update={"review": ""}) == entry
