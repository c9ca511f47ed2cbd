from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import TemplateRuntimeError

from guidegen.errors import ConfigError, OutputError
from guidegen.website.theme_assets import Assets, Named

BENEATH = Assets(Named({"icon.svg": "icon-1.svg"}), {"icon-1.svg": b"old"})


def files(folder: Path, **contents: str) -> Path:
    for name, text in contents.items():
        path = folder / "assets" / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_files_are_named_by_what_is_in_them(tmp_path: Path) -> None:
    assets = BENEATH.with_folder(files(tmp_path, pictures__a_png="A", _hidden="x"))
    assert assets.named == {"icon.svg": "icon-1.svg", "pictures/a.png": "a-559AEAD0.png"}
    assert assets.files.keys() == {"icon-1.svg", "a-559AEAD0.png"}


def test_a_file_replaces_its_namesake(tmp_path: Path) -> None:
    assets = BENEATH.with_folder(files(tmp_path, icon_svg="new"))
    assert assets.files.keys() == {assets.named["icon.svg"]}
    assert assets.text("icon.svg") == "new"


def test_extra_sheets_are_added_in_order_and_names_in_them_found(tmp_path: Path) -> None:
    below = files(tmp_path / "below", extra_css="a{}", fonts__f_woff2="F")
    above = files(
        tmp_path / "above",
        extra_css="/* url(nothing) */ b{background:url( './icon.svg#x' )} i{src:url(data:,)}",
        sheets__own_css='@font-face{src:url("../fonts/f.woff2")}',
    )
    assets = BENEATH.with_folder(below).with_folder(above)
    texts = [bytes(assets.files[sheet]) for sheet in assets.sheets]  # type: ignore[arg-type]
    assert texts == [
        b"a{}",
        b'/* url(nothing) */ b{background:url("icon-1.svg#x")} i{src:url(data:,)}',
    ]
    assert (
        assets.text("sheets/own.css") == f'@font-face{{src:url("{assets.named["fonts/f.woff2"]}")}}'
    )


NOT_THERE = "there is no file 'icno.svg' in assets/; did you mean 'icon.svg'?"


@pytest.mark.parametrize(
    ("css", "message"),
    [
        ("\n\na{b:url(icno.svg)}", f"extra.css:3: {NOT_THERE}"),
        ("a{b:url(https://example.org/a)}", "extra.css:1: url(https://example.org/a) is not in"),
        ("a{b:url(//example.org/a.png)}", "is not in the theme"),
        ("a{b:url(../../../etc/passwd)}", "there is no file '../../../etc/passwd'"),
        ("@import 'more.css';", "extra.css:1: @import is not possible"),
    ],
)
def test_sheets_that_name_what_is_not_there(tmp_path: Path, css: str, message: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(message)):
        BENEATH.with_folder(files(tmp_path, extra_css=css))


def test_a_source_without_a_bundle(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text("{}")
    with pytest.raises(OutputError, match="are not bundled"):
        Assets().with_folder(tmp_path)


@pytest.mark.parametrize(
    "manifest", ['{"a.svg": "a-1.svg"}', '{"name": "Mine", "icons": []}', "[]", "{", ""]
)
def test_a_manifest_that_is_none(tmp_path: Path, manifest: str) -> None:
    folder = files(tmp_path, a_svg="<svg/>", manifest_json=manifest)
    with pytest.raises(ConfigError, match=r"manifest.json: must list the files of a bundle"):
        BENEATH.with_folder(folder)


def test_templates_that_name_an_asset_amiss_are_told() -> None:
    with pytest.raises(TemplateRuntimeError, match=r"no asset 'icon.png'.*did you mean 'icon.svg'"):
        BENEATH.named["icon.png"]
    assert BENEATH.named.get("icon.png") is None
