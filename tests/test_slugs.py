import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidegen.slugs import is_slug, slugify


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Pisa", "pisa"),
        ("Città Alta", "citta-alta"),
        ("L’Aquila", "laquila"),  # an apostrophe is no word's end
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("Ærøskøbing", "aeroskobing"),
        ("São Paulo / SP", "sao-paulo-sp"),
        ("../../etc/passwd", "etc-passwd"),
        ('<script>alert("x")</script>', "script-alert-x-script"),
        ("ROMA 🏛", "roma"),
        ("東京", ""),  # no letters to name a file by
        ("مدينة", ""),
    ],
)
def test_slugs_of_names(name: str, slug: str) -> None:
    assert slugify(name) == slug


@pytest.mark.parametrize("text", ["", "-a", "a/b", "..", "a.b", "É", "a b", "a\n", "a" * 61])
def test_what_is_no_slug(text: str) -> None:
    assert not is_slug(text)


@given(st.text())
def test_every_name_gives_a_slug_or_nothing(name: str) -> None:
    slug = slugify(name)
    assert slug == "" or is_slug(slug)
    assert slugify(slug) == slug
