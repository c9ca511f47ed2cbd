"""A survey as raters see it: opened from a folder, by keys and by hand, stopped and resumed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guidegen.store import Store
from guidegen.survey.answers import read_export
from guidegen.survey.questions import QUESTIONS
from guidegen.surveying import make_survey
from guidegen.web import Web
from tests.browser.conftest import HOSTILE_NAME, OpenPage, violations
from tests.survey.sample import CITY, city_with_pictures

pytestmark = pytest.mark.browser

ALL = 3 * len(QUESTIONS)


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a survey of three photos whose author has a hostile name."""
    folder = tmp_path_factory.mktemp("survey")
    hostile = HOSTILE_NAME.replace("\\", "\\\\").replace('"', '\\"')
    text = CITY.replace("author: A. Painter", f'author: "{hostile}"')
    city = city_with_pictures(folder, city=text, artists=False)
    with Web(folder / "web", offline=True) as web:
        made = make_survey(
            city,
            folder / "site",
            3,
            store=Store(folder / "cache"),
            web=web,
            offline=True,
            progress=lambda _: None,
        )
    return made.page.as_uri()


def saved(page: Page, tmp_path: Path) -> dict[str, Any]:
    """What the page saves, if the tally can read it."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Save my answers").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    read_export(path)
    told: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return told


def question(page: Page) -> str:
    return str(page.locator("[data-question]").text_content())


def test_a_survey_by_keys_with_a_pause(open_page: OpenPage, survey: str, tmp_path: Path) -> None:
    page = open_page(survey)
    page.get_by_label("Your name").fill("Ann 1")  # its keys are no answers
    page.get_by_role("button", name="Start").press("Enter")
    expect(page.locator("[data-question]")).to_be_focused()
    assert question(page) == QUESTIONS[0].text
    page.keyboard.press("2")
    assert question(page) == QUESTIONS[1].text
    expect(page.locator("[data-status]")).to_have_text(f"No, something else. 1 of {ALL} answers")
    page.keyboard.press("9")  # none of the answers
    page.keyboard.press("u")
    assert question(page) == QUESTIONS[0].text
    for key in "1111":
        page.keyboard.press(key)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Photograph 2 of 3")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    assert question(page) == QUESTIONS[4].text  # the first without an answer
    page.reload()
    page.get_by_role("button", name="Go on (19% answered)").click()
    assert question(page) == QUESTIONS[4].text
    page.get_by_role("button", name="Question 1: ").click()
    expect(page.get_by_role("button", name="1 Yes, a photograph")).to_have_attribute(
        "aria-pressed", "true"
    )
    page.keyboard.press("ArrowRight")
    page.keyboard.down("1")
    page.keyboard.down("1")  # held down, it goes on
    page.keyboard.up("1")
    # on a French keyboard 1 needs the shift key
    press = "new KeyboardEvent('keydown', {key: '&', code: 'Digit1', bubbles: true})"
    page.evaluate(f"document.body.dispatchEvent({press})")
    assert question(page) == QUESTIONS[2].text
    for _ in range(ALL):
        if page.locator("[data-question]").is_visible():
            page.keyboard.press("1")
    expect(page.get_by_role("heading", name="That was the last one")).to_be_focused()
    told = saved(page, tmp_path)
    assert told["rater"] == "Ann 1"
    assert len(told["answers"]) == 3
    first = {each.key: each.answers[0][0] for each in QUESTIONS}
    assert list(told["answers"].values()) == [first] * 3
    assert (tmp_path / "survey-pisa-ann-1.json").is_file()


def test_a_survey_by_hand_on_a_narrow_screen(
    open_page: OpenPage, survey: str, tmp_path: Path
) -> None:
    page = open_page(survey, width=360, height=640)
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Can’t tell").click()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("Photograph 2 of 3")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    picture = page.get_by_role("img", name="Photograph 2 of 3")
    expect(picture).to_be_in_viewport()
    assert picture.evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 240
    expect(page.locator("[data-credit]")).to_contain_text("<img src=x")
    expect(page.get_by_role("link", name="CC BY 4.0")).to_have_attribute(
        "href", "https://creativecommons.org/licenses/by/4.0/"
    )
    page.get_by_role("button", name="Stop or save").click()
    told = saved(page, tmp_path)
    assert [*told["answers"].values()] == [{"real": "unsure"}]
    page.reload()
    assert saved(page, tmp_path) == told
    page.get_by_text("Somebody else wants to answer").click()
    page.get_by_role("button", name="delete them").click()
    page.reload()
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Can’t tell").click()
    page.get_by_role("button", name="Stop or save").click()
    other = saved(page, tmp_path)
    assert len(other["lot"]) == len(told["lot"]) == 16
    assert other["lot"] != told["lot"]  # two raters, though neither has a name


def test_axe_finds_nothing(open_page: OpenPage, survey: str, axe: str) -> None:
    page = open_page(survey)
    found = violations(page, axe)
    page.get_by_role("button", name="Start").click()
    page.keyboard.press("1")
    found += violations(page, axe)
    for _ in range(ALL - 1):
        page.keyboard.press("1")
    assert found + violations(page, axe) == []
