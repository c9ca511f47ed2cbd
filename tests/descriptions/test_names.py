"""How alike names are, and what photographers call things."""

from __future__ import annotations

import os
import subprocess
import sys

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidegen.descriptions.names import Vocabulary, speech, words_of


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Chiesa di San Michele (Pisa)", ("chiesa", "michele")),
        ("Caffè dell’Ussero", ("caffe", "dell", "ussero")),
        ("The Of", ("the", "of")),
        ("斜塔", ("斜塔",)),
        ("", ()),
    ],
)
def test_words(name: str, words: tuple[str, ...]) -> None:
    assert words_of(name) == words


def test_a_common_word_says_little() -> None:
    names = [f"Piazza {letter * 3}" for letter in "abcdefgh"] + ["Palazzo Blu", "Piazza Dante"]
    vocabulary = Vocabulary.of(names, ["Pisa"])
    assert vocabulary.likeness("Piazza", "Piazza Dante") < 0.4
    assert vocabulary.likeness("Piazza Dante", "Dante") > 0.6
    assert vocabulary.likeness("Palazzo Blu, Pisa", "Palazzo Blu") == 1
    assert vocabulary.likeness("Torre", "Palazzo Blu") == 0
    assert vocabulary.likeness("", "") == 0


def test_speech_counts_people_not_photos() -> None:
    """Eleven people at the tower; one of them writes "lunch" on five photos, three "Tower"."""
    authors = [f"a{n}" for n in range(11)] + ["a0"] * 4 + ["b0"]
    titles = ["Tower", "The tower!", "TOWER", *["sky"] * 8, *["lunch"] * 4, "tower"]
    photos = pd.DataFrame(
        {"photo_id": [f"p{n}" for n in range(16)], "author_id": authors, "title": titles}
    )
    members = pd.DataFrame({"photo_id": photos["photo_id"][:15], "place_id": "t"})
    said = speech(photos, members)
    assert (said.speakers["t"], said.speakers[""]) == (11, 12)
    assert said.users["t", "lunch"] == 1
    assert said.agreement("t", ["lunch"]) == 0  # one person is no evidence
    assert said.agreement("t", ["tower"]) == pytest.approx((3 / 11) / (3 / 11 + 4 / 12))
    assert said.agreement("elsewhere", ["tower"]) is None


def test_photos_without_words() -> None:
    photos = pd.DataFrame({"photo_id": ["1"], "author_id": ["a"]})
    members = pd.DataFrame({"photo_id": ["1"], "place_id": ["t"]})
    assert speech(photos, members).agreement("t", ["tower"]) is None


@given(st.lists(st.text("abcdefgh ", min_size=1, max_size=30), min_size=2, max_size=12))
def test_likeness_is_a_share(names: list[str]) -> None:
    vocabulary = Vocabulary.of(names)
    for one in names:
        for other in names:
            assert 0 <= vocabulary.likeness(one, other) <= 1
            assert vocabulary.likeness(one, other) == vocabulary.likeness(other, one)


def test_likeness_does_not_depend_on_how_python_hashes() -> None:
    """Sets of words are in another order in every process; the sums must not be."""
    program = (
        "from guidegen.descriptions.names import Vocabulary as V\n"
        "w = [f'w{k}' for k in range(40)]\n"
        "n = [' '.join(w[: 3 + k]) for k in range(30)]\n"
        "print(repr([V.of(n).likeness(x, y) for x in n for y in n]))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program], env=os.environ | {"PYTHONHASHSEED": str(seed)},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in range(3)
    }  # fmt: skip
    assert len(said) == 1
