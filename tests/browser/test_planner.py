"""The walk planner, on Sampletown's drawn streets and on those of the old town of Porto."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import gpxpy
import numpy as np
import pandas as pd
import pytest
from gpxpy.gpx import GPX
from playwright.sync_api import Page, expect

from guidegen.outings import sights_of
from guidegen.walks.costs import favour
from guidegen.walks.passing import passes
from guidegen.walks.plan import Wish, alternatives, plan
from guidegen.walks.steps import steps
from guidegen.website.guide import Guide
from guidegen.website.render import render_site
from tests.browser.conftest import HOSTILE_NAME, OpenPage, unfold, violations
from tests.browser.old_town import Porto
from tests.website.sample import renamed, sample_guide
from tests.website.sample_walks import with_walks

pytestmark = pytest.mark.browser

RIVERSIDE, TOWER = (-8.6134, 41.1407), (-8.6146, 41.1458)
BETWEEN = "#from=-8.613400,41.140700&to=-8.614600,41.145800"
ACROSS = "#from=-8.620500,41.142000&to=-8.605000,41.148000"
LOOP = "#from=-8.613400,41.140700"
SUMMARY = re.compile(r"\d+ minutes?, [\d.]+ k?m$")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The planner of Sampletown, whose places have names and pages."""
    folder = tmp_path_factory.mktemp("town")
    render_site([with_walks(sample_guide(folder))], folder / "site")
    return (folder / "site" / "sampletown" / "planner.html").as_uri()


def walked(page: Page) -> None:
    """Wait until a walk is told."""
    expect(page.locator(".outcome[aria-busy]")).to_have_count(0)
    expect(page.locator("[data-told] h2")).to_have_text(SUMMARY)
    expect(page.locator("path.way.walk")).to_have_count(1)


def saved(page: Page, folder: Path) -> GPX:
    """What the page saves as a GPX file."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as GPX").click()
    path = folder / download.value.suggested_filename
    shutil.copy(download.value.path(), path)
    return gpxpy.parse(path.read_text("utf-8"))


def line_of(gpx: GPX) -> np.ndarray:
    [track] = gpx.tracks
    return np.array([(point.longitude, point.latitude) for point in track.segments[0].points])


def tap(page: Page, x: float, y: float) -> None:
    """Tap the map, at shares of its width and height."""
    box = page.locator("#map").bounding_box()
    assert box
    page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])


def test_a_tap_plans_a_loop_and_the_next_one_a_walk(open_page: OpenPage, porto: Porto) -> None:
    page = open_page(porto.page)
    expect(page.get_by_text("Tap the map where you start.")).to_be_visible()
    tap(page, 0.5, 0.6)
    walked(page)
    assert re.fullmatch(r".*#from=-8\.\d{6},41\.\d{6}", page.url)
    expect(page.locator("[data-told]")).to_contain_text("the other photographed streets around")
    expect(page.locator("path.way.shortest")).to_have_count(0)
    tap(page, 0.35, 0.4)
    expect(page.locator("path.way.shortest")).to_have_count(1)
    walked(page)
    assert re.search(r"#from=[-\d.,]+&to=[-\d.,]+$", page.url)
    expect(page.locator("[data-told]")).to_contain_text(
        re.compile(r"the shortest way.* \d+ minutes longer\.")
    )
    expect(page.locator("#from option:checked")).to_have_text("On the map")


def test_the_way_back_leads_over_the_ends_that_were_chosen(
    open_page: OpenPage, porto: Porto
) -> None:
    page = open_page(porto.page)
    tap(page, 0.5, 0.6)
    walked(page)
    loop = page.url
    page.locator("#minutes").fill("45")
    expect(page.locator("[data-told] h2")).to_have_text(re.compile("^4[3-7] minutes"))
    loop += "&minutes=45"
    tap(page, 0.35, 0.4)
    expect(page.locator("path.way.shortest")).to_have_count(1)
    page.go_back()
    expect(page.locator("path.way.shortest")).to_have_count(0)
    walked(page)
    assert page.url == loop
    page.go_back()
    expect(page.locator("[data-told]")).to_contain_text("Choose where to start")
    page.go_forward()
    walked(page)
    page.get_by_role("button", name="Start again").click()
    expect(page.locator("[data-told]")).to_contain_text("Choose where to start")
    expect(page.get_by_role("button", name="Start again")).to_be_hidden()
    expect(page.locator("#from")).to_be_focused()


def test_a_point_at_a_place_is_called_by_its_name(open_page: OpenPage, town: str) -> None:
    page = open_page(town)
    at = page.locator("#from option", has_text="Market Square").get_attribute("value")
    assert at
    lon, lat = (float(part) for part in at.split(","))
    for off_m, called in ((15, "Market Square"), (30, "On the map")):
        page.evaluate(f"location.hash = 'from={lon:.6f},{lat + off_m / 111195:.6f}'")
        expect(page.locator("#from option:checked")).to_have_text(called)
        walked(page)


def test_steps_and_places_passed_are_told(open_page: OpenPage, town: str) -> None:
    page = open_page(town)
    page.locator("#from").select_option(label="Market Square")
    walked(page)
    places = page.locator("[data-passed] li").count()
    expect(page.locator("[data-told]")).to_contain_text(
        re.compile(rf"Passes (the one place|all \d+ places|[1-{places}] of the \d+ places) of this")
    )


def test_a_double_click_is_one_tap(open_page: OpenPage, porto: Porto) -> None:
    page = open_page(porto.page, reduced_motion="no-preference")
    box = page.locator("#map").bounding_box()
    assert box
    page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + 0.6 * box["height"])
    walked(page)
    assert "#from=" in page.url
    assert "to=" not in page.url


def test_an_end_can_be_chosen_again_and_dragged(open_page: OpenPage, porto: Porto) -> None:
    page = open_page(porto.page + BETWEEN)
    walked(page)
    page.get_by_role("button", name="From a point on the map").click()
    expect(page.locator("[data-tap=from]")).to_have_attribute("aria-pressed", "true")
    tap(page, 0.6, 0.5)
    page.wait_for_url(lambda url: BETWEEN not in url)
    walked(page)
    assert page.url.endswith("&to=-8.614600,41.145800")
    mark = page.locator(".leaflet-marker-icon.end-mark.to").bounding_box()
    assert mark
    page.mouse.move(mark["x"] + 15, mark["y"] + 15)
    page.mouse.down()
    page.mouse.move(mark["x"] + 60, mark["y"] + 60, steps=5)
    page.mouse.up()
    page.wait_for_url(lambda url: "to=-8.614600,41.145800" not in url)
    walked(page)


WISHES: dict[str, tuple[str, Callable[[Guide], Wish]]] = {
    "between": (BETWEEN + "&minutes=45", lambda _: Wish(RIVERSIDE, TOWER, 45)),
    "loop": (LOOP, lambda _: Wish(RIVERSIDE, None, 60)),
    "slowly": (BETWEEN + "&pace=3", lambda _: Wish(RIVERSIDE, TOWER, 60, 3)),
    "avoiding": (
        BETWEEN + "&avoid=steps,unlit",
        lambda _: Wish(RIVERSIDE, TOWER, 60, avoid_steps=True, avoid_unlit=True),
    ),
    "attracted": (LOOP + "&attraction=0.9", lambda _: Wish(RIVERSIDE, None, 60, attraction=0.9)),
    "locals": (
        BETWEEN + "&prefer=locals",
        lambda guide: Wish(RIVERSIDE, TOWER, 60, preference=_favour(guide, "locals")),
    ),
    "tourists": (
        LOOP + "&prefer=tourists&minutes=90",
        lambda guide: Wish(RIVERSIDE, None, 90, preference=_favour(guide, "tourists")),
    ),
}


def _edges(guide: Guide) -> pd.DataFrame:
    assert guide.streets
    edges: pd.DataFrame = guide.streets.network.edges
    return edges


def _favour(guide: Guide, of: str) -> np.ndarray:
    assert guide.streets
    return favour(guide.streets.scores["leaning"].to_numpy(np.int8), of)


@pytest.mark.parametrize("name", WISHES)
def test_the_walk_is_the_one_that_python_plans(
    open_page: OpenPage, porto: Porto, tmp_path: Path, name: str
) -> None:
    asked, wish = WISHES[name]
    page = open_page(porto.page + asked)
    walked(page)
    assert porto.guide.graph
    walk = plan(porto.guide.graph, wish(porto.guide))
    line = line_of(saved(page, tmp_path))
    assert line.shape == walk.line.shape
    assert np.abs(line - walk.line).max() < 1e-6
    expect(page.locator("[data-told] h2")).to_contain_text(
        f"{round(walk.minutes) % 60 or 1} minutes, {walk.length_m / 1000:.1f} km"
        if round(walk.minutes) >= 90
        else f"{round(walk.minutes)} minutes, {walk.length_m / 1000:.1f} km"
    )
    todo = [step.text for step in steps(walk, porto.guide.graph, _edges(porto.guide))]
    expect(page.locator("[data-steps] .step")).to_have_text(todo)
    ribbon = page.locator("[data-ribbon] rect").evaluate_all(
        "(parts) => parts.map((part) => Number(part.getAttribute('width')))"
    )
    assert sum(ribbon) == pytest.approx(walk.length_m, abs=0.1 * len(ribbon))
    met = [each.place_id for each in passes(walk, sights_of(porto.guide.places), porto.guide.graph)]
    links = page.locator("[data-passed] a")
    assert [link.get_attribute("href") for link in links.all()] == [
        f"places/{place_id}.html" for place_id in met
    ]
    if walk.gain is None or walk.gain < 1.05:
        return
    gain = f"{walk.gain:.1f}" if walk.gain < 9.95 else f"{walk.gain:.0f}"
    expect(page.locator("[data-told] .lead")).to_contain_text(f"{gain} times as many photographs")


def test_the_saved_file_tells_whose_streets_they_are(
    open_page: OpenPage, porto: Porto, tmp_path: Path
) -> None:
    page = open_page(porto.page + BETWEEN + "&minutes=45")
    walked(page)
    gpx = saved(page, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [
        f"porto-walk-{_minutes(page)}-minutes.gpx"
    ]
    assert gpx.copyright_author == "OpenStreetMap contributors"
    [route] = gpx.routes
    assert len(route.points) >= 3
    names = [point.name for point in route.points]
    told = page.locator("[data-steps] .step")
    expect(told).to_have_count(len(names))
    assert all(
        name and name in text for name, text in zip(names, told.all_text_contents(), strict=True)
    )


def _minutes(page: Page) -> int:
    return int((page.locator("[data-told] h2").text_content() or "").split()[0])


def test_the_address_holds_the_wish(open_page: OpenPage, porto: Porto, tmp_path: Path) -> None:
    address = porto.page + BETWEEN + "&minutes=43&pace=4.5&prefer=locals&avoid=steps"
    page = open_page(address)
    walked(page)
    expect(page.locator("#minutes")).to_have_value("43")
    expect(page.locator("#pace")).to_have_value("4.5")
    expect(page.locator("output[name=minutes_out]")).to_have_text("43 minutes")
    expect(page.get_by_role("radio", name="Locals’")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Steps")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Unlit streets")).not_to_be_checked()
    one = line_of(saved(page, tmp_path))
    again = open_page(page.url)
    walked(again)
    assert np.array_equal(line_of(saved(again, tmp_path)), one)
    assert again.url == page.url


def test_an_address_that_changes_while_the_page_is_open_is_followed(
    open_page: OpenPage, porto: Porto
) -> None:
    page = open_page(porto.page + BETWEEN)
    walked(page)
    page.evaluate(f"location.hash = '{LOOP}&minutes=30'")
    expect(page.locator("path.way.shortest")).to_have_count(0)
    expect(page.locator("output[name=minutes_out]")).to_have_text("30 minutes")
    expect(page.locator("#to")).to_have_value("")


@pytest.mark.parametrize(
    "address",
    [
        "#from=north,41&to=1e3,2",
        "#from=-8.6134",
        "#from=400,41.1",
        "#minutes=soon&prefer=cats",
    ],
)
def test_nonsense_in_the_address_is_no_wish(
    open_page: OpenPage, porto: Porto, address: str
) -> None:
    page = open_page(porto.page + address)
    expect(page.locator("[data-told]")).to_contain_text("Choose where to start")
    expect(page.locator("output[name=minutes_out]")).to_have_text("60 minutes")


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("&attraction=7&pace=5", "&attraction=0.95"),
        ("&pace=-3&attraction=-1", "&pace=1&attraction=0"),
        ("&pace=99", "&pace=10"),
    ],
)
def test_values_that_no_walk_can_have_are_taken_to_the_nearest(
    open_page: OpenPage, porto: Porto, given: str, taken: str
) -> None:
    page = open_page(porto.page + LOOP + given)
    walked(page)
    assert page.url.endswith(LOOP + taken)


def test_controls_plan_anew(open_page: OpenPage, porto: Porto) -> None:
    page = open_page(porto.page + LOOP)
    walked(page)
    page.locator("#minutes").fill("30")
    expect(page.locator("[data-told] h2")).to_have_text(re.compile(r"(29|30|31) minutes"))
    page.get_by_role("radio", name="Visitors’").check()
    page.get_by_role("checkbox", name="Steps").check()
    page.get_by_role("checkbox", name="Unlit streets").check()
    assert page.url.endswith("&minutes=30&prefer=tourists&avoid=steps,unlit")
    walked(page)


def test_a_wish_may_change_while_a_walk_is_looked_for(open_page: OpenPage, porto: Porto) -> None:
    page = open_page(porto.page + LOOP)
    page.evaluate(f"location.hash = '{LOOP}&minutes=240'")
    expect(page.locator("[data-hint]")).to_have_text("A walk is looked for …")
    page.locator("#minutes").fill("30")
    walked(page)
    expect(page.locator("[data-told] h2")).to_have_text(re.compile("^(29|30|31) minutes"))
    assert page.url.endswith(LOOP + "&minutes=30")


def test_too_short_a_time_is_refused_with_one_that_can_be_taken(
    open_page: OpenPage, porto: Porto
) -> None:
    page = open_page(porto.page + BETWEEN + "&minutes=5")
    expect(page.locator("[data-told]")).to_contain_text("5 minutes are too short")
    expect(page.locator("path.way.walk")).to_have_count(0)
    expect(page.locator("[data-walk]")).to_be_hidden()
    take = page.get_by_role("button", name=re.compile(r"^Take \d+ minutes$"))
    minutes = int(re.sub(r"\D", "", take.inner_text()))
    take.click()
    walked(page)
    assert page.url.endswith(f"&minutes={minutes}")
    expect(take).to_be_hidden()


def test_times_are_told_in_one_way(open_page: OpenPage, porto: Porto) -> None:
    page = open_page(porto.page + ACROSS + "&minutes=91&pace=1")
    told = page.locator("[data-told]")
    expect(told).to_contain_text(
        re.compile(
            r"1 hour 31 minutes are too short: .* at least \d hours?( \d+ minutes?)? at 1 km/h"
        )
    )
    time = re.search(r"at least (.*) at", told.inner_text())
    assert time
    expect(page.locator("[data-take]")).to_have_text(f"Take {time[1]}")
    assert told.inner_text().count("too short") == 1
    expect(page.locator("[data-hint]")).to_have_text("No such walk.")


def test_a_long_time_for_little_more_has_a_shorter_one_beside_it(
    open_page: OpenPage, porto: Porto
) -> None:
    page = open_page(porto.page + BETWEEN + "&minutes=240&pace=7")
    told = page.locator("[data-told]")
    walked_or_refused = page.locator("[data-told] h2")
    expect(walked_or_refused).to_be_visible()
    little = "There is little more to see here for so long a time."
    text = told.inner_text()
    take = page.get_by_role("button", name=re.compile("^Take "))
    poor = "ess photographed than" in text or "bout as photographed as" in text
    assert (little in text) == poor
    if poor:
        assert text.count(little) == 1
        take.click()
        walked(page)
        assert int(re.search(r"minutes=(\d+)", page.url)[1]) < 60  # type: ignore[index]


def test_a_start_outside_the_city_is_refused_kindly(open_page: OpenPage, porto: Porto) -> None:
    page = open_page(porto.page + "#from=-8.700000,41.140000")
    told = page.locator("[data-told]")
    expect(told).to_contain_text(re.compile(r"The start is [\d.]+ k?m from the nearest street"))
    expect(told).not_to_contain_text("lon before lat")


def test_the_same_start_and_end_can_become_a_loop(open_page: OpenPage, porto: Porto) -> None:
    page = open_page(porto.page + "#from=-8.613400,41.140700&to=-8.613401,41.140701")
    page.get_by_role("button", name="Make it a loop").click()
    walked(page)
    assert page.url.endswith(LOOP)


def test_other_walks_differ_and_have_addresses(
    open_page: OpenPage, porto: Porto, tmp_path: Path
) -> None:
    page = open_page(porto.page + BETWEEN + "&minutes=35")
    walked(page)
    first = line_of(saved(page, tmp_path))
    page.get_by_role("button", name="Another one").click()
    expect(page.locator("[data-note]")).to_contain_text(re.compile(r"Walk 2 of \d that differ"))
    assert page.url.endswith("&choice=2")
    second = line_of(saved(page, tmp_path))
    assert first.tolist() != second.tolist()
    assert porto.guide.graph
    lines = [walk.line for walk in alternatives(porto.guide.graph, Wish(RIVERSIDE, TOWER, 35), 4)]
    assert any(second.shape == line.shape and np.abs(second - line).max() < 1e-6 for line in lines)
    again = open_page(page.url)
    walked(again)
    assert line_of(saved(again, tmp_path)).tolist() == second.tolist()


def test_without_a_mouse(open_page: OpenPage, town: str) -> None:
    page = open_page(town)
    page.locator("#from").focus()
    page.keyboard.type("Market")
    walked(page)
    expect(page.locator("#from")).to_be_focused()
    expect(page.locator("#from option:checked")).to_have_text("Market Square")
    for _ in range(3):  # past two buttons that choose the start in other ways
        page.keyboard.press("Tab")
    expect(page.locator("#to")).to_be_focused()
    page.keyboard.type("Long")
    expect(page.locator("path.way.shortest")).to_have_count(1)
    expect(
        page.get_by_role("status").filter(has_text=re.compile(r"\d+ minutes, \d"))
    ).to_be_visible()
    page.locator("#minutes").focus()
    page.keyboard.press("PageUp")
    expect(page.locator("output[name=minutes_out]")).not_to_have_text("60 minutes")


def test_the_map_is_reached_by_keyboard(open_page: OpenPage, porto: Porto) -> None:
    page = open_page(porto.page)
    page.locator("[data-tap=from]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#map")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    walked(page)
    assert "#from=" in page.url


def test_places_passed_lead_to_their_pages(open_page: OpenPage, town: str) -> None:
    page = open_page(town)
    page.locator("#from").select_option(label="Market Square")
    walked(page)
    expect(page.locator("[data-passed] > li").first).to_contain_text(re.compile(r"^(start|\d+ m)"))
    passed = page.locator("[data-passed] > li", has_text="Market Square")
    expect(passed).to_contain_text("At its best")
    passed.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Market Square")


def test_here_is_where_the_device_is(open_page: OpenPage, porto: Porto) -> None:
    here = {"longitude": -8.6134, "latitude": 41.1407}
    page = open_page(porto.page, geolocation=here, permissions=["geolocation"])
    page.get_by_role("button", name="From where I am").click()
    walked(page)
    assert page.url.endswith(LOOP)


def test_a_refused_position_is_told(open_page: OpenPage, porto: Porto) -> None:
    page = open_page(porto.page, permissions=[])
    page.get_by_role("button", name="From where I am").click()
    expect(page.locator("[data-where][role=status]")).to_contain_text(
        "Your browser was not allowed to tell where you are. Choose a place from the list"
    )


def test_the_address_is_shared(open_page: OpenPage, porto: Porto) -> None:
    page = open_page(porto.page + LOOP, permissions=["clipboard-read", "clipboard-write"])
    walked(page)
    page.get_by_role("button", name="Share").click()
    expect(page.locator("[data-shared]")).to_have_text("Address copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_a_step_is_shown_on_the_map(open_page: OpenPage, porto: Porto) -> None:
    page = open_page(porto.page + BETWEEN)
    walked(page)
    step = page.locator("[data-steps] .step").nth(3)
    step.focus()
    expect(page.locator(".step-mark.meant")).to_have_text("4")
    step.press("Enter")
    mark, box = (page.locator(each).bounding_box() for each in (".step-mark.meant", "#map"))
    assert mark
    assert box
    assert mark["x"] + 11 == pytest.approx(box["x"] + box["width"] / 2, abs=20)


def test_hostile_names_stay_text(
    open_page: OpenPage, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    folder = tmp_path_factory.mktemp("hostile")
    guide = renamed(sample_guide(folder), HOSTILE_NAME)
    render_site([with_walks(guide, street=HOSTILE_NAME)], folder / "site")
    page = open_page(next((folder / "site").glob("*/planner.html")).as_uri())
    page.locator("#from").select_option(label=HOSTILE_NAME)
    walked(page)
    expect(page.locator("[data-passed]")).to_contain_text(HOSTILE_NAME)
    assert page.locator("img[src=x]").count() == 0
    [track] = saved(page, tmp_path).tracks
    assert track.length_2d() > 1000


def test_without_streets_the_page_says_why(open_page: OpenPage, told_site: Path, axe: str) -> None:
    page = open_page((told_site / "sampletown" / "planner.html").as_uri())
    expect(page.get_by_text("No walks can be planned here.")).to_be_visible()
    expect(page.locator("#map")).to_have_count(0)
    assert violations(page, axe) == []


@pytest.mark.parametrize("state", ["", BETWEEN, BETWEEN + "&minutes=5"])
def test_axe_finds_nothing(open_page: OpenPage, porto: Porto, axe: str, state: str) -> None:
    page = open_page(porto.page + state)
    expect(page.locator("[data-told]")).to_contain_text(
        {"": "Choose", BETWEEN: "photograph"}.get(state, "too short")
    )
    unfold(page)
    assert violations(page, axe) == []


def test_on_a_phone_the_map_is_on_top_and_nothing_scrolls_sideways(
    open_page: OpenPage, town: str
) -> None:
    page = open_page(town, width=320, height=700, has_touch=True, is_mobile=True)
    box = page.locator("#map").bounding_box()
    form = page.locator("form.wish").bounding_box()
    assert box
    assert form
    assert box["y"] + box["height"] <= form["y"]
    page.touchscreen.tap(160, box["y"] + box["height"] / 2)
    walked(page)
    unfold(page)
    for width in (320, 390):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for button in page.locator(".wish button:visible, .actions button").all():
            size = button.bounding_box()
            assert size
            assert min(size["width"], size["height"]) >= 44


def drawn(page: Page) -> list[int]:
    """How many pixels of the streets are covered, and how bright these are, 0 to 255."""
    return page.evaluate(  # type: ignore[no-any-return]
        """() => {
          const canvas = document.querySelector("canvas.streets");
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          let count = 0, sum = 0;
          for (let i = 0; i < data.length; i += 4) {
            if (data[i + 3] > 200) { count++; sum += data[i]; }
          }
          return [count, sum / count];
        }"""
    )


def test_streets_are_the_ground_and_follow_the_mood(open_page: OpenPage, porto: Porto) -> None:
    page = open_page(porto.page, color_scheme="light")
    count, light = drawn(page)
    assert count > 5000
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        """() => {
          const style = getComputedStyle(document.documentElement);
          return style.getPropertyValue("--street").trim() === "#262a33";
        }"""
    )
    assert drawn(page)[1] < light


def test_from_afar_only_photographed_streets_are_drawn(open_page: OpenPage, porto: Porto) -> None:
    page = open_page(porto.page)
    near = drawn(page)[0]
    for _ in range(5):
        page.get_by_role("button", name="Zoom out").click()
    assert 0 < drawn(page)[0] < near / 20


def test_the_streets_are_credited_on_the_map(open_page: OpenPage, porto: Porto) -> None:
    credit = open_page(porto.page).locator(".map-side").get_by_role("link", name="OpenStreetMap")
    expect(credit).to_be_visible()
    expect(credit).to_have_attribute("href", "https://www.openstreetmap.org/copyright")


def test_on_paper_there_is_the_walk_and_nothing_to_press(open_page: OpenPage, porto: Porto) -> None:
    page = open_page(porto.page + BETWEEN, color_scheme="dark", width=794)
    walked(page)
    page.emulate_media(media="print")
    expect(page.locator("form.wish")).to_be_hidden()
    expect(page.get_by_role("button", name="Save as GPX")).to_be_hidden()
    expect(page.locator("[data-steps] > li").last).to_be_visible()
    way = page.locator("path.way.walk").bounding_box()
    box = page.locator("#map").bounding_box()
    assert way
    assert box
    assert way["y"] >= box["y"] - 5
    assert way["y"] + way["height"] <= box["y"] + box["height"] + 5


def test_without_scripts_the_page_says_so(open_page: OpenPage, town: str) -> None:
    page = open_page(town, java_script_enabled=False)
    expect(page.get_by_text("The planner needs JavaScript.")).to_be_visible()
    expect(page.locator("form.wish")).to_be_hidden()
    expect(page.locator("#map")).to_be_hidden()
    page.get_by_role("link", name="The walks that this guide suggests").click()
    expect(page.get_by_role("heading", name="Walks")).to_be_in_viewport()


def test_on_a_phone_the_title_is_above_the_map_and_large_letters_fit(
    open_page: OpenPage, porto: Porto
) -> None:
    page = open_page(porto.page + BETWEEN, width=390, height=844)
    walked(page)
    for size in ("100%", "200%"):
        page.evaluate("(size) => (document.body.parentElement.style.fontSize = size)", size)
        title, frame = (page.locator(each).bounding_box() for each in (".cartouche", "#map"))
        assert title
        assert frame
        assert title["y"] + title["height"] <= frame["y"] + 1
        for control in page.locator(".end select, .end button:visible, .actions button").all():
            box = control.bounding_box()
            assert box
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 390
        assert page.locator("#from").bounding_box()["width"] > 120  # type: ignore[index]
