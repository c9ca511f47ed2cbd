"""Full disks, folders that may not be written, and commands at once."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from guidegen.alone import alone
from guidegen.website.folder import workplace
from tests.faults.children import KILLED, Children, children, files_of
from tests.faults.scenes import BUILD, CURATE, EDITORS, IMPORT, Scene, building, importing, run

FULL = "No space left on device"
Disk = Callable[[int], Path]


@pytest.fixture(scope="module")
def kids() -> Iterator[Children]:
    with children() as started:
        yield started


@pytest.fixture(scope="module")
def built(kids: Children, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """A build, done; its folders are copied before they are changed."""
    return building(kids, tmp_path_factory.mktemp("built"))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """Makes a small disk of some kilobytes."""
    mounted: list[Path] = []

    def make(kilobytes: int) -> Path:
        folder = tmp_path / "disk"
        folder.mkdir()
        options = ["-t", "tmpfs", "-o", f"size={kilobytes}k", "none"]
        done = subprocess.run(["mount", *options, folder], capture_output=True, check=False)
        if done.returncode:
            pytest.skip("only the super-user may mount a small disk")
        mounted.append(folder)
        return folder

    try:
        yield make
    finally:
        for folder in mounted:
            subprocess.run(["umount", folder], check=True)


def leave(disk: Path, kilobytes: int) -> Path:
    """Fill a disk but for some kilobytes; returns what fills it."""
    filler = disk / "filler"
    filler.write_bytes(b"\0" * (shutil.disk_usage(disk).free - kilobytes * 1024))
    return filler


@pytest.mark.parametrize("kilobytes", [8, 200])
def test_no_room_for_the_site(
    kids: Children, built: Scene, disk: Disk, tmp_path: Path, kilobytes: int
) -> None:
    folder, small = tmp_path / "here", disk(40_000)
    shutil.copytree(built.before, folder)
    shutil.move(folder / "site", small / "site")
    filler = leave(small, kilobytes)
    before = files_of(small)
    argv = (*BUILD[:-1], str(small / "site"))
    failed = run(kids, folder, *argv)
    assert failed.code == 1
    assert FULL in failed.err
    assert str(small) in failed.err
    assert files_of(small) == before
    filler.unlink()
    assert run(kids, folder, *argv).code == 0
    assert files_of(small / "site") == files_of(built.after / "site")


def test_no_room_for_the_cache(kids: Children, built: Scene, disk: Disk, tmp_path: Path) -> None:
    folder, small = tmp_path / "here", disk(20_000)
    shutil.copytree(built.before, folder)
    shutil.move(folder / "cache", small / "cache")
    filler = leave(small, 64)
    cache = {"GUIDEGEN_CACHE": str(small / "cache")}
    failed = kids.run(folder, *BUILD, env=cache)
    assert failed.code == 1
    assert f"{small}/cache: the cache cannot be kept there (" in failed.err
    assert FULL in failed.err
    assert "GUIDEGEN_CACHE" in failed.err
    assert files_of(folder / "site") == files_of(built.before / "site")
    filler.unlink()
    assert kids.run(folder, *BUILD, env=cache).code == 0
    assert files_of(folder / "site") == files_of(built.after / "site")


def test_no_room_for_the_corpus_and_for_editors(
    kids: Children, built: Scene, disk: Disk, tmp_path: Path
) -> None:
    scene, small = importing(kids, tmp_path), disk(10_000)
    shutil.copytree(scene.before, small / "here")
    filler = leave(small, 16)
    failed = kids.run(small / "here", *IMPORT, env={"TMPDIR": str(tmp_path)})
    assert failed.code == 1
    assert FULL in failed.err
    filler.unlink()
    scene.mended(kids, small / "here")
    # the same disk, with an editors' file for which there is no room left
    shutil.rmtree(small / "here")
    shutil.copytree(built.after / "cities", small / "cities")
    (small / "cities/alder.places.yaml").unlink()
    leave(small, 0)
    cache = {"GUIDEGEN_CACHE": str(built.after / "cache"), "TMPDIR": str(tmp_path)}
    failed = kids.run(small, *CURATE, env=cache)
    assert failed.code == 1
    assert "alder.places.yaml: cannot be written: " + FULL in failed.err
    left = {path.name for path in (small / "cities").iterdir()}
    assert left == {path.name for path in (built.after / "cities").iterdir()} - {
        "alder.places.yaml"
    }


@pytest.mark.parametrize(
    ("shut", "argv", "told"),
    [
        (".", BUILD, "site: a site cannot be written there: "),
        ("cache", BUILD, "cannot be kept there ("),
        ("cities", CURATE, "cities/alder.places.yaml: cannot be written: Permission denied"),
    ],
)
def test_folders_that_may_not_be_written(
    kids: Children, built: Scene, tmp_path: Path, shut: str, argv: tuple[str, ...], told: str
) -> None:
    folder = tmp_path / "here"
    shutil.copytree(built.before, folder)
    (folder / "cities/alder.places.yaml").unlink()
    (folder / "tmp").mkdir(exist_ok=True)
    before = files_of(folder / "site")
    for path in [folder / shut, *(p for p in (folder / shut).rglob("*") if p.is_dir())]:
        path.chmod(0o555)
    try:
        failed = run(kids, folder, *argv, powerless=True)
    finally:
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o755)
    assert failed.code == 1, failed.err
    assert told in failed.err
    assert files_of(folder / "site") == before


def test_two_builds_of_one_site(kids: Children, built: Scene, tmp_path: Path) -> None:
    folder = tmp_path / "here"
    shutil.copytree(built.before, folder)
    with workplace(folder / "site"):
        refused = run(kids, folder, *BUILD)
    assert refused.code == 1
    assert re.search(r"site: is being built by another guidegen \(process \d+ on ", refused.err)
    assert files_of(folder / "site") == files_of(built.before / "site")
    # one that was killed while it held the lock keeps nobody out
    died = run(kids, folder, *BUILD, kill_at=built.steps // 2)
    assert died.code == KILLED
    assert (folder / ".site.guidegen").exists()
    built.mended(kids, folder)


def test_two_builds_with_one_store(kids: Children, built: Scene, tmp_path: Path) -> None:
    one, other = (tmp_path / name for name in ("one", "other"))
    for folder in (one, other):
        shutil.copytree(built.before, folder)
    shutil.rmtree(one / "cache")
    cache = {"GUIDEGEN_CACHE": str(one / "cache")}
    with kids.beside(one, *BUILD, env=cache) as wait:
        assert kids.run(other, *BUILD, env=cache).code == 0
        assert wait() == 0
    for folder in (one, other):
        assert files_of(folder / "site") == files_of(built.after / "site")
    assert not list((one / "cache").glob(".making-*"))


def test_two_imports_into_one_corpus(kids: Children, tmp_path: Path) -> None:
    scene = importing(kids, tmp_path)
    folder = tmp_path / "here"
    shutil.copytree(scene.before, folder)
    with alone(folder / "corpus/.lock"):
        refused = run(kids, folder, *IMPORT)
    assert refused.code == 1
    assert re.search(r"corpus: another import is under way there \(process \d+", refused.err)
    shutil.rmtree(folder / "corpus")  # they make it both
    with kids.beside(folder, *IMPORT) as wait:
        codes = {run(kids, folder, *IMPORT[:2], "old.csv", *IMPORT[3:]).code, wait()}
    assert codes <= {0, 1}
    assert 0 in codes


def test_curate_beside_a_build(kids: Children, built: Scene, tmp_path: Path) -> None:
    folder = tmp_path / "here"
    shutil.copytree(built.before, folder)
    with kids.beside(folder, *BUILD) as wait:
        curated = run(kids, folder, *CURATE)
        assert wait() == 0
    assert curated.code == 0 or "another build changed it meanwhile" in curated.err
    assert files_of(folder / "site") == files_of(built.after / "site")
    assert run(kids, folder, *CURATE).code == 0
    assert EDITORS(folder) is not None


def test_a_build_says_what_was_damaged_and_gives_the_same_bytes(
    kids: Children, built: Scene, tmp_path: Path
) -> None:
    folder = tmp_path / "here"
    shutil.copytree(built.after, folder)
    for file in (folder / "cache").glob("*/*/*"):
        if file.parts[-3] in ("photos", "labels", "routes"):
            content = bytearray(file.read_bytes())
            content[len(content) // 2] ^= 8
            file.write_bytes(content)
    again = run(kids, folder, *BUILD)
    assert again.code == 0
    told = [line for line in again.err.splitlines() if line.endswith("and is made anew")]
    damaged = {line.split("cache/")[1].split("/")[0] for line in told}
    assert {"photos", "routes"} <= damaged <= {"photos", "routes", "labels"}
    assert files_of(folder / "site") == files_of(built.after / "site")
    assert not [line for line in run(kids, folder, *BUILD).err.splitlines() if "damaged" in line]
