from __future__ import annotations

import json

import pytest

from guidegen.errors import InputError, ServiceError
from guidegen.manycities.outcome import BuildError, BuildSummary, Outcome, failure

GOOD = Outcome("a", photos=1200, places=3, walks=1, size=2_500_000, warnings=("look", "same"))
SPOILT = failure("b", InputError("b.csv: no photos"))
DEAF = failure("c", ServiceError("no answer\nset a contact"))


def test_a_line_for_each() -> None:
    assert str(GOOD) == "a: 1,200 photos, 3 places, 1 walks, 2.5 MB"
    assert str(DEAF) == "c: failed: no answer"


def test_what_scripts_read_is_the_same_whenever_and_wherever_it_was_built() -> None:
    other = Outcome(**{**GOOD.__dict__, "took_s": 5.0, "peak_mb": 9.0, "told": ("x",)})
    assert json.dumps(GOOD.facts()) == json.dumps(other.facts())
    assert BuildSummary((GOOD, SPOILT)).facts() == {
        "version": 1,
        "ok": False,
        "cities": [
            {"slug": "a", "ok": True, "photos": 1200, "places": 3, "walks": 1, "bytes": 2_500_000,
             "warnings": ["look", "same"], "missing": [], "errors": []},
            {"slug": "b", "ok": False, "photos": 0, "places": 0, "walks": 0, "bytes": 0,
             "warnings": [], "missing": [], "errors": ["b.csv: no photos"]},
        ],
    }  # fmt: skip


def test_what_came_up_is_told_once() -> None:
    both = BuildSummary((
        Outcome("a", warnings=("x", "theme"), missing=("m",), stale=("old",)),
        Outcome("b", warnings=("theme", "y"), missing=("m",), stale=("old",)),
    ))  # fmt: skip
    assert both.warnings == ["x", "theme", "y"]
    assert both.missing == ["a: m", "b: m", "old"]


def test_what_was_built_raises_nothing() -> None:
    BuildSummary((GOOD,)).raise_failures()


def test_one_city_raises_its_own_error() -> None:
    with pytest.raises(ServiceError, match="no answer"):
        BuildSummary((DEAF,)).raise_failures()


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [((GOOD, SPOILT, DEAF), 1), ((GOOD, DEAF), 1), ((SPOILT, DEAF), 1), ((DEAF, DEAF), 3)],
)
def test_the_mistakes_of_all(outcomes: tuple[Outcome, ...], code: int) -> None:
    with pytest.raises(BuildError) as raised:
        BuildSummary(outcomes).raise_failures()
    assert raised.value.exit_code == code
    told = str(raised.value).splitlines()
    assert told[-1].startswith(f"{sum(not each.ok for each in outcomes)} of {len(outcomes)} cities")
    assert [line for line in told if line.startswith("c: ")][:2] == [
        "c: no answer", "c: set a contact",
    ] or DEAF not in outcomes  # fmt: skip


def test_a_bug_is_a_failure_too() -> None:
    broken = failure("d", ZeroDivisionError("oops"))
    assert (broken.exit_code, broken.errors) == (
        1,
        ("this is a bug in guidegen: ZeroDivisionError: oops",),
    )
