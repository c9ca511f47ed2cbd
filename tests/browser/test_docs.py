"""The built documentation in a browser."""

from __future__ import annotations

import pytest

from tests.browser.conftest import OpenPage, expect_narrow, violations
from tests.docs.test_site import build
from tests.shared import made_once


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> str:
    return (made_once(tmp_path_factory, "docs", build) / "site").as_uri()


@pytest.mark.parametrize("name", ["tutorial", "reference/commands", "search"])
def test_axe_finds_nothing(open_page: OpenPage, docs: str, axe: str, name: str) -> None:
    page = open_page(f"{docs}/{name}.html", width=390, height=844)
    expect_narrow(page, 390)
    assert violations(page, axe) == []


def test_what_scrolls_can_be_reached_as_long_as_it_does(open_page: OpenPage, docs: str) -> None:
    page = open_page(f"{docs}/tutorial.html", width=390, height=844)
    page.wait_for_function("document.querySelector('pre').tabIndex === 0")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.wait_for_function("document.querySelector('pre').tabIndex === -1")
