from __future__ import annotations

import pytest

from guidegen.jsonvalues import (
    as_dict,
    as_text,
    file_name,
    item_id,
    language_code,
    number,
    position,
    rows,
    web_address,
    whole_number,
)

JUNK = [None, True, 7, 1.5, "x", [], ["x"], {}, {"a": 1}, [{"a": 1}, None, 3]]


def test_what_is_of_another_type_is_nothing() -> None:
    assert [as_dict(value) for value in JUNK if as_dict(value)] == [{"a": 1}]
    assert [rows(value) for value in JUNK if rows(value)] == [[{"a": 1}]]
    assert [as_text(value) for value in JUNK if as_text(value)] == ["x"]
    assert [whole_number(value) for value in JUNK if whole_number(value)] == [7]


@pytest.mark.parametrize("value", [0, -1, 2**53, 10**400, 1.0, "1", float("nan")])
def test_what_is_no_id_of_a_page(value: object) -> None:
    assert whole_number(value) == 0


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (7, 7.0),
        (-10, -10.0),
        ("1708", 1708.0),
        (" 7.5 ", 7.5),
        (1e4, None),
        (-(10**400), None),
        ("nan", None),
        ("1e999", None),
        ("9" * 5000, None),
        ("0" * 40, None),
        (True, None),
        ("", None),
        (None, None),
        (["1"], None),
    ],
)
def test_numbers(value: object, expected: object) -> None:
    assert number(value, 2000) == expected


@pytest.mark.parametrize(
    ("lon", "lat", "expected"),
    [
        (10.4, 43, (10.4, 43.0)),
        (-180, 90, (-180.0, 90.0)),
        (180.1, 0, None),
        (0, -91, None),
        (True, 0, None),
        ("10", 43, None),
        (10**400, 0, None),
        (float("nan"), 0, None),
        (None, None, None),
    ],
)
def test_positions(lon: object, lat: object, expected: object) -> None:
    assert position(lon, lat) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Leaning_tower.jpg", "Leaning tower.jpg"),
        ("File:leaning tower.jpg", "Leaning tower.jpg"),
        ("Tour (éclairée) 1.JPG", "Tour (éclairée) 1.JPG"),
        ("a|b.jpg", ""),
        ("../secret.jpg", ""),
        ("a\nb.jpg", ""),
        ("a\u202eb.jpg", ""),
        ("x" * 300, ""),
        ("", ""),
        (7, ""),
    ],
)
def test_names_of_files(value: object, expected: str) -> None:
    assert file_name(value) == expected


@pytest.mark.parametrize(
    "good", ["https://en.wikipedia.org/wiki/A%C3%A9_(b)", "http://127.0.0.1:8/x"]
)
def test_addresses_to_link_to(good: str) -> None:
    assert web_address(good) == good
    for bad in (f"java{good}", f"{good} x", f'{good}"x', f"{good}\n", f"{good}<", "//a.b", None):
        assert web_address(bad) == ""


def test_ids_of_items() -> None:
    assert item_id("Q39054") == "Q39054"
    assert not any(map(item_id, ["Q0", "q1", "P31", "Q1|Q2", "Q١", "", None, 1, ["Q1"]]))


def test_codes_of_languages() -> None:
    assert [language_code(value) for value in ("en", "AST")] == ["en", "ast"]
    assert not any(map(language_code, ["e", "en-GB", "engl", "en\n", "é1", "", None, ["en"]]))
