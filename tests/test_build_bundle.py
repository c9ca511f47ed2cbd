from __future__ import annotations

import importlib.util
import json
import shutil
from pathlib import Path
from types import ModuleType

import pytest

THEMES = Path(__file__).parents[1] / "themes"


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_bundle", THEMES / "build_bundle.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def theme(tmp_path: Path) -> Path:
    """A theme with a bundle that is up to date."""
    folder = tmp_path / "default"
    ignored = shutil.ignore_patterns("node_modules")
    shutil.copytree(THEMES / "default", folder, ignore=ignored)
    return folder


def test_the_bundle_of_this_checkout_is_up_to_date(hook: ModuleType) -> None:
    # otherwise the browser tests would test something old
    assert not any(hook.out_of_date(theme) for theme in hook.themes())


@pytest.mark.parametrize("file", ["package.json", "package-lock.json", "build.mjs", "src/map.js"])
def test_a_change_of_a_source_makes_it_out_of_date(
    hook: ModuleType, theme: Path, file: str
) -> None:
    assert not hook.out_of_date(theme)
    (theme / file).write_text((theme / file).read_text("utf-8") + "\n ", encoding="utf-8")
    assert hook.out_of_date(theme)


def test_new_and_missing_sources_make_it_out_of_date(hook: ModuleType, theme: Path) -> None:
    (theme / "src/new.js").write_text("")
    assert hook.out_of_date(theme)
    (theme / "src/new.js").unlink()
    (theme / "assets/stamp").unlink()
    assert hook.out_of_date(theme)


def test_templates_and_line_ends_do_not(hook: ModuleType, theme: Path) -> None:
    (theme / "templates/main.html").write_text("{% extends 'base.html' %}")
    source = theme / "src/map.js"
    source.write_bytes(source.read_bytes().replace(b"\n", b"\r\n"))
    assert not hook.out_of_date(theme)


def test_node_comes_from_pypi_where_there_is_none(
    hook: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(hook, "THEMES", tmp_path)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    build = hook.BundleHook.__new__(hook.BundleHook)
    assert build.dependencies() == []  # nothing to bundle, nothing to ask for
    (tmp_path / "new").mkdir()
    (tmp_path / "new/package.json").write_text("{}")
    assert build.dependencies() == [hook.NODE_PACKAGE]
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    assert build.dependencies() == []


def test_a_failing_step_shows_what_it_said(hook: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"(?s)ls no-such-file failed in .*No such file"):
        hook.run(["ls", "no-such-file"], tmp_path)


def test_every_asset_is_named_by_its_content() -> None:
    assets = THEMES / "default" / "assets"
    names = json.loads((assets / "manifest.json").read_text("utf-8"))
    assert set(names) >= {"icon.svg", "map.js", "site.css", "site.js"}
    for plain, file in names.items():
        stem, ending = plain.split(".")
        assert file.startswith(f"{stem}-")
        assert file.endswith(f".{ending}")
        assert (assets / file).is_file()


def test_no_lock_entry_names_a_host() -> None:
    lock = json.loads((THEMES / "default" / "package-lock.json").read_text("utf-8"))
    assert not any("resolved" in package for package in lock["packages"].values())
