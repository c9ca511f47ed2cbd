"""Commands that change what people keep: how it was before, how it is after, and what between.

A scene is a folder before its command and the same folder after it ran undisturbed. What the
command may be found to have done when it was killed is told by its parts: each must be as before or
as after. When it is given again, everything must be as after.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from guidegen.photos.corpus.layout import Corpus
from tests.end_to_end.porto import SIGHTS, photos
from tests.faults.children import Children, Done, files_of
from tests.publish.sites import repository, write_site

Part = Callable[[Path], object]
BUILD = ("build", "--offline", "--base-url", "https://example.org/", "-o", "site")
IMPORT = ("photos", "import", "new.csv", "--corpus", "corpus")
CURATE = ("curate", "alder")
GIT = ("publish", "git", "-o", "site", "--no-check")
TO = ("publish", "to", "public", "-o", "site", "--no-check")
_CITY = """\
name: Alder
timezone: Europe/Lisbon
bbox: [-8.625, 41.135, -8.6, 41.155]
photos: [{source: file, path: photos.csv}]
streets: {source: none}
"""
# what git keeps, and the cache: that may know more, such as the same for another lock
_ASIDE = re.compile(r"cache/|(.*/)?\.git/|remote\.git/")
_SCRATCH = re.compile(r"(^|/)\.[^/]*(guidegen-|making-|held|tmp)")


@dataclass(frozen=True)
class Scene:
    """A command, and a folder before and after it.

    Attributes:
        name: of the command.
        argv: the command.
        before: the folder before.
        after: the folder after.
        parts: what must be as before or as after whenever the command is killed.
        steps: how many it takes when it is not.
        took_s: how long it takes then, by the clock.
    """

    name: str
    argv: tuple[str, ...]
    before: Path
    after: Path
    parts: Mapping[str, Part]
    steps: int
    took_s: float

    def killed(self, kids: Children, folder: Path, **when: object) -> Done:
        """Kill the command in a folder that is not there yet; assert that all is whole."""
        shutil.copytree(self.before, folder, symlinks=True)
        done = run(kids, folder, *self.argv, **when)
        for name, part in self.parts.items():
            assert part(folder) in (part(self.before), part(self.after)), (self.name, name, when)
        return done

    def mended(self, kids: Children, folder: Path, **when: object) -> None:
        """Give the command again; assert that all is as if it had never been killed."""
        again = run(kids, folder, *self.argv)
        assert again.code == 0, (again.err, when)
        found, wanted = whole(folder), whole(self.after)
        assert sorted(found.keys() ^ wanted.keys()) == [], when
        assert [name for name in wanted if found[name] != wanted[name]] == [], when
        for name, part in self.parts.items():
            assert part(folder) == part(self.after), (self.name, name, when)


def run(kids: Children, folder: Path, *argv: str, **limits: object) -> Done:
    """Run a command whose temporary files are in the folder too."""
    (folder / "tmp").mkdir(exist_ok=True)
    return kids.run(folder, *argv, env={"TMPDIR": str(folder / "tmp")}, **limits)


def whole(folder: Path) -> dict[str, bytes]:
    """All files of a folder that the same command leaves alike; folders show by their files."""
    found = {name: content for name, content in files_of(folder).items() if content is not None}
    # no scratch files or folders, empty ones included
    assert [name for name in files_of(folder) if _SCRATCH.search(name)] == []
    return {name: content for name, content in found.items() if not _ASIDE.match(name)}


def _scene(
    kids: Children, before: Path, name: str, argv: tuple[str, ...], parts: Mapping[str, Part]
) -> Scene:
    after = before.with_name(f"{before.name}-after")
    shutil.copytree(before, after, symlinks=True)
    done = run(kids, after, *argv)
    assert done.code == 0, done.err
    return Scene(name, argv, before, after, parts, done.steps, done.took_s)


def small_city(folder: Path, count: int) -> None:
    """A city file, and photos as many."""
    (folder / "cities").mkdir(parents=True, exist_ok=True)
    (folder / "cities/alder.yaml").write_text(_CITY)
    (folder / "cities/photos.csv").write_text(photos(SIGHTS, count))


def _content(*path: str) -> Part:
    def content(folder: Path) -> bytes | None:
        file = folder.joinpath(*path)
        return file.read_bytes() if file.exists() else None

    return content


LOCK = _content("cities", "alder.places.lock.json")
EDITORS = _content("cities", "alder.places.yaml")


def building(kids: Children, root: Path) -> Scene:
    """A site, its city file and its editors' file; then there are more photos."""
    folder = root / "building"
    small_city(folder, 200)
    for argv in (BUILD, CURATE):
        assert run(kids, folder, *argv).code == 0
    (folder / "site/CNAME").write_text("example.org")  # the host's, which stays
    small_city(folder, 400)
    parts = {"site": lambda at: files_of(at / "site"), "lock": LOCK, "editors": EDITORS}
    return _scene(kids, folder, "build", BUILD, parts)


def importing(kids: Children, root: Path) -> Scene:
    """A corpus, and photos that it does not have yet beside some that it has."""
    folder = root / "importing"
    folder.mkdir(parents=True)
    (folder / "old.csv").write_text(photos(SIGHTS, 200))
    (folder / "new.csv").write_text(photos(SIGHTS, 400))
    argv = (*IMPORT[:2], "old.csv", *IMPORT[3:])
    assert run(kids, folder, *argv).code == 0
    return _scene(kids, folder, "import", IMPORT, {"corpus": _photos_of})


def _photos_of(folder: Path) -> dict[str, bytes]:
    """What a reader of the corpus finds in it."""
    corpus = Corpus.at(folder / "corpus")
    manifests = {name: repr(told).encode() for name, told in corpus.imports.items()}
    return manifests | {str(p.relative_to(corpus.folder)): p.read_bytes() for p in corpus.files()}


def curating(kids: Children, root: Path) -> Scene:
    """An editors' file with texts in it, and places that it does not know yet."""
    folder = root / "curating"
    small_city(folder, 200)
    assert run(kids, folder, *CURATE).code == 0
    editors = folder / "cities/alder.places.yaml"
    told = editors.read_text()
    head, _, rest = told.partition("    level: place\n")
    editors.write_text(f"{head}    level: place\n    note: do not lose me\n{rest}")
    small_city(folder, 400)
    (folder / "cities/photos.csv").write_text(photos([*SIGHTS, (-8.6180, 41.1500)], 600))
    scene = _scene(kids, folder, "curate", CURATE, {"editors": EDITORS, "lock": LOCK})
    assert b"do not lose me" in (scene.after / "cities/alder.places.yaml").read_bytes()
    assert EDITORS(scene.before) != EDITORS(scene.after)
    return scene


def committing(kids: Children, root: Path) -> Scene:
    """A repository whose branch holds a site, and a newer site."""
    folder = root / "committing" / "here"
    _repository(folder)
    write_site(folder / "site")
    assert run(kids, folder, *GIT).code == 0
    write_site(folder / "site", pisa__new__html="<p>new", index__html="<p>newer")
    return _scene(kids, folder, "publish git", GIT, {"branch": _tree_of, "remote": _remote_tree})


def _repository(folder: Path) -> None:
    repository(folder)
    remote = folder / "remote.git"  # inside, so that copies have their own
    folder.with_name("remote.git").rename(remote)
    subprocess.run(["git", "-C", folder, "remote", "set-url", "origin", "remote.git"], check=True)


def _tree_of(folder: Path) -> str:
    command = ["git", "-C", folder, "rev-parse", "--verify", "--quiet", "gh-pages^{tree}"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def _remote_tree(folder: Path) -> str:
    return _tree_of(folder / "remote.git")


def sending(kids: Children, root: Path) -> Scene:
    """A public folder that holds a site, and a newer site whose page loads another style."""
    folder = root / "sending"
    folder.mkdir(parents=True)
    for edition in ("old", "new"):
        shutil.rmtree(folder / "site", ignore_errors=True)
        page = f'<link rel="stylesheet" href="assets/{edition}.css">'
        write_site(folder / "site", index__html=page)
        (folder / f"site/assets/{edition}.css").write_text(edition)
        if edition == "old":
            assert run(kids, folder, *TO).code == 0
    return _scene(kids, folder, "publish to", TO, {"page": _loads})


def _loads(folder: Path) -> tuple[bytes, bytes]:
    """The page that is served, and the style that it loads."""
    page = (folder / "public/index.html").read_bytes()
    [style] = re.findall(rb'href="(assets/[^"]+)"', page)
    return page, (folder / "public" / style.decode()).read_bytes()


SCENES: Mapping[str, Callable[[Children, Path], Scene]] = {
    "publish to": sending,
    "publish git": committing,
    "import": importing,
    "curate": curating,
    "build": building,
}
