import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidegen.places.sketch import (
    STANDARD_ERROR,
    VALUES,
    from_text,
    shared,
    sketches,
    to_text,
)


def members(**photos: list[str]) -> pd.DataFrame:
    pairs = [(photo, place) for place, ids in photos.items() for photo in ids]
    return pd.DataFrame(pairs, columns=["photo_id", "place_id"], dtype="str")


@settings(max_examples=40)
@given(
    common=st.integers(0, 300), own=st.integers(1, 300), others=st.integers(1, 300),
    seed=st.integers(0, 10**6),
)  # fmt: skip
def test_the_estimate_is_near_the_share_of_common_photos(
    common: int, own: int, others: int, seed: int
) -> None:
    names = [f"{seed}:{i}" for i in range(common + own + others)]
    found = sketches(members(a=names[: common + own], b=names[:common] + names[common + own :]))
    assert abs(shared(found["a"], found["b"]) - common / len(names)) < 5 * STANDARD_ERROR


def test_the_error_is_as_stated() -> None:
    estimates = []
    for run in range(200):
        names = [f"{run}-{i}" for i in range(300)]  # a third of the photos are common
        found = sketches(members(a=names[:200], b=names[100:]))
        estimates.append(shared(found["a"], found["b"]))
    assert np.mean(estimates) == pytest.approx(1 / 3, abs=0.015)
    assert np.std(estimates) < 1.15 * STANDARD_ERROR


def test_photos_taken_part_by_part_make_the_same_sketches(monkeypatch: pytest.MonkeyPatch) -> None:
    table = members(a=[f"a{i}" for i in range(9)], b=[f"b{i}" for i in range(5)])
    table = table.sample(frac=1, random_state=1)
    whole = sketches(table)
    monkeypatch.setattr("guidegen.places.sketch._PART", 4)
    parts = sketches(table)
    assert whole.keys() == parts.keys() == {"a", "b"}
    assert all(np.array_equal(whole[name], parts[name]) for name in whole)


def test_order_and_doubles_change_nothing_and_other_ids_do() -> None:
    photos = [f"flickr:{i}" for i in range(50)]
    found = sketches(members(a=photos, b=photos[::-1] + photos, c=[f"{each}0" for each in photos]))
    assert shared(found["a"], found["b"]) == 1
    assert shared(found["a"], found["c"]) < 0.1


def test_a_sketch_is_the_same_in_every_version() -> None:
    # a lock written long ago must still be understood
    text = to_text(sketches(members(a=["flickr:1", "flickr:2"]))["a"])
    assert text.startswith(FIRST)


FIRST = "yR1M3BSLfpG1F55vw6gtJ1rL"


def test_text_and_back() -> None:
    sketch = sketches(members(a=["x", "y"]))["a"]
    assert (from_text(to_text(sketch)) == sketch).all()
    assert sketch.shape == (VALUES,)
    assert sketches(members()) == {}
    for wrong in ("", "x", "AAAA", "ä" * 172):
        with pytest.raises(ValueError, match="must be a sketch"):
            from_text(wrong)
