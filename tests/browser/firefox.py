"""Drives Debian's Firefox by its own remote protocol, Marionette.

JSON over a socket: no driver has to be there beside the browser. The protocol:
https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
"""

from __future__ import annotations

import base64
import io
import json
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from PIL import Image

PROGRAMS = ("firefox-esr", "firefox")
PATIENCE_S = 60
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # what WebDriver calls a reference to an element
PREFERENCES = {
    "marionette.port": 0,  # any that is free
    "remote.prefs.recommended": False,  # they would switch the strict file origin policy off
    # what pages say on their console goes to the browser's output
    "browser.dom.window.dump.enabled": True,
    "devtools.console.stdout.content": True,
    "ui.prefersReducedMotion": 1,
    # no questions, and nothing over the network: there is no such proxy
    "browser.aboutwelcome.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
}
# What the browser says of pages: mistakes in scripts, and what it stopped for security's sake.
ERRORS = """
  return Services.console.getMessageArray()
    .filter((message) => message instanceof Ci.nsIScriptError)
    .filter(({ flags }) => !(flags & Ci.nsIScriptError.warningFlag))
    .filter(({ sourceName, category }) => sourceName.startsWith("file:")
      || /^CSP|^CORS|Security/.test(category))
    .map(String);
"""
SAID = "console.error: "  # before what a page says is wrong; the browser's own names its part
OF_THE_BROWSER = re.compile(r"console\.error: [\w.]+: $")


def find_firefox() -> str | None:
    """The program's path, if it is there."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


class FirefoxError(Exception):
    """The browser could not do as told."""


@contextmanager
def running(program: str, profile: Path) -> Iterator[Firefox]:
    """One window of a browser of its own, without a screen.

    Args:
        program: its path.
        profile: a folder that is empty.
    """
    settings = (f"user_pref({json.dumps(n)}, {json.dumps(v)});" for n, v in PREFERENCES.items())
    (profile / "user.js").write_text("\n".join(settings), "utf-8")
    command = [program, "--headless", "--no-remote", "--profile", str(profile),
               "--marionette", "--remote-allow-system-access"]  # fmt: skip
    with (
        (profile / "output.txt").open("wb") as output,
        subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT) as process,
    ):
        try:
            with (
                _connected(profile / "MarionetteActivePort", process) as connection,
                connection.makefile("rb") as answers,
            ):
                yield Firefox(connection, answers, profile / "output.txt")
        finally:
            process.terminate()


class Firefox:
    """What may be asked of it."""

    def __init__(self, connection: socket.socket, answers: BinaryIO, output: Path) -> None:
        self._connection, self._answers, self._output = connection, answers, output
        self._number = 0
        self._received()  # what it is
        self._ask("WebDriver:NewSession")
        self._ask("WebDriver:SetTimeouts", script=1000 * PATIENCE_S)

    def open(self, address: str) -> None:
        """Open an address, and wait until its page has loaded."""
        self._ask("WebDriver:Navigate", url="about:blank")  # a new # alone would load nothing
        self._ask("WebDriver:Navigate", url=address)

    def evaluate(self, expression: str, *arguments: object) -> Any:
        """What an expression is in the page; a function is called with the arguments."""
        call = f"const it = {expression}; return typeof it === 'function' ? it(...arguments) : it;"
        return self._ask("WebDriver:ExecuteScript", script=call, args=arguments, sandbox=None)

    def wait_for(self, expression: str) -> None:
        """Wait until an expression is true in the page.

        Raises:
            AssertionError: if it has not become true within a minute.
        """
        script = f"""
          const done = arguments[0];
          const look = () => ({expression}) ? done(true) : setTimeout(look, 30);
          look();
        """
        try:
            self._ask("WebDriver:ExecuteAsyncScript", script=script, args=[], sandbox=None)
        except FirefoxError as error:
            raise AssertionError(f"never so: {expression}; {error}") from None

    def click(self, selector: str) -> None:
        """Click the first element that a selector finds, as a mouse does."""
        self._ask("WebDriver:ElementClick", id=self._find(selector))

    def press(self, selector: str, keys: str) -> None:
        """Press keys in an element."""
        self._ask("WebDriver:ElementSendKeys", id=self._find(selector), text=keys)

    def picture(self) -> np.ndarray:
        """What is seen of the page: rows, columns, red-green-blue."""
        png = self._ask("WebDriver:TakeScreenshot", full=False)
        return np.asarray(Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB"))

    def preference(self, name: str) -> bool:
        """A setting of the running browser."""
        with self._as_browser():
            return bool(self.evaluate("(name) => Services.prefs.getBoolPref(name)", name))

    def complaints(self) -> list[str]:
        """The errors of all pages since it was started."""
        self.evaluate("0")  # what the page has sent before its answer has arrived now
        with self._as_browser():
            script = {"script": ERRORS, "args": [], "sandbox": "system"}
            errors = self._ask("WebDriver:ExecuteScript", **script)
        lines = self._output.read_text("utf-8", "replace").splitlines()
        said = [line for line in lines if line.startswith(SAID) and not OF_THE_BROWSER.match(line)]
        return [*errors, *said]

    @contextmanager
    def _as_browser(self) -> Iterator[None]:
        self._ask("Marionette:SetContext", value="chrome")
        yield
        self._ask("Marionette:SetContext", value="content")

    def _find(self, selector: str) -> str:
        found = self._ask("WebDriver:FindElement", using="css selector", value=selector)
        return str(found[ELEMENT])

    def _ask(self, command: str, **parameters: object) -> Any:
        self._number += 1
        request = json.dumps([0, self._number, command, parameters])
        self._connection.sendall(f"{len(request)}:{request}".encode())
        _, number, error, result = self._received()
        assert number == self._number
        if error:
            raise FirefoxError(f"{command}: {error['error']}: {error['message']}")
        return result.get("value") if isinstance(result, dict) and "value" in result else result

    def _received(self) -> Any:
        length = b""
        while (digit := self._answers.read(1)) != b":":
            length += digit
            assert digit, "Firefox has ended"
        return json.loads(self._answers.read(int(length)))


def _connected(port_file: Path, process: subprocess.Popen[bytes]) -> socket.socket:
    """A connection, as soon as the browser has said where."""
    until = time.monotonic() + PATIENCE_S
    while not (port_file.exists() and port_file.read_text()):
        assert time.monotonic() < until, "Firefox does not say where it listens"
        with suppress(subprocess.TimeoutExpired):
            ended = process.wait(0.05)
            raise AssertionError(f"Firefox does not start: {ended}")
    # longer than scripts have: what they waited for in vain is told
    return socket.create_connection(("127.0.0.1", int(port_file.read_text())), 2 * PATIENCE_S)
