from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from guidegen.errors import InputError
from guidegen.photos.tracks import load_tracks, positions_at

HEADER = '<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">'


def gpx(*segments: tuple[tuple[str, float, float], ...]) -> str:
    parts = "".join(
        "<trkseg>"
        + "".join(
            f'<trkpt lat="{lat}" lon="{lon}"><time>2012-05-03T{time}</time></trkpt>'
            for time, lon, lat in points
        )
        + "</trkseg>"
        for points in segments
    )
    return f"{HEADER}<trk>{parts}</trk></gpx>"


def at(folder: Path, text: str, *times: str) -> list[tuple[float, float]]:
    path = folder / "track.gpx"
    path.write_text(text)
    instants = np.array([f"2012-05-03T{time}" for time in times], "datetime64[us]")
    lon, lat = positions_at(instants, load_tracks([path]))
    return list(zip(lon.round(6).tolist(), lat.round(6).tolist(), strict=True))


NOWHERE = (pytest.approx(np.nan, nan_ok=True),) * 2
# 10:00 to 10:04 in one go, then a pause of half an hour
WALK = gpx((("10:00:00Z", 10.0, 43.0), ("10:04:00Z", 10.4, 43.8), ("10:34:00Z", 10.5, 43.9)))


def test_between_two_points(tmp_path: Path) -> None:
    found = at(tmp_path, WALK, "10:00:00", "10:01:00", "10:04:00")
    assert found == [(10.0, 43.0), (10.1, 43.2), (10.4, 43.8)]


def test_a_long_gap_and_the_ends(tmp_path: Path) -> None:
    found = at(tmp_path, WALK, "10:04:50", "10:20:00", "10:33:10", "09:59:10", "09:58:00", "10:36")
    assert found == [(10.4, 43.8), NOWHERE, (10.5, 43.9), (10.0, 43.0), NOWHERE, NOWHERE]


def test_points_that_lie_nowhere_are_none(tmp_path: Path) -> None:
    odd = gpx(
        (("10:00:00Z", 10.0, 43.0), ("10:01:00Z", np.inf, 43.0), ("10:02:00Z", np.nan, 43.4)),
        (("10:03:00Z", 10.0, 91.0),),
    )
    assert at(tmp_path, odd, "10:00:00", "10:02:00", "10:03:00") == [(10.0, 43.0), NOWHERE, NOWHERE]


def test_nothing_is_known_between_segments(tmp_path: Path) -> None:
    parts = gpx((("10:00:00Z", 10.0, 43.0),), (("10:04:00Z", 10.4, 43.4),))
    assert at(tmp_path, parts, "10:02:00", "10:03:30") == [NOWHERE, (10.4, 43.4)]


def test_the_nearest_point_in_time_counts(tmp_path: Path) -> None:
    two = gpx(
        (("10:00:00Z", 10.0, 43.0), ("10:04:00Z", 10.4, 43.4)),
        (("10:01:00Z", 20.0, 50.0), ("10:01:10Z", 20.0, 50.0)),
    )
    assert at(tmp_path, two, "10:01:05", "10:03:59") == [(20.0, 50.0), (10.398333, 43.398333)]


def test_other_zones_any_order_and_points_without_time(tmp_path: Path) -> None:
    text = gpx((("12:04:00+02:00", 10.4, 43.8), ("10:00:00Z", 10.0, 43.0)))
    text = text.replace("</trkseg>", '<trkpt lat="0" lon="0"/></trkseg>')
    assert at(tmp_path, text, "10:01:00") == [(10.1, 43.2)]


def test_photos_without_a_time_and_no_tracks(tmp_path: Path) -> None:
    path = tmp_path / "track.gpx"
    path.write_text(WALK)
    lon, _ = positions_at(np.array(["NaT"], "datetime64[us]"), load_tracks([path]))
    assert np.isnan(lon).all()
    assert np.isnan(positions_at(np.array(["2012-05-03"], "datetime64[us]"), [])[0]).all()


ENTITIES = '<!DOCTYPE gpx [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "cannot be read as GPX"),
        ("<gpx>", "cannot be read as GPX"),
        ('<gpx><trk><trkseg><trkpt lat="x" lon="1"/></trkseg></trk></gpx>', "no point|cannot"),
        (WALK.replace("<gpx", ENTITIES + "<gpx"), "cannot be read as GPX"),
        (HEADER + "</gpx>", "no point of a track in it has a time"),
        (gpx((("99:00:00Z", 10.0, 43.0),)), "no point|cannot"),
        (WALK.replace("2012-05-03", "9999-12-31").replace("Z<", "-14:00<"), "cannot be read"),
    ],
)
def test_files_that_are_none(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        at(tmp_path, text, "10:00:00")
    assert "track.gpx" in str(caught.value)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        load_tracks([tmp_path / "track.gpx"])
