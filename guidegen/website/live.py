"""A site that is rebuilt while people look at it: its versions, and what its pages say of them."""

from __future__ import annotations

import re
import secrets
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from html import escape
from pathlib import Path

from guidegen.errors import GuideError
from guidegen.website.readers import Readers, read_by


@dataclass(frozen=True)
class Early:
    """Pages that are shown while others are still being written.

    Attributes:
        version: theirs; the site's when it is done.
        folder: of the site that is being written.
        paths: of the pages and what they load, from there.
    """

    version: str
    folder: Path
    paths: frozenset[str]


@dataclass
class LiveSite:
    """A site that is rebuilt while people look at it.

    Attributes:
        folder: where the site is, or will be.
        build: writes the site to that folder, whole or not at all.
        tell: hears how each build ended.
        version: changes with every build, and is another one after a restart.
        error: why the last build failed, or "".
        early: pages of the build that is going on, which can be looked at already, if there are.
    """

    folder: Path
    build: Callable[[], None]
    tell: Callable[[str], None]
    version: str = ""
    error: str = ""
    early: Early | None = None
    _open: Counter[str] = field(default_factory=Counter, repr=False)
    _changed: threading.Condition = field(default_factory=threading.Condition, repr=False)

    def rebuild(self) -> None:
        """Build, and tell every open page; an error is kept for the pages, not raised."""
        error, version = "", secrets.token_hex(8)
        try:
            with read_by(Readers(self._pages(), partial(self._show, version))):
                self.build()
        except GuideError as mistake:
            error = str(mistake)
        except Exception as bug:
            error = f"this is a bug in guidegen: {type(bug).__name__}: {bug}"
        with self._changed:
            if error and self.early:  # pages that were shown go back
                version = secrets.token_hex(8)
            self.error, self.version, self.early = error, version, None
            self._changed.notify_all()
        self.tell(error or "The pages are up to date.")

    @contextmanager
    def looked_at(self, page: str) -> Iterator[None]:
        """Within it, somebody looks at this page."""
        with self._changed:
            self._open[page] += 1
        try:
            yield
        finally:
            with self._changed:
                self._open[page] -= 1
                self._open += Counter()  # which forgets what nobody looks at

    def _pages(self) -> frozenset[str]:
        """Those that somebody looks at."""
        with self._changed:
            return frozenset(page for page, number in self._open.items() if number > 0)

    def _show(self, version: str, folder: Path, paths: Collection[str]) -> None:
        """Let some pages be seen before all others are written."""
        with self._changed:
            self.early = Early(version, folder, frozenset(paths))
            self._changed.notify_all()

    def version_of(self, page: str) -> str:
        """Which version of a page there is."""
        early = self.early
        return early.version if early and page in early.paths else self.version

    def wait_for_other(self, version: str, timeout_s: float, page: str = "") -> str:
        """The version of a page as soon as it is another than this one, or after the timeout."""
        with self._changed:
            self._changed.wait_for(lambda: self.version_of(page) != version, timeout_s)
            return self.version_of(page)

    def dress(self, page: bytes, version: str = "") -> bytes:
        """A page with what is to be known of the last build, and the script that reloads it."""
        version = version or self.version
        added = f'<script src="/_guidegen/reload.js?version={version}"></script>'
        if self.early and version == self.early.version:
            return self._dressed(page, added)
        if told := self._told():
            added = f'<link rel="stylesheet" href="/_guidegen/told.css">{told}{added}'
        return self._dressed(page, added)

    def _dressed(self, page: bytes, added: str) -> bytes:
        page = re.sub(rb"connect-src [^;\"]+", b"connect-src 'self'", page, count=1)
        # a page that is kept offline would not be reloaded
        page = page.replace(b'<meta name="guidegen-city"', b'<meta name="guidegen-preview"', 1)
        before, end, after = page.rpartition(b"</body>")
        return before + added.encode() + end + after if end else page + added.encode()

    def _told(self) -> str:
        """What stands on top of a page that is not of this moment."""
        if self.error:
            return (
                '<div class="guidegen-told guidegen-error" role="alert" lang="en" dir="ltr">'
                "<p>This could not be built. The page is as it was before:</p>"
                f"<pre>{escape(self.error)}</pre></div>"
            )
        if not self.version:
            return (
                '<div class="guidegen-told" role="status" lang="en" dir="ltr">'
                "<p>As in the last preview; it is being built anew …</p></div>"
            )
        return ""
