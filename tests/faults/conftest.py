"""The web of tests/web, whose waits take no time."""

from tests.web.conftest import open_web, time, web

__all__ = ["open_web", "time", "web"]
