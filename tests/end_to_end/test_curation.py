"""A year of an editor: a small town's places are found, named, lost and found again."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from guidegen.city import City, load_city
from guidegen.errors import OutputError
from guidegen.pipeline import BuildSummary, build_guide, curate_guide
from guidegen.places.curated_file import CuratedFile, load_curated
from guidegen.places.lock import load_lock, write_lock
from guidegen.remembered import Memory, remembering
from guidegen.store import Store
from guidegen.web import Web

CITY = """\
name: Town
bbox: [10, 43, 10.2, 43.2]
languages: [en, it]
photos: [{source: file, path: photos.csv}]
places: {bandwidth_m: 60 m}
descriptions: {providers: []}
"""
# metres east and north of 10.1 E, 43.1 N, and how many photos there are
BLOBS = {
    "square": (0, 0, 60),
    "bridge": (400, 0, 50),
    "market": (0, 500, 50),
    "stalls": (400, 500, 40),
    "villa": (900, 0, 45),
}
LON_M, LAT_M = 81_290, 111_320  # a degree there


def degrees(name: str) -> tuple[float, float]:
    east, north, _ = BLOBS[name]
    return 10.1 + east / LON_M, 43.1 + north / LAT_M


@dataclass(frozen=True)
class Town:
    """A folder with a town of five places, and the commands an editor uses there."""

    folder: Path

    @property
    def city(self) -> City:
        return load_city(self.folder / "town.yaml")

    @property
    def text(self) -> str:
        return self.city.curated_path.read_text("utf-8")

    @property
    def curated(self) -> CuratedFile:
        return load_curated(self.city.curated_path)

    def photograph(self, *without: str) -> None:
        """Write the photos, without those of some places."""
        rng = np.random.default_rng(1)
        rows = []
        for name, (_, _, count) in BLOBS.items():
            east, north = rng.normal(0, 12, (2, count))
            lon, lat = degrees(name)[0] + east / LON_M, degrees(name)[1] + north / LAT_M
            for i in range(0 if name in without else count):
                day = f"2012-05-{i % 28 + 1:02d} 12:00:00"
                rows.append(f"{name}-{i},a{i % 25},{lat[i]:.6f},{lon[i]:.6f},{day}\n")
        (self.folder / "photos.csv").write_text("".join(rows))

    def build(self, meanwhile: Callable[[], None] = lambda: None) -> BuildSummary:
        """Build offline; something is done while it runs."""
        store = Store(self.folder / "cache")

        def progress(line: str) -> None:
            if line.startswith("town: labels"):
                meanwhile()

        with Web(store.folder / "web", offline=True) as web:
            return build_guide(
                [self.city], self.folder / "output", store=store, web=web, progress=progress
            )

    def curate(self) -> list[str]:
        store = Store(self.folder / "cache")
        with Web(store.folder / "web", offline=True) as web:
            _, done = curate_guide(self.city, store=store, web=web)
        return [line.removeprefix(f"{self.city.curated_path}: ") for line in done]

    def edit(self, *changes: tuple[str, str]) -> None:
        text = self.text
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        self.city.curated_path.write_text(text, "utf-8")

    def pages(self) -> dict[str, str]:
        """The pages of places by id; those that only lead on are "-> where"."""
        found = {}
        for file in (self.folder / "output/town/places").glob("*.html"):
            page = file.read_text("utf-8")
            _, leads, rest = page.partition('http-equiv="refresh" content="0; url=')
            found[file.stem] = f"-> {rest.partition(chr(34))[0]}" if leads else page
        return found

    def ids(self) -> dict[str, str]:
        """The ids that places have in the editors' file, by the blobs that they are."""
        at = {name: entry.at for name, entry in self.curated.places.items()}
        return {
            blob: min(at, key=lambda name: np.hypot(*np.subtract(at[name], degrees(blob))))
            for blob in BLOBS
        }


@pytest.fixture(scope="module")
def new_town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Built and curated once: five places without names."""
    made = Town(tmp_path_factory.mktemp("town"))
    (made.folder / "town.yaml").write_text(CITY)
    made.photograph()
    assert made.build().warnings == []
    assert len(made.curate()) == len(BLOBS)
    return made


@pytest.fixture
def town(new_town: Town, tmp_path: Path) -> Town:
    """A town of one's own, as the new one is."""
    shutil.copytree(new_town.folder, tmp_path, dirs_exist_ok=True)
    return Town(tmp_path)


def everything(folder: Path) -> str:
    """All that readers can see."""
    files = [file for file in folder.rglob("*") if file.suffix in (".html", ".json", ".js", ".csv")]
    return "\n".join(file.read_text("utf-8") for file in files)


def test_what_is_remembered_between_builds_changes_nothing(town: Town) -> None:
    """A preview builds again and again in one process: as if each build were its first."""
    square, memory = town.ids()["square"], Memory()
    edits = [
        (f"  {square}:\n", f"  {square}:\n    name: {{en: Great Square}}\n"),
        ("{en: Great Square}\n", "{en: Great Square}\n    description: {en: '*Wide.*'}\n"),
        ("'*Wide.*'", "'*Very wide.*'"),
    ]
    with remembering(memory):
        town.build()
    for edit in edits:
        town.edit(edit)
        with remembering(memory):
            town.build()
    remembered_ = contents(town.folder / "output")
    shutil.rmtree(town.folder / "output")
    town.build()
    assert remembered_ == contents(town.folder / "output")
    assert b"Very wide." in remembered_[f"town/places/{square}.html"]


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_every_edit_is_in_the_site(town: Town) -> None:
    was = town.ids()
    assert set(was.values()) == town.pages().keys()
    town.edit(
        (
            f"  {was['square']}:\n",
            """  great-square:
    name: {en: Great Square, it: Piazza Grande}
    description: {en: A *wide* square.}
    label_at: [10.1003, 43.1004]
    wikidata: Q1234
    note: ask the mayor
    reviewed: 2026-11-22
""",
        ),
        (f"  {was['villa']}:\n", f"  {was['villa']}:\n    hide: true\n"),
        (
            f"  {was['market']}:\n",
            f"  {was['market']}:\n    name: {{en: Market}}\n    merge: [{was['stalls']}]\n",
        ),
    )
    edited = town.text
    assert town.build().warnings == []
    pages = town.pages()
    assert "Great Square" in pages["great-square"]
    assert "A <em>wide</em> square." in pages["great-square"]
    assert "Market" in pages[was["market"]]
    assert pages[was["square"]] == "-> great-square.html"
    assert pages[was["stalls"]] == f"-> {was['market']}.html"
    assert pages[was["villa"]] == "-> ../index.html"
    readable = everything(town.folder / "output")
    assert "Piazza Grande" in readable
    assert '"label_at":[10.1003,43.1004]' in readable.replace(" ", "")
    assert "ask the mayor" not in readable
    # the file is the editors', and there is nothing more to say to them
    assert town.curate() == []
    assert town.text == edited
    # an address that was given once leads on, also after the next new key
    town.edit(("  great-square:\n", "  piazza:\n"))
    assert town.build().warnings == []
    leading = {name for name, page in town.pages().items() if page == "-> piazza.html"}
    assert leading == {was["square"], "great-square"}


def test_what_vanishes_waits_with_all_that_it_says_and_returns(town: Town) -> None:
    was = town.ids()
    kept = "  bridge:   # on piles\n    name: {en: 'Old Bridge'}\n    description:\n      en: |\n"
    kept += "        Five arches.\n"
    town.edit(
        (f"  {was['bridge']}:\n", kept),
        (f"  {was['villa']}:\n", f"  {was['villa']}:\n    hide: true\n"),
    )
    assert town.build().warnings == []
    town.photograph("bridge", "villa")
    (warning,) = town.build().warnings
    assert f"no place was found for bridge, {was['villa']};" in warning
    assert town.pages()["bridge"] == "-> ../index.html"
    assert kept in town.text.partition("obsolete:")[0]

    assert [line.partition(":")[0] for line in town.curate()] == [
        "places.bridge",
        f"places.{was['villa']}",
    ]
    assert town.curated.obsolete.keys() == {"bridge", was["villa"]}
    assert kept in town.text.partition("obsolete:")[2]
    assert town.build().warnings == []
    assert town.curate() == []

    town.photograph()
    waiting = town.text
    told = town.build().warnings
    # what editors said counts at once: the text is there, and what they hid stays hidden
    assert [line.partition(": its place was found again")[0] for line in told] == [
        f"{town.city.curated_path}: obsolete.bridge",
        f"{town.city.curated_path}: obsolete.{was['villa']}",
    ]
    assert "Old Bridge" in town.pages()["bridge"]
    assert "Five arches." in town.pages()["bridge"]
    assert town.pages()[was["villa"]] == "-> ../index.html"
    assert town.text == waiting
    assert len(town.curate()) == 2
    assert kept in town.text.partition("obsolete:")[0]
    assert town.curated.obsolete == {}
    assert town.build().warnings == []
    assert "Five arches." in town.pages()["bridge"]


def test_an_entry_by_an_old_id_of_what_is_gone_is_set_aside(town: Town) -> None:
    was = town.ids()["bridge"]
    town.edit((f"  {was}:\n", "  bridge:\n    name: {en: Old Bridge}\n"))
    town.build()
    town.edit(("  bridge:\n", f"  {was}:\n"))
    town.photograph("bridge")
    town.build()
    assert town.curate() == [f"places.{was}: moved to obsolete: its place was not found any more"]
    assert town.curate() == []
    town.photograph()
    assert len(town.build().warnings) == 1
    assert "Old Bridge" in town.pages()[was]
    assert town.pages()["bridge"] == f"-> {was}.html"
    assert town.curate() == [f"obsolete.{was}: moved to places: its place was found again"]


@pytest.mark.parametrize("interruption", [OSError(28, "No space left"), KeyboardInterrupt()])
def test_an_interrupted_curate_leaves_the_file_whole(
    town: Town, interruption: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.photograph("bridge")
    before, files = town.text, sorted(town.folder.iterdir())
    replace = os.replace

    def interrupted(source: Path, target: Path) -> None:
        if str(target).endswith(".places.yaml"):
            raise interruption
        replace(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", interrupted)
        with pytest.raises((OutputError, KeyboardInterrupt)):
            town.curate()
    assert town.text == before
    assert sorted(town.folder.iterdir()) == files
    assert len(town.curate()) == 1


def test_what_another_build_remembers_is_not_forgotten(town: Town) -> None:
    path = town.city.lock_path
    was = town.ids()["bridge"]

    def rename() -> None:
        lock = load_lock(path)
        places = {("bridge" if name == was else name): p for name, p in lock.places.items()}
        assert write_lock(path, lock.model_copy(update={"places": places}))

    town.photograph("villa")
    (warning,) = [line for line in town.build(meanwhile=rename).warnings if "another build" in line]
    assert warning.startswith(f"{path}: another build changed it meanwhile")
    assert "bridge" in load_lock(path).places


def test_a_merge_of_nobody_is_told_where_no_place_is_known(town: Town) -> None:
    was = town.ids()
    market, stalls = was["market"], was["stalls"]
    # who has only the lock to tell of an id loses it with the lock
    head, _, tail = town.text.partition(f"  {stalls}:\n")
    town.city.curated_path.write_text(head + tail.partition("\n\n")[2], "utf-8")
    town.edit((f"  {market}:\n", f"  {market}:\n    merge: [{stalls}, nobody]\n"))
    town.city.lock_path.unlink()
    told = town.build().warnings
    where = f"{town.city.curated_path}: places.{market}.merge"
    assert told == [
        f"{where}: {stalls} is new and not merged yet; build once more",
        f"{where}: no place has the id nobody",
    ]
    town.edit((f"[{stalls}, nobody]", f"[{stalls}]"))
    assert town.build().warnings == []
    assert town.pages()[stalls] == f"-> {market}.html"
