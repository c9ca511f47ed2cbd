"""The stages' keys: what a result came from is all in them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from guidegen import stages

PACKAGE = Path(stages.__file__).parent
# Whatever changes in these changes every key, or cannot change a result.
WORK = {"places", "quality", "crowd.py"}
SHARED = {"tables.py", "geo.py", "stages.py", "errors.py", "city.py", "cityvalues.py", "store.py"}


def imported(path: Path) -> Iterator[Path]:
    """The files of this package that a file imports."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("guidegen."):
            base = PACKAGE.joinpath(*str(node.module).split(".")[1:])
            names = [base / f"{alias.name}.py" for alias in node.names]
            yield from (f for f in [base.with_suffix(".py"), *names] if f.is_file())


def reached(paths: list[Path]) -> set[Path]:
    found: set[Path] = set()
    while paths:
        path = paths.pop()
        if path not in found:
            found.add(path)
            paths += imported(path)
    return found


@pytest.mark.parametrize("stage", stages.STAGES, ids=lambda stage: stage.name)
def test_a_stage_names_all_the_code_that_decides_its_result(stage: stages.Stage) -> None:
    named = {
        file
        for path in stage.code
        for file in ((PACKAGE / path).rglob("*.py") if "." not in path else [PACKAGE / path])
    }
    work = {file for file in reached([*named]) if file.relative_to(PACKAGE).parts[0] in WORK}
    assert {file.name for file in work - named} - SHARED == set()
