from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, painted

pytestmark = pytest.mark.browser

TOWER = "at=18/43.72300/10.39650"


@pytest.fixture
def city(site: Path) -> str:
    return (site / "pisa" / "index.html").as_uri()


def drawn_dots(page: Page) -> int:
    """How many pixels of the layer of dots are more than faintly covered."""
    return page.evaluate(
        """() => {
          const canvas = document.querySelector("canvas.dots");
          if (!canvas) return 0;
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          let drawn = 0;
          for (let i = 3; i < data.length; i += 4) drawn += data[i] > 128;
          return drawn;
        }"""
    )  # type: ignore[no-any-return]


def nodes(page: Page) -> dict[str, str]:
    """The level of each place on the map, by id."""
    return page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll(".node")].map((node) =>
          [node.dataset.node, /level-(\\w+)/.exec(node.className)[1]]))"""
    )  # type: ignore[no-any-return]


def toggle(page: Page, name: str) -> None:
    page.get_by_role("checkbox", name=name, exact=True).click()


def test_the_dots_draw_the_city(open_page: OpenPage, city: str) -> None:
    assert drawn_dots(open_page(city)) > 3000


def test_dots_are_sharp_on_dense_screens(open_page: OpenPage, city: str) -> None:
    page = open_page(city, device_scale_factor=2)
    canvas = page.locator("canvas.dots")
    width = canvas.evaluate("canvas => canvas.width / canvas.getBoundingClientRect().width")
    assert width == pytest.approx(2, abs=0.01)


def test_what_is_ticked_before_the_map_is_there_counts(open_page: OpenPage, city: str) -> None:
    page = open_page(city, device_scale_factor=1)
    page.add_init_script(
        """new MutationObserver((_, watch) => {
          const box = (layer) => document.querySelector(`[name=show][value=${layer}]`);
          const boxes = [box("heat"), box("dots")];
          if (boxes.includes(null)) return;
          watch.disconnect();
          boxes.forEach((box) => box.click());
        }).observe(document, { childList: true, subtree: true })"""
    )
    page.reload()
    painted(page)
    expect(page.get_by_role("checkbox", name="Heat map")).to_be_checked()
    expect(page.locator("canvas.leaflet-heatmap-layer")).to_be_attached()
    expect(page.get_by_role("checkbox", name="Photographs")).not_to_be_checked()
    expect(page.locator("canvas.dots")).to_have_count(0)
    expect(page).to_have_url(re.compile("show=places,heat"))


def test_every_layer_goes_on_and_off(open_page: OpenPage, city: str) -> None:
    page = open_page(city)
    layers = {
        "Places": ".node",
        "Photographs": "canvas.dots",
        "Heat map": "canvas.leaflet-heatmap-layer",
        "Clusters": ".cluster",
    }
    for name, sign in layers.items():
        shown = page.get_by_role("checkbox", name=name, exact=True).is_checked()
        assert shown == (name in ("Places", "Photographs"))
        for now in (not shown, shown):
            toggle(page, name)
            if now:
                expect(page.locator(sign).first).to_be_attached()
            else:
                expect(page.locator(sign)).to_have_count(0)
    toggle(page, "Heat map")
    toggle(page, "Clusters")
    assert page.url.endswith("#show=places,dots,heat,clusters")


def test_clusters_count_every_published_photograph(open_page: OpenPage, city: str) -> None:
    page = open_page(f"{city}#show=clusters&at=12/43.716/10.400", width=2000, height=1400)
    counted = page.evaluate(
        """() => [...document.querySelectorAll(".cluster")].reduce((sum, cluster) =>
          sum + Number(cluster.textContent.replace(",", "") || 1), 0)"""
    )
    published = page.evaluate("guidegen.dots.photos.reduce((sum, photos) => sum + photos, 0)")
    assert counted == published


def test_quarters_break_up_into_places_and_spots(open_page: OpenPage, city: str) -> None:
    page = open_page(f"{city}#at=13.5/43.7165/10.4010")
    seen = [nodes(page)]
    for _ in range(5):
        page.get_by_role("button", name="Zoom in").click()
        seen.append(nodes(page))
    assert len({frozenset(shown) for shown in seen}) == 6
    assert "quarter" in seen[0].values()
    assert "spot" not in seen[0].values()
    assert "quarter" not in seen[-1].values()
    assert "spot" in seen[-1].values()
    assert len(seen[-1]) > len(seen[0])


def test_the_square_breaks_up_into_its_monuments(open_page: OpenPage, city: str) -> None:
    far = nodes(open_page(f"{city}#at=14/43.7165/10.4010"))
    assert "piazza-dei-miracoli" in far
    near = nodes(open_page(f"{city}#{TOWER}"))
    assert {"torre-pendente", "duomo", "battistero"} <= near.keys()
    assert "piazza-dei-miracoli" not in near


def test_names_do_not_touch_each_other(open_page: OpenPage, city: str) -> None:
    for view in ("at=14.5/43.7165/10.4010", "at=16/43.7165/10.4010", TOWER):
        boxes = open_page(f"{city}#{view}").evaluate(
            """() => [...document.querySelectorAll(".name")].map((name) =>
              name.getBoundingClientRect().toJSON()).filter((box) => box.width)"""
        )
        assert len(boxes) >= 3
        for i, one in enumerate(boxes):
            for other in boxes[:i]:
                assert (
                    one["left"] >= other["right"] - 1
                    or other["left"] >= one["right"] - 1
                    or one["top"] >= other["bottom"] - 1
                    or other["top"] >= one["bottom"] - 1
                ), (view, one, other)


def test_a_place_is_opened_on_the_map(open_page: OpenPage, city: str) -> None:
    page = open_page(city)
    page.locator("[data-node=piazza-dei-miracoli] .mark").click()
    panel = page.get_by_role("region", name="Selected place")
    expect(panel).to_contain_text("Square of Miracles")
    expect(panel).to_contain_text("Mostly visitors")
    assert page.url.endswith("#place=piazza-dei-miracoli")
    panel.get_by_role("link").click()
    expect(page).to_have_title("Square of Miracles, Pisa")


def test_a_place_is_opened_from_the_list_by_keyboard(open_page: OpenPage, city: str) -> None:
    page = open_page(city)
    button = page.get_by_role("button", name="Show Square of Miracles on the map")
    panel = page.get_by_role("region", name="Selected place")
    for leave in (button, panel.get_by_role("button", name="Close")):
        button.focus()
        page.keyboard.press("Enter")
        expect(panel).to_contain_text("Photographed by 1,4")
        expect(button).to_be_focused()
        assert "piazza-dei-miracoli" in nodes(page)
        leave.focus()
        page.keyboard.press("Escape")
        expect(panel).to_be_hidden()
        expect(button).to_be_focused()
        assert "place=" not in page.url


def test_a_panel_opened_on_the_map_gives_the_focus_back_to_it(
    open_page: OpenPage, city: str
) -> None:
    page = open_page(f"{city}#place=piazza-dei-miracoli")
    panel = page.get_by_role("region", name="Selected place")
    panel.get_by_role("button", name="Close").focus()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.locator("#map")).to_be_focused()


def test_a_new_order_of_the_list_keeps_the_focus(open_page: OpenPage, city: str) -> None:
    page = open_page(city)
    button = page.locator("ol.places [data-locate]").first
    name = str(button.get_attribute("aria-label"))
    button.focus()
    page.evaluate("location.hash = 'month=1'")
    expect(page.get_by_role("status")).to_have_text("By photographer-days in January")
    expect(page.get_by_role("button", name=name, exact=True)).to_be_focused()


def test_a_place_that_broke_up_leaves_its_name(open_page: OpenPage, city: str) -> None:
    page = open_page(f"{city}#at=17/43.7131/10.3914")
    assert "san-paolo-a-ripa-d-arno" not in nodes(page)
    expect(page.locator(".name-alone").get_by_text("San Paolo a Ripa")).to_be_visible()
    # whose parts have names of their own needs none
    page = open_page(f"{city}#{TOWER}")
    expect(page.locator(".name-alone .name:not(.crowded)", has_text="Square")).to_have_count(0)


def test_spots_within_spots_are_reached_from_their_place(open_page: OpenPage, city: str) -> None:
    page = open_page(city)
    entry = page.locator("ol.places > li", has_text="Square of Miracles")
    expect(entry.locator(".spots [data-place=torre-pendente]")).to_have_count(1)
    entry.locator(".entry-name").first.click()
    page.get_by_role("link", name="Leaning Tower").click()
    expect(page).to_have_title("Leaning Tower, Pisa")


def test_a_place_is_opened_by_address(open_page: OpenPage, city: str) -> None:
    page = open_page(f"{city}#place=torre-pendente")
    expect(page.get_by_role("region", name="Selected place")).to_contain_text("Tower")
    assert nodes(page)["torre-pendente"] == "spot"
    expect(page.locator(".area.chosen")).to_have_count(1)


def test_an_address_restores_the_view(open_page: OpenPage, city: str) -> None:
    address = "at=16/43.71600/10.40100&show=places,heat&who=local,mixed&month=7"
    page = open_page(f"{city}#{address}")
    assert page.url.endswith(address)
    expect(page.get_by_role("checkbox", name="Visitors")).not_to_be_checked()
    expect(page.get_by_role("checkbox", name="Heat map")).to_be_checked()
    expect(page.get_by_role("combobox", name="When")).to_have_value("7")
    # another address in the same page is followed too
    page.evaluate("location.hash = 'month=2'")
    expect(page.get_by_role("combobox", name="When")).to_have_value("2")
    expect(page.get_by_role("checkbox", name="Visitors")).to_be_checked()


@pytest.mark.parametrize(
    "address",
    [
        "at=x/y/z",
        "at=15/99/10",
        "place=nowhere",
        "month=13&show=nothing&who=",
        "%%%",
        "__proto__=1",
    ],
)
def test_a_broken_address_does_no_harm(open_page: OpenPage, city: str, address: str) -> None:
    page = open_page(f"{city}#{address}")
    expect(page.get_by_role("region", name="Selected place")).to_be_hidden()
    expect(page.get_by_role("combobox", name="When")).to_have_value("0")


def test_labels_filter_the_map_and_the_list(open_page: OpenPage, city: str) -> None:
    page = open_page(city)
    entry = page.locator("ol.places > li", has_text="Square of Miracles")
    expect(entry).to_be_visible()
    toggle(page, "Visitors")
    expect(entry).to_have_class("not-meant")  # but there: spots within it are of other kinds
    assert "piazza-dei-miracoli" not in nodes(page)
    expect(page.get_by_role("status")).to_contain_text(" places")
    for name in ("Locals", "Both", "Not known"):
        toggle(page, name)
    assert nodes(page) == {}
    expect(entry).to_be_hidden()
    expect(page.get_by_role("status")).to_have_text("No place is of the kinds chosen on the map.")


def test_a_long_name_of_a_city_hides_nothing(open_page: OpenPage, hostile_site: Path) -> None:
    page = open_page(f"{hostile_site.as_uri()}/sampletown/index.html", width=900, height=640)
    title = page.locator("#city-name")
    # the sample city has a short name; the class is what the template gives to long ones
    title.evaluate(
        """(title) => {
          title.firstElementChild.textContent = "Llanfairpwllgwyngyllgogerychwyrndrob".repeat(6);
          title.className = "long";
        }"""
    )
    boxes = [
        page.locator(selector).bounding_box()
        for selector in ("#city-name", ".cartouche p", ".legend", ".map-side")
    ]
    name, facts, legend, side = (box or {} for box in boxes)
    assert name["x"] + name["width"] < side["x"] + side["width"]
    assert name["y"] + name["height"] <= facts["y"]
    assert facts["y"] + facts["height"] <= legend["y"]


def test_a_month_orders_the_list_and_fades_the_rest(open_page: OpenPage, city: str) -> None:
    page = open_page(city)
    page.get_by_role("button", name="Show all").click()
    names = page.locator("ol.places > li > .entry .entry-name")
    all_year = names.all_text_contents()
    page.get_by_role("combobox", name="When").select_option("January")
    in_january = names.all_text_contents()
    assert sorted(all_year) == sorted(in_january)
    assert all_year != in_january
    assert page.locator("ol.places > li.faint").count() > 0
    assert page.locator("ol.places > li").first.evaluate("li => !li.matches('.faint')")
    assert page.locator(".node.faint").count() > 0
    expect(page.get_by_role("status")).to_contain_text("photographer-days in January")
    expect(page.get_by_text("Places follow it; all else shows all months.")).to_be_visible()
    entry = page.locator("ol.places > li .entry")
    expect(entry.first).to_contain_text(re.compile(r"January: \d+ photographer-days"))
    faint = page.locator("ol.places > li.faint > .entry").first
    expect(faint).to_contain_text("Too few people in January to tell")
    entry.first.get_by_role("button").click()
    panel = page.get_by_role("region", name="Selected place")
    expect(panel).to_contain_text(re.compile(r"January: \d+ photographer-days"))
    page.get_by_role("combobox", name="When").select_option("all year")
    expect(page.locator(".entry-month")).to_have_count(0)
    expect(panel).not_to_contain_text("January")


def test_pointing_at_the_list_points_at_the_map(open_page: OpenPage, city: str) -> None:
    page = open_page(city)
    page.locator("ol.places > li .entry").first.hover()
    expect(page.locator(".node.hinted")).to_have_count(1)


def test_the_map_moves_and_zooms_by_keyboard(open_page: OpenPage, city: str) -> None:
    page = open_page(city)
    page.locator("#map").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => location.hash.startsWith('#at=')")
    before = page.url
    page.keyboard.press("+")
    page.wait_for_function("before => location.href !== before", arg=before)
    zooms = [float(url.split("at=")[1].split("/")[0]) for url in (before, page.url)]
    assert zooms[1] > zooms[0]


def test_the_map_of_a_place_shows_it_and_leads_to_others(open_page: OpenPage, site: Path) -> None:
    page = open_page((site / "pisa/places/piazza-dei-miracoli.html").as_uri())
    assert drawn_dots(page) > 1000
    expect(page.locator(".node.chosen")).to_have_attribute("data-node", "piazza-dei-miracoli")
    page.get_by_role("link", name="Open in the map of Pisa").click()
    expect(page.get_by_role("region", name="Selected place")).to_contain_text("Square of Miracles")
