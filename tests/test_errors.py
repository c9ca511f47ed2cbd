from __future__ import annotations

import pytest

from guidegen.errors import ConfigError, GuideError, InputError, Problem


@pytest.mark.parametrize(
    "error",
    [InputError(f"a.gpx: 1{'x' * 70_000}: mend it"), ConfigError([Problem("x" * 70_000 + "it")])],
)
def test_of_long_lines_both_ends_are_shown(error: GuideError) -> None:
    told = str(error)
    assert len(told) < 1600
    assert " … " in told
    assert told.endswith("it")


def test_other_messages_are_shown_whole() -> None:
    told = "\n".join(["a.csv: line 3", "x" * 1500, ""])
    assert str(InputError(told)) == told
