"""The report of a city: counts that add up, in words and for programs."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import numpy as np
import pytest

from guidegen import cli

CITY = """\
name: Smallville
bbox: [9.94, 44.96, 10.06, 45.04]
photos: [{source: file, path: photos.csv}]
quality: {bulk: {photos: 4, span: 1 h}, precision: false}
places: {minimum_authors: 3}
descriptions: {providers: [curated]}
streets: {source: none}
"""
_SUM = re.compile(r" +([\d,]+)  (came|left out: .*|kept)")


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """Two spots of twelve people each, of whom three put a day of theirs on one point."""
    random = np.random.default_rng(1)
    rows = ["photo_id,author_id,lat,lon,taken_at"]
    for number in range(240):
        person, spot = number % 24, number % 2
        lon, lat = 10 + spot * 0.01 + random.normal(0, 1e-4), 45 + random.normal(0, 1e-4)
        day, hour, minute = number % 27 + 1, number % 12 + 8, number // 24
        time = f"2020-06-{day:02} {hour:02}:{minute:02}:01"
        rows.append(f"{number},{person},{lat:.6f},{lon:.6f},{time}")
    rows += [
        f"b{person}{hour},b{person},45.012345,10.012345,2020-06-0{person + 1} 1{hour}:00:00"
        for person in range(3)
        for hour in range(4)
    ]
    rows += ["x,1,45,,2020-06-01 12:00:00", "y,1,95,10,2020-06-01 12:00:00"]
    (tmp_path / "photos.csv").write_text("\n".join(rows), "utf-8")
    (tmp_path / "small.yaml").write_text(CITY, "utf-8")
    return tmp_path


def test_the_report(
    city: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(city)
    monkeypatch.setenv("GUIDEGEN_CACHE", str(city / "cache"))

    def run(*arguments: str) -> str:
        monkeypatch.setattr(sys, "argv", ["guidegen", "-q", *arguments, "small.yaml", "--offline"])
        with pytest.raises(SystemExit) as end:
            cli.main()
        assert not end.value.code
        return capsys.readouterr().out

    run("build")
    published = json.loads((city / "output/small/data/report.json").read_text("utf-8"))
    assert json.loads(run("report", "--format", "json")) == published
    text = run("report")
    lines = text.splitlines()
    assert lines[0] == "Smallville"
    sums: list[dict[str, int]] = []
    for line in lines:
        if found := _SUM.fullmatch(line):
            if found[2] == "came":
                sums.append({})
            sums[-1][found[2]] = int(found[1].replace(",", ""))
    assert len(sums) == 4 + 3  # stages, and the filters that are on
    for each in sums:
        assert each["came"] == sum(n for name, n in each.items() if name != "came"), each
    assert [each["came"] for each in sums[:2]] == [254, 252]
    assert sums[4] == {
        "came": 252, "left out: one of many that an author put on one point": 12, "kept": 240,
    }  # fmt: skip
    assert "  Off: rough positions, impossible speeds, darkness, events and faces." in lines
    assert "Bulk drops: Photos go if 4 or more of one author lie on exactly one point" in text
    assert "in 1 there are clearly fewer than before, in 1 of these fewer than three." in text
    assert text.count("×") == 2  # in the key and on the map
