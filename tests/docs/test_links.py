"""Every link in Markdown leads somewhere, and every test that a guarantee names exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
DOCS = CHECKOUT / "docs"
PAGES = [
    *sorted(page for page in DOCS.rglob("*.md") if "build" not in page.parts),
    *(CHECKOUT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *(CHECKOUT / name / "README.md" for name in ("benchmarks", "themes")),
]
GENERATED = re.compile(r"<!-- from code: \w+ -->|^```\{(eval-rst|include)\}", re.MULTILINE)


def links(page: Path) -> list[str]:
    """Where the page's links lead, those to the web left out."""
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.M | re.S)
    text = re.sub(r"`[^`\n]*`", "", text)
    found = re.findall(r"\]\(([^)\s]+)\)", text)
    return [each for each in found if not re.match(r"[a-z]+:", each)]


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings."""
    heads = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(CHECKOUT)))
def test_links_lead_somewhere(page: Path) -> None:
    lost = []
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = page if not path else (page.parent / path).resolve()
        if not target.exists():
            lost.append(link)
        elif anchor and not GENERATED.search(target.read_text("utf-8")):
            # headings that code gives are known to Sphinx, which fails for those that are not
            lost += [link] if anchor not in anchors(target) else []
    assert not lost


def guarantees() -> list[tuple[str, str]]:
    """File and name of every test that the page of guarantees links to."""
    text = (DOCS / "guarantees.md").read_text("utf-8")
    return re.findall(r"\[`(\w+)`\]\(\.\./(tests/[\w/]+\.py)\)", text)


def test_every_guarantee_has_its_test() -> None:
    named = guarantees()
    assert len(named) >= 40
    absent = [f"{path}::{name}" for name, path in named if name not in names_in(CHECKOUT / path)]
    assert not absent


def test_no_guarantee_is_without_a_test() -> None:
    text = (DOCS / "guarantees.md").read_text("utf-8")
    promises = re.split(r"^\* ", text, flags=re.MULTILINE)[1:]
    assert len(promises) >= 40
    assert not [each for each in promises if "](../tests/" not in each]


def names_in(path: Path) -> set[str]:
    """Names of the tests in a file, also of those in classes."""
    if not path.is_file():
        return set()
    tree = ast.parse(path.read_text("utf-8"))
    return {each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)}
