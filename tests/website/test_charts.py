from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from guidegen.website.charts import Bars, bar_chart, dot_portrait
from guidegen.website.profiles import Profile
from guidegen.website.season_charts import season_charts

BARS = Bars(
    "months",
    "Months",
    "Busiest: B.",
    [10, None, 40],
    [20, 5, 20],
    [False, False, True],
    ["A", "B", ""],
)


def parse(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 - our own


def test_bars_are_as_high_as_their_values() -> None:
    bars = parse(bar_chart(BARS)).findall("rect")
    heights = [float(bar.get("height", "")) for bar in bars]
    assert heights == [25, 100]  # the highest takes the 100 units that there are
    assert [bar.get("class") for bar in bars] == ["bar", "bar claimed"]


def test_what_may_not_be_told_has_no_bar() -> None:
    few = parse(bar_chart(BARS)).findall("path[@class='few']")
    assert len(few) == 1


def test_what_the_city_would_make_one_expect_is_a_line() -> None:
    line = parse(bar_chart(BARS)).find("path[@class='city']")
    # from the left edge: 20 of 40 is half the height, 5 an eighth, 20 half again
    assert line is not None
    assert line.get("d") == "M0 58.0V58.0H120.0V95.5H240.0V58.0H360.0"
    alone = parse(bar_chart(replace(BARS, expected=())))
    assert alone.find("path[@class='city']") is None


def test_a_chart_without_anything_in_it_is_still_sound() -> None:
    empty = replace(BARS, values=[None, None, 0], expected=(), claimed=[False] * 3)
    assert parse(bar_chart(empty)).findall("rect")[0].get("height") == "0.0"


def test_charts_say_in_words_what_they_show() -> None:
    chart = parse(bar_chart(replace(BARS, description='<b> & "B"')))
    assert chart.get("role") == "img"
    named = (chart.get("aria-labelledby") or "").split()
    words = {child.get("id"): child.text for child in chart if child.get("id")}
    assert [words[name] for name in named] == ["Months", '<b> & "B"']


def test_a_portrait_draws_the_busy_spots_stronger() -> None:
    lon, lat = np.array([10.0, 10.01, 10.02]), np.array([44.0, 44.02, 44.01])
    portrait = parse(dot_portrait(lon, lat, np.array([1.0, 5.0, 50.0])))
    strengths = {path.get("class"): (path.get("d") or "").count("M") for path in portrait}
    assert strengths == {"ink0": 1, "ink1": 1, "ink2": 1}


@pytest.mark.parametrize("count", [0, 1])
def test_a_portrait_of_hardly_anything(count: int) -> None:
    ones = np.ones(count)
    assert ("<svg" in dot_portrait(ones * 10, ones * 44, ones)) == (count > 0)


MONTHS = Profile(
    days=(5, 5, 5, 5, 5, 5, 30, 5, None, 5, 5, 5),
    expected=(7.0,) * 12,
    lift=(None,) * 12,
    claimed=(False,) * 6 + (True,) + (False,) * 5,
)


def test_the_same_numbers_stand_in_a_table() -> None:
    (chart,) = season_charts({"month": MONTHS}, "Market", compare=True)
    rows = {row.name: row for row in chart.rows}
    assert len(rows) == 12
    assert rows["July"].days == "30"
    assert rows["July"].claimed
    assert rows["September"].days == "not told"
    # 30 of the 80 that can be told
    assert "Busiest: July, with 38%" in chart.svg
    assert "beyond chance: July." in chart.svg


def test_kinds_without_numbers_are_left_out() -> None:
    nothing = Profile((None,) * 7, (0.0,) * 7, (None,) * 7, (False,) * 7)
    assert season_charts({"weekday": nothing}, "Market", compare=True) == []
