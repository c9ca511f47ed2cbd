"""Saved answers: what most raters say, and files that are not what they should be."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidegen.errors import InputError
from guidegen.survey.answers import read_answers, read_export
from guidegen.survey.questions import QUESTIONS, UNSURE
from guidegen.survey.tally import NO_AGREEMENT, modes, tally, told
from tests.survey.sample import saved

# Three raters, four photos: two of Flickr, two of Commons.
ANN = {"flickr:1": {"outdoors": "outdoors"}, "flickr:2": {"outdoors": "indoors"}}
BEN = {"flickr:1": {"outdoors": "indoors"}, "flickr:2": {"outdoors": "indoors"},
       "commons:1": {"outdoors": "outdoors", "real": "yes"}}  # fmt: skip
EVE = {"flickr:1": {"outdoors": "outdoors"}, "flickr:2": {"outdoors": "unsure"},
       "commons:1": {"outdoors": "indoors"}, "commons:2": {"outdoors": "outdoors"}}  # fmt: skip


@pytest.fixture
def answers(tmp_path: Path) -> pd.DataFrame:
    files = [saved(tmp_path / f"{n}.json", told) for n, told in enumerate((ANN, BEN, EVE))]
    return read_answers(files)


def test_there_are_seven_questions_with_at_most_five_answers() -> None:
    assert len(QUESTIONS) == 7
    for question in QUESTIONS:
        assert 2 <= len(question.answers) <= 5
        assert question.keys[-1] == UNSURE


def test_the_mode_of_each_photo(answers: pd.DataFrame) -> None:
    found = modes(answers).set_index(["photo_id", "question"])
    chosen = found["answer"].to_dict()
    assert chosen == {
        ("flickr:1", "outdoors"): "outdoors",  # two against one
        ("flickr:2", "outdoors"): "indoors",
        ("commons:1", "outdoors"): NO_AGREEMENT,  # one against one
        ("commons:2", "outdoors"): "outdoors",
        ("commons:1", "real"): "yes",
    }
    assert found.loc[("flickr:1", "outdoors"), "raters"] == 3


def test_the_order_of_raters_decides_nothing(answers: pd.DataFrame) -> None:
    assert modes(answers).equals(modes(answers.iloc[::-1]))


def test_the_table_of_shares(answers: pd.DataFrame) -> None:
    table = tally(answers)
    row = table.set_index(["question", "source", "answer"])
    assert row.loc[("outdoors", "flickr", "outdoors"), "share"] == 0.5
    assert row.loc[("outdoors", "commons", NO_AGREEMENT), "photos"] == 1
    assert row.loc[("outdoors", "commons", "indoors"), ["rated", "raters"]].tolist() == [2, 2]
    assert row.loc[("outdoors", "flickr", "indoors"), ["rated", "raters"]].tolist() == [2, 3]
    sums = table.groupby(["question", "source"])["share"].sum()
    assert sums.tolist() == [1.0, 1.0, 1.0]


def test_the_table_in_words(answers: pd.DataFrame) -> None:
    lines = list(told(tally(answers)))
    start = lines.index("Was it taken outdoors?")
    assert lines[start + 1].split() == ["commons", "flickr"]
    assert lines[start + 2].split() == ["Outdoors", "50%", "50%"]
    assert lines[start + 5].split() == ["No", "agreement", "50%", "0%"]
    assert lines[start + 6].split(maxsplit=2)[2].split() == ["2,", "2", "2,", "3"]
    assert len({len(line) for line in lines[start + 1 : start + 7]}) == 1


def test_all_mistakes_of_all_files_at_once(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text('{"format": 1, "answ', "utf-8")
    wrong = saved(tmp_path / "wrong.json", {
        "flickr:1": {"outdoor": "outdoors", "daytime": "nite"}, "nowhere": {"real": ["yes"]},
    })  # fmt: skip
    old = saved(tmp_path / "old.json", {}, format=2)
    other = tmp_path / "other.json"
    other.write_text("[1, 2]", "utf-8")
    missing = tmp_path / "missing.json"
    with pytest.raises(InputError) as caught:
        read_answers([broken, wrong, old, other, missing])
    assert str(caught.value).splitlines() == [
        f"{broken}: is not JSON, or only a part of a file; let the page save it again",
        f"{wrong}: answers.flickr:1: there is no question 'outdoor'; did you mean 'outdoors'?",
        f"{wrong}: answers.flickr:1.daytime: 'nite' is none of its answers "
        "(day, twilight, night, unsure)",
        f'{wrong}: answers.nowhere: must be the id of a photo, like "commons:123"',
        f"{wrong}: answers.nowhere.real: \"['yes']\" is none of its answers (yes, no, unsure)",
        f"{old}: format: must be 1; it is of another version of guidegen",
        f"{other}: holds no answers of a survey; save them with the page's button and give that "
        "file",
        f"{missing}: cannot be read: No such file or directory",
    ]


def test_a_file_of_mistakes_is_told_in_few_lines(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.json", {f"flickr:{n}": {"x": "y" * 999} for n in range(50)})
    with pytest.raises(InputError, match=r"and 42 more mistakes$") as caught:
        read_export(path)
    assert len(str(caught.value).splitlines()) == 9


def test_nobody_counts_twice(tmp_path: Path) -> None:
    one = saved(tmp_path / "one.json", ANN, "Ann")
    two = saved(tmp_path / "two.json", ANN, " ann")
    with pytest.raises(InputError, match=r"one.json: is given 2 times"):
        read_answers([one, one])
    with pytest.raises(InputError, match=r"two.json: 'ann' has rated flickr:1 in .*one.json too"):
        read_answers([one, two])
    nameless = [saved(tmp_path / f"{n}.json", ANN) for n in range(2)]
    assert read_answers(nameless)["rater"].nunique() == 2


def test_two_files_of_one_rater_without_a_name(tmp_path: Path) -> None:
    """The page was asked to save twice, before and after the last photo."""
    one = saved(tmp_path / "one.json", {"flickr:1": ANN["flickr:1"]}, lot="9f")
    two = saved(tmp_path / "two.json", ANN, lot="9f")
    with pytest.raises(InputError, match=r"two.json: the same rater has rated flickr:1 in .*one"):
        read_answers([one, two])
    assert read_answers([one, saved(two, ANN, lot="a0")])["rater"].nunique() == 2
    with pytest.raises(InputError, match="lot: must be a text"):
        read_answers([saved(one, ANN, lot=1)])


def test_files_without_answers(tmp_path: Path) -> None:
    files = [saved(tmp_path / "a.json", {}), saved(tmp_path / "b.json", {"flickr:1": {}})]
    with pytest.raises(InputError, match=r"a\.json, .*b\.json: nobody has answered anything"):
        read_answers(files)
    assert len(read_answers([*files, saved(tmp_path / "c.json", ANN)])) == 2


def test_the_names_of_sources_that_people_chose(tmp_path: Path) -> None:
    told = {f"{source}:1": {"real": "yes"} for source in ("My-Photos 2", "Фото", "a_b.c")}
    table = tally(read_answers([saved(tmp_path / "a.json", told)]))
    assert set(table["source"]) == {"My-Photos 2", "Фото", "a_b.c"}
    with pytest.raises(InputError, match="must be the id of a photo"):  # a spreadsheet's formula
        read_answers([saved(tmp_path / "a.json", {"=1+1:1": {"real": "yes"}})])


def test_halves_of_characters_are_no_ids(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(
        '{"format": 1, "survey": "s", "rater": "", "answers": {"flickr:\\ud800": {"real": "no"}}}'
    )
    with pytest.raises(InputError, match="must be the id of a photo"):
        read_answers([path])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["format", "answers", "rater", "real", "yes", "flickr:1"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["format", "survey", "rater", "answers", "real", "flickr:1", "\x00"]),
        inner, max_size=4,
    ),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=40)
@given(answers=json_values, rater=json_values, survey=json_values)
def test_whatever_a_file_holds_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, answers: object, rater: object, survey: object
) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzzed.json"
    saved(path, answers, rater, survey=survey)  # type: ignore[arg-type]
    try:
        export = read_export(path)
    except InputError:
        pass
    else:
        assert all(value in QUESTIONS[0].keys for each in export.answers.values()
                   for question, value in each.items() if question == "real")  # fmt: skip


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"[" * 100_000, b"1" * 5000])
def test_bytes_that_are_no_answers(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"a\.json: "):
        read_export(path)
