"""Running the programs that carry a site; they find credentials themselves."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping, Sequence

from guidegen.errors import OutputError

_REMEDIES = {
    "git": "install Git",
    "rsync": "install it, for example by: apt-get install rsync",
    "aws": "install the AWS CLI or rclone",
    "rclone": "install rclone or the AWS CLI",
}
_LONGEST = 500
_CREDENTIALS = re.compile(r"//[^/@\s]+@")  # in the address of a remote


def run(command: Sequence[str], *, env: Mapping[str, str] | None = None) -> str:
    """What a program prints.

    Raises:
        OutputError: when it is not there, fails or is ended, with what it says in one line.
    """
    done = attempt(command, env=env)
    if done.returncode:
        raise OutputError(f"{command[0]}: {_said(done)}")
    return done.stdout


def attempt(
    command: Sequence[str], *, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """The same for a program whose exit code is an answer.

    Raises:
        OutputError: when it is not there.
    """
    try:
        return subprocess.run(  # noqa: S603 - a list of arguments, no shell
            command,
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError as error:
        remedy = _REMEDIES.get(command[0], "install it")
        raise OutputError(f"{command[0]} cannot be run ({error.strerror}); {remedy}") from error


def without_credentials(text: str) -> str:
    """A text in which addresses no longer say who may use them."""
    return _CREDENTIALS.sub("//…@", text)


def _said(done: subprocess.CompletedProcess[str]) -> str:
    lines = (line.strip() for line in done.stderr.splitlines() or done.stdout.splitlines())
    told = "; ".join(line for line in lines if line and not line.startswith("hint:"))
    by_signal = f"was ended by signal {-done.returncode}" if done.returncode < 0 else ""
    return (
        by_signal
        or without_credentials(told)[:_LONGEST]
        or (f"failed with exit code {done.returncode}")
    )
