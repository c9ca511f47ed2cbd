from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from guidegen.errors import OutputError
from guidegen.licences import LICENCES
from guidegen.website.check import check_site
from guidegen.website.credits import EDITORS, sources_used
from guidegen.website.data_files import data_files
from guidegen.website.gather import view_city
from guidegen.website.guide import Guide, Picture, Source, Story, Text
from guidegen.website.render import render_site
from guidegen.website.stories import source_view, story_view
from guidegen.website.views import CityView
from tests.website.sample import WIKIDATA, WIKIPEDIA, commons, picture, scene, whole
from tests.website.test_render import Elements


def told(guide: Guide, folder: Path, story: Story, page: str = "places/market.html") -> Elements:
    """A page of the guide with another story of the market."""
    render_site([replace(guide, stories={"market": story}, redirects={})], folder)
    assert check_site(folder) == []
    return Elements(folder / "sampletown" / page)


def words_of(elements: Elements) -> str:
    return " ".join(elements.text.split())


def test_the_language_of_the_page_comes_first_then_those_of_the_city() -> None:
    texts = [Text(tag, f"<p>{tag}</p>") for tag in ("de", "it", "en")]
    story = story_view(Story(texts=[*texts, Text("fr", "")]), "X", ("it", "en"))
    assert [text.language for text in story.texts] == ["en", "it", "de"]


def test_names_are_told_once() -> None:
    names = {"en": "Tower", "it": "Torre", "es": "Torre", "la": "Tower"}
    assert story_view(Story(names), "Tower", ()).also == (("it", "Torre"),)


def test_texts_name_their_source_and_other_languages_are_folded(site: Path) -> None:
    page = Elements(site / "sampletown/places/market.html")
    text = words_of(page)
    assert (
        "Stalls on Saturdays. From “Market Square, Sampletown”, Wikipedia, by its editors, "
        "CC BY-SA 4.0, shortened; fetched 1 November 2026 In Italian Bancarelle." in text
    )
    links = [a.get("href") for a in page.all("a")]
    assert {WIKIPEDIA.url, WIKIPEDIA.licence_url, WIKIDATA.url} <= set(links)
    assert "Name from Wikidata (CC0 1.0)" in text
    languages = [section.get("lang") for section in page.all("section") if section.get("dir")]
    assert languages == ["en", "it"]
    assert len(page.all("details")) == 2  # the other language, and the numbers of the charts


def test_editors_texts_have_no_source_and_a_near_match_is_marked(site: Path) -> None:
    text = words_of(Elements(site / "sampletown/places/bridge.html"))
    assert "Seven arches. By the editors of this guide" in text
    assert "This text was written for a place close by; an editor has yet to look at it." in text
    assert "60 m away" not in text  # which is for the editor
    assert "Wikipedia" not in text


def test_a_text_in_another_language_only_says_so(guide: Guide, tmp_path: Path) -> None:
    page = told(guide, tmp_path, Story(texts=[Text("it", "<p>Bancarelle.</p>")]))
    assert "In Italian: there is no text in English yet." in words_of(page)


def test_foursquare_is_named_as_it_asks(guide: Guide, tmp_path: Path) -> None:
    whose = Source("Foursquare", attribution="Foursquare")
    page = told(
        guide, tmp_path, Story({"en": "X"}, whose, texts=[Text("en", "<p>A tip.</p>", whose)])
    )
    text = words_of(page)
    assert text.count("Powered by Foursquare") == 2
    assert "From Foursquare" not in text
    assert [a["href"] for a in page.all("a")].count("https://foursquare.com/") == 2


def test_pictures_have_sizes_credits_and_files(site: Path) -> None:
    page = Elements(site / "sampletown/places/market.html")
    first, second = page.all("img")
    assert (first["width"], first["height"]) == ("900", "600")
    assert first["alt"] == "The tower above the stalls"
    assert first["fetchpriority"] == "high"
    assert "loading" not in first
    assert second["loading"] == "lazy"
    formats = [source["type"] for source in page.all("source")]
    assert formats == ["image/avif", "image/avif"]
    widths = [part.split()[1] for part in (first["srcset"] or "").split(", ")]
    assert widths == ["400w", "900w"]
    text = words_of(page)
    assert "A. Painter, CC BY 3.0, from Wikimedia Commons, resized" in text
    assert "One of the photographs that made this place" not in text  # the second one is
    images = {path.name for path in (site / "sampletown/images").iterdir()}
    assert len(images) == 2 * 2 + 2
    assert "img-src 'self'" in (page.all("meta")[1]["content"] or "")


def test_pages_without_pictures_have_no_trace_of_them(guide: Guide, tmp_path: Path) -> None:
    page = told(guide, tmp_path, Story())
    assert page.all("img") == []
    assert not any((div.get("class") or "").startswith("pictures") for div in page.all("div"))
    assert not (tmp_path / "sampletown/images").exists()
    assert "What it is" not in page.text


def test_a_picture_that_lacks_a_format_is_not_shown(guide: Guide, tmp_path: Path) -> None:
    whole = guide.stories["market"].pictures[0]
    half = replace(whole, renditions=[r for r in whole.renditions if r.format == "avif"])
    assert told(guide, tmp_path, Story(pictures=[half])).all("img") == []


def test_a_picture_cannot_be_written_outside_the_site(guide: Guide, tmp_path: Path) -> None:
    whole = guide.stories["market"].pictures[0]
    renditions = tuple(replace(file, name="../../../x.webp") for file in whole.renditions)
    story = Story(pictures=[replace(whole, renditions=renditions)])
    with pytest.raises(OutputError, match="outside the site"):
        render_site([replace(guide, stories={"market": story})], tmp_path / "site")
    assert not list(tmp_path.rglob("x.webp"))


def test_thumbnails_stand_in_the_list_of_places(site: Path) -> None:
    (image,) = Elements(site / "sampletown/index.html").all("img")
    assert image["alt"] == ""  # its place's name stands beside it
    assert image["loading"] == "lazy"
    assert "-400.webp" in (image["src"] or "")


def test_sources_are_counted(view: CityView) -> None:
    used = {use.provider: use for use in sources_used(view)}
    assert next(iter(used)) == EDITORS
    assert (used[EDITORS].names, used[EDITORS].texts) == (2, 1)  # the bridge and the old town
    assert used["Wikipedia"].texts == 2
    assert used["Wikipedia"].licences == ((WIKIPEDIA.licence, WIKIPEDIA.licence_url),)
    assert used["Wikimedia Commons"].pictures == 2
    assert used["Wikidata"].names == 1


def test_the_about_page_credits_every_picture(guide: Guide, tmp_path: Path) -> None:
    problem = "Wikidata: <3 answers> could not be had"
    render_site([replace(guide, problems=[problem])], tmp_path)
    about = words_of(Elements(tmp_path / "sampletown/about.html"))
    assert "Market Square The tower above the stalls A. Painter, CC BY 3.0" in about
    assert f"Could not be had for this edition {problem}" in about
    assert "publishing them: 1 is shown. The pages that are linked with them may tell" in about


def test_an_own_picture_names_its_author_by_the_page(guide: Guide, tmp_path: Path) -> None:
    """The table of photos holds no names that may be published."""
    shown = guide.stories["market"].pictures[0]
    page = "https://example.org/photo/1"
    by = Source("the photographer", page, "CC BY 2.0", LICENCES["CC BY 2.0"])
    free = replace(by, licence="CC0 1.0", licence_url=LICENCES["CC0 1.0"], url="")
    own = [replace(shown, source=source, own=True) for source in (by, free, replace(by, url=""))]
    elements = told(guide, tmp_path, Story(pictures=own))
    assert len(elements.all("img")) == 2  # a credit that leads nowhere is none
    text = words_of(elements)
    assert "made this place: by the photographer named on the linked page, CC BY 2.0, res" in text
    assert "CC0 1.0, from the photographer, resized" in text
    assert page in [a["href"] for a in elements.all("a")]


def test_without_exceptions_no_photographer_can_be_found(guide: Guide, tmp_path: Path) -> None:
    photos = guide.photos.assign(url="https://example.org/1", title="T", licence="CC BY-NC 4.0")
    render_site([replace(guide, photos=photos, stories={})], tmp_path)
    about = words_of(Elements(tmp_path / "sampletown/about.html"))
    assert "no photographer, no picture, no time. No figure rests on fewer than three" in about
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(b"https://example.org/1" in data for data in written)


def test_names_in_other_languages_have_their_own_sources(guide: Guide, tmp_path: Path) -> None:
    names = {"en": "Market Square", "it": "Mercato", "de": "Markt", "la": "Forum", "fr": "Halles"}
    italian = replace(WIKIPEDIA, url="https://it.wikipedia.org/wiki/Mercato")
    sources = {"en": WIKIPEDIA, "it": italian, "de": WIKIDATA, "la": replace(WIKIDATA)}
    story = Story(names, WIKIDATA, sources)
    view = story_view(story, "Market Square", ("en",))
    assert [source.url for source in view.name_sources] == [WIKIDATA.url, italian.url]
    text = words_of(told(guide, tmp_path, story))
    assert "Name from Wikidata (CC0 1.0) · Name from Wikipedia (CC BY-SA 4.0)" in text


def test_editors_and_others_may_name_one_place(guide: Guide) -> None:
    story = Story({"en": "Long Bridge", "it": "Ponte"}, None, {"it": WIKIDATA})
    used = {
        use.provider: use
        for use in sources_used(view_city(replace(guide, stories={"bridge": story})))
    }
    assert (used[EDITORS].names, used["Wikidata"].names) == (2, 1)


def test_many_picture_credits_are_folded(guide: Guide, tmp_path: Path) -> None:
    pictures: list[Picture] = [
        picture(tmp_path / "kept", scene(200, 150, seed=n), f"No {n}", commons("P", f"{n}.png"))
        for n in range(11)
    ]
    about = told(guide, tmp_path / "site", Story(pictures=pictures), "about.html")
    assert "All 11 pictures and who made them" in about.text


def test_an_about_page_without_sources_says_what_brings_some(guide: Guide, tmp_path: Path) -> None:
    places = guide.places.assign(name_source="near")
    render_site([replace(guide, places=places, stories={})], tmp_path)
    about = words_of(Elements(tmp_path / "sampletown/about.html"))
    assert "No place has a name, text or picture yet." in about
    assert "Could not be had" not in about


def test_data_files_tell_of_pictures_and_texts(view: CityView) -> None:
    features = json.loads(whole(data_files(view))["data/places.geojson"])["features"]
    by_id = {feature["id"]: feature["properties"] for feature in features}
    assert by_id["market"]["texts"] == ["en", "it"]
    assert by_id["market"]["image"].startswith("images/")
    assert by_id["market"]["image"].endswith("-400.webp")
    assert (by_id["hill"]["image"], by_id["hill"]["texts"]) == (None, [])


def test_former_ids_lead_to_where_the_place_is_now(site: Path) -> None:
    places = site / "sampletown/places"
    old, gone = Elements(places / "old-market.html"), Elements(places / "ferry.html")
    targets = [m["content"] for page in (old, gone) for m in page.all("meta")
               if m.get("http-equiv") == "refresh"]  # fmt: skip
    assert targets == ["0; url=market.html", "0; url=../index.html"]
    assert "What was told here is told at Market Square now." in words_of(old)
    assert "This place is no longer in the guide." in words_of(gone)
    assert {"name": "robots", "content": "noindex"} in old.all("meta")
    assert {"rel": "canonical", "href": "market.html"} in old.all("link")


def test_redirects_follow_each_other_but_not_in_circles(guide: Guide, tmp_path: Path) -> None:
    former = {"a": "b", "b": "market", "c": "d", "d": "c", "market": "bridge",
              "../x": "market", "X": "market", "": "market", "e": "never-was"}  # fmt: skip
    render_site([replace(guide, redirects=former)], tmp_path, base_url="https://example.org")
    assert check_site(tmp_path) == []
    places = tmp_path / "sampletown/places"
    assert 'url=market.html"' in (places / "a.html").read_text("utf-8")
    for name in ("c", "e"):
        assert 'url=../index.html"' in (places / f"{name}.html").read_text("utf-8")
    assert "refresh" not in (places / "market.html").read_text("utf-8")  # it is there
    assert len(list(tmp_path.rglob("*.html"))) == 2 + 3 + 7 + 5
    canonical = "https://example.org/sampletown/places/market.html"
    assert f'rel="canonical" href="{canonical}"' in (places / "a.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("url", "title"),
    [
        ("https://it.wikipedia.org/wiki/Torre_di_Pisa", "Torre di Pisa"),
        ("https://it.wikipedia.org/wiki/Citt%C3%A0", "Città"),
        ("https://www.wikidata.org/wiki/Q39054", ""),
        ("https://commons.wikimedia.org/wiki/File:A.jpg", ""),
        ("https://example.org/wiki/a%0Ab%E2%80%AE", ""),
        ("https://example.org/", ""),
        ("javascript:/wiki/x", ""),
    ],
)
def test_titles_of_articles_are_read_from_their_addresses(url: str, title: str) -> None:
    assert source_view(Source("Wiki", url)).title == title


@pytest.mark.parametrize("day", ["", "yesterday", "2026-13-01", "<b>"])
def test_days_that_are_none_are_not_told(day: str) -> None:
    assert source_view(replace(WIKIPEDIA, fetched_at=day)).day == ""


def test_views_of_a_guide_without_stories(guide: Guide) -> None:
    assert view_city(replace(guide, stories={})).by_id["market"].story.texts == ()
