"""Helpers: every part is done once, whoever does it."""

from __future__ import annotations

import os
import pickle
import select
from functools import partial
from pathlib import Path

import pytest

from guidegen.website import crew
from guidegen.website.gather import view_city
from guidegen.website.guide import Guide
from guidegen.website.render import render_site

THINGS = 3
PATIENCE_S = 120


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes, however small the work and the machine."""
    monkeypatch.setattr(crew, "FEWEST_A_HELPER", 1)
    monkeypatch.setattr(crew, "PART", 1)
    monkeypatch.setattr(crew, "cores", lambda: 2)


def note(folder: Path, rows: slice) -> None:
    """Say which process did a thing, which nobody may have done; then that the last one is done."""
    with (folder / str(rows.start)).open("x") as file:
        file.write(str(os.getpid()))
    if rows.start == THINGS - 1 and (folder.parent / "pipe").exists():
        (folder.parent / "pipe").write_text("done")


def fail_elsewhere(folder: Path, caller: int, rows: slice) -> None:
    if os.getpid() != caller:
        raise ValueError
    note(folder, rows)


def done_by(folder: Path) -> dict[int, int]:
    return {int(path.name): int(path.read_text()) for path in folder.iterdir()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "done").mkdir()
    return tmp_path / "done"


@pytest.mark.usefixtures("two")
def test_a_helper_begins_while_its_caller_does_other_things(folder: Path) -> None:
    os.mkfifo(folder.parent / "pipe")
    pipe = os.open(folder.parent / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    with crew.helped(partial(note, folder), THINGS):
        assert select.select([pipe], [], [], PATIENCE_S)[0]
    os.close(pipe)
    assert done_by(folder).keys() == {*range(THINGS)}
    assert os.getpid() not in done_by(folder).values()


@pytest.mark.usefixtures("two")
def test_what_a_helper_fails_at_its_caller_does(folder: Path) -> None:
    with crew.helped(partial(fail_elsewhere, folder, os.getpid()), THINGS):
        pass
    assert done_by(folder) == dict.fromkeys(range(THINGS), os.getpid())


def test_little_work_starts_no_helper(folder: Path) -> None:
    with crew.helped(partial(note, folder), THINGS):
        assert done_by(folder) == {}
    assert done_by(folder) == dict.fromkeys([0], os.getpid())


@pytest.mark.usefixtures("two")
def test_a_site_has_the_same_bytes_from_several_processes(
    guide: Guide, site: Path, tmp_path: Path
) -> None:
    render_site([guide], tmp_path / "site")
    assert files_of(tmp_path / "site") == files_of(site)


def test_helpers_are_not_sent_what_pages_of_places_do_without(guide: Guide) -> None:
    view = view_city(guide)
    sent = pickle.dumps(view)
    for large in ("photo_id", guide.photos["photo_id"].iloc[0], guide.authors["author_id"].iloc[0]):
        assert large.encode() not in sent
    lean = pickle.loads(sent)  # noqa: S301 - our own
    assert lean.places[0].facts == view.places[0].facts
    with pytest.raises(TypeError):  # rather than tell of no photos
        len(lean.guide.photos)
    with pytest.raises(LookupError, match="elsewhere"):
        _ = lean.guide.photos.columns
    assert lean.guide.streets is None


def files_of(site: Path) -> dict[Path, bytes]:
    return {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()}
