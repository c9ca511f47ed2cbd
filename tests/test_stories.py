"""What is told about a place: whose names and texts, in which language, by whom."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from guidegen.descriptions.candidate import Candidate, candidate_table
from guidegen.places.curated_file import CuratedPlace
from guidegen.stories import names_of, story_of

LANGUAGES = ("en", "it")


def told(provider: str, language: str, title: str, text: str = "") -> Candidate:
    return Candidate(provider, "Q1", language, title, text, 10.4, 43.7, url=f"https://x/{title}")


def about(*candidates: Candidate) -> pd.DataFrame:
    return candidate_table(candidates)


def entry(**more: object) -> CuratedPlace:
    return CuratedPlace.model_validate({"at": [10.4, 43.7]} | more)


def test_the_guides_language_decides_which_name_is_shown_and_whose_it_is() -> None:
    """Wikidata names things better, but knows this one in Italian only."""
    rows = about(told("wikidata", "it", "Torre"), told("wikipedia", "en", "Tower (Pisa)"))
    first = next(iter(names_of(rows, LANGUAGES).values()))
    assert (first.name, first.provider, first.language) == ("Tower", "wikipedia", "en")
    story = story_of(LANGUAGES, None, rows)
    assert story.names == {"en": "Tower", "it": "Torre"}
    assert story.name_source is not None
    assert story.name_source.provider == "Wikipedia"
    assert {lang: s.provider for lang, s in story.name_sources.items()} == {
        "en": "Wikipedia",
        "it": "Wikidata",
    }


def test_within_a_language_labels_go_before_titles() -> None:
    rows = about(told("wikipedia", "en", "Tower, Pisa"), told("wikidata", "en", "Tower"))
    assert names_of(rows, LANGUAGES)["en"].provider == "wikidata"


def test_editors_words_come_first_and_have_no_source() -> None:
    rows = about(
        told("wikipedia", "en", "Tower", "<p>Theirs.</p>"),
        told("wikipedia", "it", "Torre", "<p>Loro.</p>"),
    )
    story = story_of(
        LANGUAGES, entry(name={"en": "Our tower"}, description={"en": "*Ours.*"}), rows
    )
    assert story.names == {"en": "Our tower", "it": "Torre"}
    assert story.name_source is None
    assert list(story.name_sources) == ["it"]
    english, italian = story.texts
    assert (english.html, english.source) == ("<p><em>Ours.</em></p>", None)
    assert italian.html == "<p>Loro.</p>"
    assert italian.source is not None
    assert italian.source.provider == "Wikipedia"


def test_one_text_a_language_of_the_first_provider_that_has_one() -> None:
    rows = about(
        told("wikidata", "en", "Tower"),
        told("wikivoyage", "en", "Tower", "<p>Go up.</p>"),
        told("wikipedia", "en", "Tower", "<p>It leans.</p>"),
    )
    [text] = story_of(LANGUAGES, None, rows).texts
    assert text.html == "<p>Go up.</p>"


@pytest.mark.parametrize(
    ("title", "provider", "name"),
    [
        ("Santa Caterina (Pisa)", "wikipedia", "Santa Caterina"),
        ("(Untitled)", "wikipedia", "(Untitled)"),
        ("Bar (closed)", "foursquare", "Bar (closed)"),
    ],
)
def test_brackets_of_articles_are_no_part_of_a_name(title: str, provider: str, name: str) -> None:
    [named] = names_of(about(told(provider, "en", title)), LANGUAGES).values()
    assert named.name == name


def test_what_editors_settle_reaches_the_page() -> None:
    story = story_of(LANGUAGES, entry(label_at=[10.5, 43.8], review="it moved 60 m",
                                       reviewed=date(2026, 11, 22)))  # fmt: skip
    assert story.label_at == (10.5, 43.8)
    assert story.review == "it moved 60 m"
    assert story.reviewed == date(2026, 11, 22)
    assert story_of(LANGUAGES, None).names == {}
