"""The threshold of brightness: planted ones are found, and nothing is made of chance."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from defusedxml import ElementTree

from guidegen.errors import InputError, OutputError
from guidegen.survey.light import study
from guidegen.survey.rated import read_rated
from guidegen.survey.threshold import curve, suggest, wilson
from tests.survey.sample import saved


def planted(step: float, below: float, above: float, seed: int, photos: int = 250) -> tuple:  # type: ignore[type-arg]
    random = np.random.default_rng(seed)
    light = random.uniform(-4, 12, photos)
    return light, random.random(photos) < np.where(light < step, below, above)


@pytest.mark.parametrize("step", [0.0, 4.0, 7.5])
def test_a_planted_step_is_found(step: float) -> None:
    found = [suggest(*planted(step, 0.1, 0.7, seed)) for seed in range(4)]
    assert all(each.threshold_bv is not None for each in found)
    assert max(abs(each.threshold_bv - step) for each in found) <= 1.0  # type: ignore[operator]
    assert sum(each.low_bv <= step <= each.high_bv for each in found) >= 3
    assert all(each.below < 0.25 < 0.5 < each.above for each in found)


def test_chance_is_no_evidence() -> None:
    found = [suggest(*planted(4.0, 0.5, 0.5, seed, 120)) for seed in range(20)]
    assert sum(each.threshold_bv is not None for each in found) <= 3  # one in 20 is expected
    assert all("not enough evidence" in each.why for each in found if each.threshold_bv is None)


def test_darkness_that_people_like_makes_no_threshold() -> None:
    light, attractive = planted(4.0, 0.9, 0.1, 1)
    assert suggest(light, attractive).threshold_bv is None


def test_few_photos_are_no_evidence() -> None:
    light = np.arange(20.0)
    advice = suggest(light, light > 10)
    assert advice.threshold_bv is None
    assert "20 rated photos tell of the light, 9 of them attractive; at least 30" in advice.why


def test_the_order_of_rows_decides_nothing() -> None:
    light, attractive = planted(4.0, 0.2, 0.6, 3, 100)
    light = light.round()  # many are equal
    order = np.random.default_rng(1).permutation(100)
    assert suggest(light, attractive) == suggest(light[order], attractive[order])


def test_the_curve_by_hand() -> None:
    found = curve(np.array([0.2, 1.0, 1.3, 2.0]), np.array([False, False, True, True]))
    assert found.threshold_bv.tolist() == [0.0, 0.5, 1.0, 1.5, 2.0]
    assert found.kept.tolist() == [4, 3, 3, 1, 1]  # 1.0 is kept by 1.0
    assert found.attractive_share.tolist() == [0.5, 2 / 3, 2 / 3, 1.0, 1.0]
    assert found.kept_share.tolist() == [1.0, 0.75, 0.75, 0.25, 0.25]


def test_wilson_by_hand() -> None:
    """Newcombe (1998), table 1: 81 of 263, 15 of 148, 0 of 20, 1 of 29."""
    low, high = wilson(np.array([81.0, 15, 0, 1]), np.array([263.0, 148, 20, 29]))
    assert low.round(4).tolist() == [0.2553, 0.0624, 0.0, 0.0061]
    assert high.round(4).tolist() == [0.3662, 0.1605, 0.1611, 0.1718]


def test_saved_answers_joined_with_the_light_of_the_photos(tmp_path: Path) -> None:
    one = saved(tmp_path / "1.json", {
        "flickr:1": {"attractive": "yes"}, "flickr:2": {"attractive": "no"},
        "flickr:3": {"attractive": "yes"}, "flickr:4": {"attractive": "unsure"},
        "flickr:5": {"attractive": "yes"},
    })  # fmt: skip
    two = saved(tmp_path / "2.json", {"flickr:5": {"attractive": "no"}})
    table = tmp_path / "photos.csv"
    table.write_text("photo_id,luminance_bv\nflickr:1,7.5\nflickr:2,-1\nflickr:3,\n", "utf-8")
    rated = read_rated([one, table, two])
    assert sorted(zip(rated.luminance_bv, rated.attractive, strict=True)) == [(-1, 0), (7.5, 1)]
    assert rated.without_light == 1  # the third
    assert rated.undecided == 2  # the fourth and fifth


def test_a_table_of_ratings_with_the_settings_of_cameras(tmp_path: Path) -> None:
    table = tmp_path / "rated.tsv"
    rows = [
        "F number\tExposureTime\tISO\tRating",
        "8\t1/125\t100\t1",
        "2.8\t0.5\t1600\t0",
        "\t\t\t1",
    ]
    table.write_text("\n".join(rows), "utf-8")
    rated = read_rated([table])
    bv = [np.log2(64 * 125) - 5, np.log2(2.8**2 / 0.5) - 4 - 5]
    assert rated.luminance_bv.tolist() == pytest.approx(bv)
    assert rated.attractive.tolist() == [True, False]
    assert rated.without_light == 1
    pd.DataFrame({"luminance_bv": [1.0, 2.0], "attractive": [True, False]}).to_parquet(
        tmp_path / "rated.parquet"
    )
    assert read_rated([tmp_path / "rated.parquet"]).attractive.tolist() == [True, False]


def test_mistakes_of_tables_at_once(tmp_path: Path) -> None:
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.write_text("luminance_bv,attractive\n1,good\n2,1\n3,=x\n", "utf-8")
    two.write_text("a,b\n1,x\n", "utf-8")
    with pytest.raises(InputError) as caught:
        read_rated([one, two, tmp_path / "none.csv"])
    first, second, third, fourth = str(caught.value).splitlines()
    assert first == f"{one}: row 1: attractive is 'good'; it must be 0 or 1"
    assert second == f"{one}: row 3: attractive is '=x'; it must be 0 or 1"
    assert third.startswith(f"{two}: has neither ratings (a column attractive) nor the light")
    assert fourth.startswith(f"{tmp_path / 'none.csv'}: there is no such file")


def test_light_without_ratings_and_ratings_without_light(tmp_path: Path) -> None:
    light = tmp_path / "light.csv"
    light.write_text("photo_id,luminance_bv\nflickr:1,7.5\n", "utf-8")
    with pytest.raises(InputError, match="nothing in it says which photos are attractive"):
        list(study([light], tmp_path / "out.svg"))
    answers = saved(tmp_path / "1.json", {"flickr:2": {"attractive": "yes"}})
    with pytest.raises(InputError, match="1 photos were rated, and the light of none is known"):
        list(study([light, answers], tmp_path / "out.svg"))


def test_the_study_writes_a_drawing_and_a_table(tmp_path: Path) -> None:
    light, attractive = planted(4.0, 0.1, 0.7, 1)
    table = tmp_path / "rated.csv"
    pd.DataFrame({"luminance_bv": light, "attractive": attractive.astype(int)}).to_csv(table)
    output = tmp_path / "new" / "light.svg"
    lines = list(study([table], output))
    found = re.fullmatch(r"suggested: quality: \{luminance: \{minimum_bv: (.*)\}\}", lines[1])
    assert found
    assert abs(float(found[1]) - 4) <= 1
    text = output.read_text("utf-8")
    assert not re.search(r"\bnan\b", text)
    drawing = "".join(ElementTree.fromstring(text).itertext())
    for words in ("Threshold: brightness of the scene, Bv (APEX)", "cd/m²", "100%",
                  f"suggested: {found[1]} Bv", "kept, of all photos"):  # fmt: skip
        assert words in drawing
    rows = list(csv.DictReader(output.with_suffix(".csv").read_text("utf-8").splitlines()))
    assert float(rows[0]["kept_share"]) == 1
    assert all(float(r["attractive_share_low"]) <= float(r["attractive_share"])
               <= float(r["attractive_share_high"]) for r in rows)  # fmt: skip
    # Bv 0 is EV100 5, of 12.5 / 100 * 2^5 cd/m²
    assert next(r for r in rows if r["threshold_bv"] == "0")["luminance_cdm2"] == "4"
    before = text
    list(study([table], output))
    assert output.read_text("utf-8") == before
    with pytest.raises(OutputError, match=r"x\.csv: name a file for the drawing"):
        list(study([table], tmp_path / "x.csv"))


def test_one_photo_makes_a_drawing_too(tmp_path: Path) -> None:
    table = tmp_path / "rated.csv"
    table.write_text("luminance_bv,attractive\n4.2,1\n", "utf-8")
    lines = list(study([table], tmp_path / "light.svg"))
    assert lines[1].startswith("not enough evidence: 1 rated photos")
    assert not re.search(r"\bnan\b", (tmp_path / "light.svg").read_text("utf-8"))


def test_nothing_that_is_read_is_written_over(tmp_path: Path) -> None:
    ratings, light = tmp_path / "ratings.csv", tmp_path / "light.csv"
    ratings.write_text("photo_id,attractive\n1,1\n", "utf-8")
    light.write_text("photo_id,luminance_bv\n1,4\n", "utf-8")
    with pytest.raises(OutputError, match=r"light\.csv: is read, and would be written over"):
        list(study([ratings, light], tmp_path / "light.svg"))
    answers = saved(tmp_path / "a.json", {"flickr:2": {"attractive": "yes"}})
    with pytest.raises(OutputError, match=r"a\.json: is read"):
        list(study([answers], tmp_path / "." / "a.json"))
    assert light.read_text("utf-8").startswith("photo_id")
    assert not (tmp_path / "light.svg").exists()
    with pytest.raises(OutputError, match="name a file for the drawing"):
        list(study([ratings, light], Path()))


def test_rows_without_an_id_are_each_a_photo(tmp_path: Path) -> None:
    for name, ids in {"csv": ["", "", "a"], "parquet": [None, None, "a"]}.items():
        frame = pd.DataFrame({"photo_id": ids, "attractive": [1, 0, 1], "luminance_bv": [1, 2, 3]})
        path = tmp_path / f"rated.{name}"
        frame.to_csv(path, index=False) if name == "csv" else frame.to_parquet(path)
        rated = read_rated([path])
        assert sorted(rated.luminance_bv) == [1, 2, 3]
        assert rated.attractive.sum() == 2
