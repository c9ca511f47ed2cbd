from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np

from guidegen.website.weight import weigh

FACES = (
    "@font-face{src:url(latin.woff2);unicode-range:U+0000-00FF}"
    "@font-face{src:url(greek.woff2);unicode-range:U+0370-03FF,U+1F00}"
)


def town(site: Path, body: str) -> Path:
    (site / "assets").mkdir()
    (site / "town/data").mkdir(parents=True)
    (site / "assets/site.css").write_text(FACES)
    (site / "assets/latin.woff2").write_bytes(bytes(10_000))
    (site / "assets/greek.woff2").write_bytes(bytes(5_000))
    (site / "town/data/guide.js").write_bytes(bytes(1_000_000))
    (site / "town/images").mkdir()
    (site / "town/images/a.webp").write_bytes(bytes(90_000))
    page = site / "town/index.html"
    page.write_text(
        '<link rel="stylesheet" href="../assets/site.css"><link rel="canonical" href="x.html">'
        f'<script src="data/guide.js"></script><img src="images/a.webp" alt="">{body}',
        encoding="utf-8",
    )
    return page


def packed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 6, mtime=0))


def test_a_page_weighs_itself_its_styles_and_the_fonts_of_its_letters(tmp_path: Path) -> None:
    page = town(tmp_path, "plain")
    weight = weigh(tmp_path, "town")
    assert weight.page == packed(page) + packed(tmp_path / "assets/site.css") + 10_000
    assert (weight.files, weight.on_disk) == (3, 1_090_000 + page.stat().st_size)
    assert str(weight) == "town: 1.1 MB in 3 files; its page weighs 10 KB before the map's data"
    assert weight.doubt == ""


def test_other_letters_bring_other_fonts(tmp_path: Path) -> None:
    page = town(tmp_path, "Πίζα")
    assert weigh(tmp_path, "town").page - packed(page) > 15_000


def test_a_heavy_page_is_told_of(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0x4E00, 0x9F00, 150_000)
    town(tmp_path, "".join(map(chr, noise)))
    assert "more than 300 KB" in weigh(tmp_path, "town").doubt
