from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidegen.errors import ConfigError, OutputError
from guidegen.places.lock import (
    Lock,
    LockedPlace,
    load_lock,
    lock_bytes,
    lock_schema,
    write_lock,
)
from guidegen.places.sketch import to_text

AREA = "POLYGON ((10.4 43.7, 10.401 43.7, 10.401 43.701, 10.4 43.7))"
TOWER = LockedPlace(level="spot", position=(10.4, 43.7), bandwidth_m=20, area=AREA, photos=7)


def saved(folder: Path, lock: Lock) -> Path:
    path = folder / "pisa.places.lock.json"
    assert write_lock(path, lock)
    return path


ids = st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True)
places = st.builds(
    LockedPlace,
    level=st.sampled_from(["quarter", "place", "spot"]),
    position=st.tuples(st.floats(-180, 180), st.floats(-90, 90)),
    bandwidth_m=st.floats(1, 1000),
    area=st.just(AREA),
    photos=st.integers(0, 10**7),
    sketch=st.binary(min_size=128, max_size=128).map(lambda b: to_text(np.frombuffer(b, np.uint8))),
    gone=st.booleans(),
    review=st.text(max_size=20),
)


@settings(max_examples=60)
@given(known=st.dictionaries(ids, places, max_size=5))
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, known: dict[str, LockedPlace]
) -> None:
    lock = Lock(version=1, places=known)
    path = tmp_path_factory.mktemp("lock") / "x.places.lock.json"
    write_lock(path, lock)
    assert load_lock(path).places == lock.places
    assert lock_bytes(load_lock(path)) == lock_bytes(lock)


def test_the_same_is_not_written_again(tmp_path: Path) -> None:
    lock = Lock(version=1, places={"tower": TOWER, "bridge": TOWER})
    path = saved(tmp_path, lock)
    assert not write_lock(path, lock)
    lines = path.read_text("utf-8").splitlines()
    assert [line.split(":")[0].strip() for line in lines[4:6]] == ['"bridge"', '"tower"']
    assert path.read_bytes().endswith(b"}\n")


def test_no_lock_knows_nothing_and_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "pisa.places.lock.json"
    assert load_lock(path) == Lock(version=1)
    assert not write_lock(path, Lock(version=1))
    assert not path.exists()


def test_what_another_build_wrote_is_not_lost(tmp_path: Path) -> None:
    path = saved(tmp_path, Lock(version=1, places={"a": TOWER}))
    one, other = load_lock(path), load_lock(path)
    assert write_lock(path, one.model_copy(update={"places": {**one.places, "b": TOWER}}))
    late = other.model_copy(update={"places": {**other.places, "c": TOWER}})
    with pytest.raises(OutputError, match=r"lock\.json: another build changed it .*build again"):
        write_lock(path, late)
    assert load_lock(path).places.keys() == {"a", "b"}
    # who has nothing new to say takes nothing away, and who says the same says nothing new
    assert not write_lock(path, other)
    assert not write_lock(path, Lock(version=1, places=load_lock(path).places))


def test_a_first_build_does_not_overwrite_another(tmp_path: Path) -> None:
    nothing = load_lock(tmp_path / "pisa.places.lock.json")
    path = saved(tmp_path, Lock(version=1, places={"a": TOWER}))
    with pytest.raises(OutputError, match="another build"):
        write_lock(path, nothing.model_copy(update={"places": {"b": TOWER}}))
    path.unlink()
    assert write_lock(path, nothing.model_copy(update={"places": {"b": TOWER}}))


def test_who_is_gone() -> None:
    old = TOWER.model_copy(update={"gone": True, "aliases": ("older",)})
    bridge = TOWER.model_copy(update={"aliases": ("brigde",)})
    lock = Lock(version=1, places={"old": old, "bridge": bridge})
    assert [
        name for name in ("old", "older", "bridge", "brigde", "nobody") if lock.is_gone(name)
    ] == ["old", "older"]


def test_who_lives_and_which_ids_are_used(tmp_path: Path) -> None:
    old = TOWER.model_copy(update={"gone": True, "aliases": ("older",)})
    lock = load_lock(saved(tmp_path, Lock(version=1, places={"tower": TOWER, "old": old})))
    assert lock.living() == ((10.4, 43.7, 20, "spot"),)
    assert lock.used_ids() == {"tower", "old", "older"}
    assert lock.alias_of() == {"older": "old"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            ('"photos": 7', '"photos": "7"'),
            r"json:5: places\.tower\.photos: must be a whole number, not '7'",
        ),
        (("spot", "spto"), r"json:5: places\.tower\.level: .*did you mean 'spot'"),
        (("POLYGON ((", "POLYGON ("), r"json:5: places\.tower\.area: must be an area"),
        ((AREA, "POINT (1 2)"), r"json:5: places\.tower\.area: must be a polygon"),
        ((AREA, f"POLYGON ((0 0, 1{'0' * 400} 1, 1 1, 0 0))"), r"area: must be an area in degrees"),
        (("20.0", "NaN"), "is not sound JSON"),
        (('"tower"', '"../tower"'), "must be of a-z, 0-9 and hyphens"),
        (('"version": 1', '"version": 9'), "newer guidegen .*update guidegen"),
        (('"version": 1', '"version": "x"'), "version: .*"),
        (("}", ""), "is not sound JSON .*version control"),
        (('"places"', "<<<<<<< HEAD"), r"json:4: is not sound JSON .*version control"),
    ],
)
def test_what_is_wrong_is_told_with_line_and_remedy(
    tmp_path: Path, change: tuple[str, str], message: str
) -> None:
    path = saved(tmp_path, Lock(version=1, places={"tower": TOWER}))
    path.write_text(path.read_text("utf-8").replace(*change), "utf-8")
    with pytest.raises(ConfigError, match=message):
        load_lock(path)


@pytest.mark.parametrize("content", [b"[]", b"\xff", b"", b"[" * 100_000])
def test_what_is_no_lock_at_all(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "pisa.places.lock.json"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match="version control"):
        load_lock(path)


def test_an_id_is_of_one_place(tmp_path: Path) -> None:
    path = saved(tmp_path, Lock(version=1, places={"tower": TOWER}))
    text = path.read_text("utf-8").replace('"area"', '"aliases": ["tower"], "area"')
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError, match="the id of two places: tower"):
        load_lock(path)


def test_the_schema_is_json() -> None:
    assert "LockedPlace" in json.loads(json.dumps(lock_schema()))["$defs"]
