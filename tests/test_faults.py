"""What the errors of services look like."""

from __future__ import annotations

from typing import Any

import pytest

from guidegen.faults import (
    Fault,
    flickr_exif_fault,
    flickr_fault,
    mediawiki_fault,
    wikimapia_fault,
)


@pytest.mark.parametrize(
    "data", [{}, [], None, "error", {"query": {}}, {"error": None}, {"errors": []}]
)
def test_answers_without_an_error(data: Any) -> None:
    assert mediawiki_fault(data) is None
    assert wikimapia_fault(data) is None


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ({"error": {"code": "maxlag", "info": "Lagged."}}, Fault("maxlag: Lagged.", True)),
        ({"errors": [{"code": "toobig", "text": "Big."}]}, Fault("toobig: Big.")),
        ({"error": {}, "errors": [{}]}, Fault("error: ")),
        ({"error": [1]}, Fault("1")),
        ({"error": {"code": 5, "info": None}}, Fault("5: ")),
        ({"errors": {"code": "ratelimited"}}, Fault("ratelimited: ", True)),
    ],
)
def test_errors_of_a_mediawiki(data: Any, fault: Fault) -> None:
    assert mediawiki_fault(data) == fault


@pytest.mark.parametrize(
    ("debug", "fault"),
    [
        ({"code": 1004, "message": "Key limit"}, Fault("1004: Key limit", True, 30)),
        ({"code": "1012", "message": "IP limit"}, Fault("1012: IP limit", True, 60)),
        ({"code": 1001, "message": "What?"}, Fault("1001: What?")),
        (None, Fault("error: ")),
        ({"code": {}}, Fault("{}: ")),
    ],
)
def test_errors_of_wikimapia(debug: Any, fault: Fault) -> None:
    assert wikimapia_fault({"debug": debug}) == fault


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        (201, Fault("201: No.", True)),
        ("105", Fault("105: No.", True)),
        (0, Fault("0: No.", True)),
        (3, Fault("3: No.")),
        (100, Fault("100: No.; look at GUIDEGEN_FLICKR_KEY")),
        (None, Fault("None: No.")),
    ],
)
def test_errors_of_flickr(code: Any, fault: Fault) -> None:
    data = {"stat": "fail", "code": code, "message": "No."}
    assert flickr_fault(data) == fault
    assert flickr_exif_fault(data) == fault
    assert flickr_fault({"stat": "ok"}) is None
    assert flickr_fault({}) == Fault("error: ")
    assert flickr_fault([]) is None


def test_that_a_photo_has_no_exif_to_show_is_an_answer() -> None:
    for code in (1, 2):
        data = {"stat": "fail", "code": code, "message": "No."}
        assert flickr_exif_fault(data) is None
        assert flickr_fault(data) is not None
