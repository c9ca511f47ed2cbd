from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidegen.licences import FREE_OF_CREDIT, LICENCES, licence_of, publishable


@pytest.mark.parametrize(
    ("code", "name", "url"),
    [
        ("cc-by-sa-4.0", "CC BY-SA 4.0", "licenses/by-sa/4.0/"),
        ("CC-BY-2.5 ", "CC BY 2.5", "licenses/by/2.5/"),
        ("cc-by-sa-3.0-it", "CC BY-SA 3.0 IT", "licenses/by-sa/3.0/it/"),
        ("cc-by-sa-2.5-scotland", "CC BY-SA 2.5 SCOTLAND", "licenses/by-sa/2.5/scotland/"),
        ("cc-by-sa-3.0-migrated", "CC BY-SA 3.0", "licenses/by-sa/3.0/"),
        ("cc-by-2.1-jp", "CC BY 2.1 JP", "licenses/by/2.1/jp/"),
        ("cc0", "CC0 1.0", "publicdomain/zero/1.0/"),
        ("cc-zero", "CC0 1.0", "publicdomain/zero/1.0/"),
        ("pd", "Public domain", "publicdomain/mark/1.0/"),
        ("pd-old-100", "Public domain", "publicdomain/mark/1.0/"),
    ],
)
def test_what_may_be_published(code: str, name: str, url: str) -> None:
    assert publishable(code) == name
    assert LICENCES[name] == f"https://creativecommons.org/{url}"


@pytest.mark.parametrize(
    "code",
    [
        "",
        "cc-by-nc-2.0",
        "cc-by-nd-4.0",
        "cc-by-nc-sa-3.0",
        "cc-by-sa",
        "cc-by-9.0",
        "cc-by-2.1",
        "cc-by-4.0-it",
        "cc-by-sa-3.0-xx",
        "cc-by-4.0\n<script>",
        "gfdl",
        "fal",
        "fair use",
        "pdx",
    ],
)
def test_what_may_not(code: str) -> None:
    assert publishable(code) == ""


@given(st.text(alphabet="ccbysand0-1234.pnz "))
def test_only_known_licences_come_out(code: str) -> None:
    assert publishable(code) in {*LICENCES, ""}
    assert publishable(f"{code}-nc-{code}") in {"", "Public domain"}


def test_nobody_has_to_be_named() -> None:
    assert LICENCES.keys() >= FREE_OF_CREDIT


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("CC BY 2.0", "CC BY 2.0"),
        ("cc by-sa 4.0", "CC BY-SA 4.0"),
        ("cc-by-sa-3.0-it", "CC BY-SA 3.0 IT"),
        ("BY-SA 2.0", "CC BY-SA 2.0"),
        ("Attribution License", "CC BY 2.0"),
        ("Attribution-ShareAlike License", "CC BY-SA 2.0"),
        ("https://creativecommons.org/licenses/by/2.0/", "CC BY 2.0"),
        ("http://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0"),
        ("CC0 1.0", "CC0 1.0"),
        ("Public Domain Mark", "Public domain"),
        ("All Rights Reserved", ""),
        ("Attribution-NonCommercial License", ""),
        ("Attribution-NoDerivs License", ""),
        ("CC BY-NC-SA 2.0", ""),
        ("https://creativecommons.org/licenses/by-nd/2.0/", ""),
        ("https://example.org/licenses/by/2.0/", ""),
        ("No known copyright restrictions", ""),
        ("5", ""),
        ("", ""),
    ],
)
def test_licences_are_known_by_many_names(text: str, name: str) -> None:
    assert licence_of(text) == name
