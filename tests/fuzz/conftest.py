"""Tells after a large run how many cases each test drew; hypothesis may draw fewer than asked."""

from __future__ import annotations

import os

import pytest

from tests.fuzz.guard import CASES


def pytest_configure(config: pytest.Config) -> None:
    # of a case that failed, which would hide why
    config.addinivalue_line("filterwarnings", "ignore:Generating overly large repr")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if "GUIDEGEN_FUZZ" in os.environ:
        terminalreporter.section("cases")
        for test, count in sorted(CASES.items()):
            terminalreporter.write_line(f"{count:8,} {test}")
