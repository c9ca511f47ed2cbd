from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
from pathlib import Path

from PIL import Image

from guidegen.website.live import LiveSite
from guidegen.website.offline import ICON_SIZES, icons, offline_files
from tests.website.sample import whole


def listed(city: Path) -> dict[str, tuple[str, int]]:
    told = json.loads((city / "data/files.json").read_text("utf-8"))
    return {path: (digest, size) for path, digest, size in told["files"]}


def test_the_list_has_what_pages_need_as_it_is_on_disk(site: Path) -> None:
    city = site / "sampletown"
    files = listed(city)
    for path, (digest, size) in files.items():
        content = (city / path).read_bytes()
        assert (hashlib.sha256(content).hexdigest()[:32], len(content)) == (digest, size)
    pages = {path.relative_to(city).as_posix() for path in city.rglob("*.html")}
    assert pages <= files.keys()
    assert {f"../assets/{path.name}" for path in (site / "assets").iterdir()} <= files.keys()
    assert {"data/guide.js", "manifest.webmanifest"} <= files.keys()
    assert not {"sw.js", "data/files.json"} & files.keys()


def test_the_worker_names_the_edition_of_its_list(site: Path) -> None:
    city = site / "sampletown"
    code = (city / "sw.js").read_text("utf-8")
    edition = json.loads((city / "data/files.json").read_text("utf-8"))["edition"]
    assert code.startswith(f'self.edition = "{edition}";\nimportScripts("../assets/worker-')
    worker = re.findall(r'importScripts\("([^"]+)"\)', code)
    assert (city / worker[0]).is_file()


def test_another_byte_anywhere_is_another_edition(tmp_path: Path) -> None:
    city = tmp_path / "city"
    (city / "downloads").mkdir(parents=True)
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/worker-1.js").touch()
    (city / "index.html").write_text("one")
    (city / "downloads/streets.gpkg").write_text("large, and for other programs")

    def edition() -> str:
        return whole(offline_files(city, ["worker-1.js"], "worker-1.js"))["sw.js"]

    first = edition()
    (city / "downloads/streets.gpkg").write_text("other")
    assert edition() == first
    (city / "index.html").write_text("two")
    assert edition() != first
    shutil.rmtree(city)


def test_the_manifest_starts_at_the_city_and_its_icons_are_there(site: Path) -> None:
    city = site / "sampletown"
    told = json.loads((city / "manifest.webmanifest").read_text("utf-8"))
    assert (city / told["start_url"]).is_file()
    assert told["scope"] == "./"
    for icon in told["icons"]:
        with Image.open(city / icon["src"]) as picture:
            assert icon["sizes"] == "{}x{}".format(*picture.size)


def test_icons_are_named_by_what_is_in_them() -> None:
    for size, name, png in icons({}, "#12141a", "#ffd68c"):
        assert name == f"icon-{size}-{hashlib.sha256(png).hexdigest()[:8].upper()}.png"
        corner = Image.open(io.BytesIO(png)).convert("RGB").getpixel((0, 0))
        assert corner == (18, 20, 26)  # the ground reaches the edges: any shape may be cut out
    assert [size for size, _, _ in icons({}, "#12141a", "#ffd68c")] == list(ICON_SIZES)


def test_a_preview_offers_to_keep_nothing(tmp_path: Path) -> None:
    live = LiveSite(tmp_path, lambda: None, lambda _: None)
    page = b'<meta name="guidegen-city" content="../x/"><body></body>'
    assert b"guidegen-city" not in live.dress(page)
