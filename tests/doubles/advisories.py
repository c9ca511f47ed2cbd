"""What is known against packages, in the formats of OSV (Python's) and of the npm registry.

https://google.github.io/osv.dev/post-v1-query/ and npm's `/-/npm/v1/security/advisories/bulk`,
which gets `{"name": ["version"]}` and answers advisories by name.
"""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


def osv(name: str) -> dict[str, Any]:
    """An entry of OSV."""
    affected = {
        "package": {"name": name, "ecosystem": "PyPI"},
        "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99.0"}]}],
    }
    return {
        "id": f"PYSEC-2026-{len(name)}", "summary": f"A hole in {name}", "schema_version": "1.6.0",
        "published": "2026-01-01T00:00:00Z", "affected": [affected], "aliases": [],
    }  # fmt: skip


def npm(name: str) -> dict[str, Any]:
    """An advisory of the npm registry."""
    return {
        "id": 1, "url": f"https://github.com/advisories/GHSA-{name}", "title": f"A hole in {name}",
        "severity": "high", "vulnerable_versions": "<99.0.0", "cwe": ["CWE-79"],
        "cvss": {"score": 7.5, "vectorString": None},
    }  # fmt: skip


@contextmanager
def advisories(known: Collection[str] | None) -> Iterator[tuple[str, list[str]]]:
    """Serve what is known against packages of these names, or refuse everybody where None.

    Yields:
        The server's address, and the names that were asked for.
    """
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            packed = self.headers.get("Content-Encoding") == "gzip"
            told = json.loads(gzip.decompress(body) if packed else body)
            names = [told["package"]["name"]] if "package" in told else list(told)
            asked.extend(names)
            if known is None:
                self.send_error(405)
                return
            if "package" in told:
                vulns = [osv(name) for name in names if name in known]
                answer: dict[str, Any] = {"vulns": vulns} if vulns else {}
            else:
                answer = {name: [npm(name)] for name in names if name in known}
            content = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_GET(self) -> None:
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
