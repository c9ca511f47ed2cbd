"""How much may come out of what is packed: kilobytes can unpack to gigabytes of short rows."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from guidegen.errors import InputError

UNPACKED_BYTES = 256 << 20
PACKED_TIMES = 100
"""Of a file so much may come in all, or so many times its size; real ones come to some twenty."""
LEAST_ROWS = 1_000_000
"""So many rows are always believed; more of them take a byte of the file each, and really ten."""


def most_bytes(packed: int) -> int:
    """How many bytes so many may unpack to."""
    return max(UNPACKED_BYTES, PACKED_TIMES * packed)


def most_rows(packed: int) -> int:
    """How many rows so many bytes may hold."""
    return max(LEAST_ROWS, packed)


class Unpacked(io.RawIOBase):
    """What comes out of a packed text, as long as it is no more than a real one holds.

    Args:
        file: gives the unpacked bytes.
        path: of the packed file.
    """

    def __init__(self, file: Any, path: Path) -> None:
        super().__init__()
        packed = path.stat().st_size
        self._file, self._path = file, path
        self._bytes, self._lines = most_bytes(packed), most_rows(packed)

    def readable(self) -> bool:
        """Whether it can be read, which it can."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read some bytes into a buffer; how many.

        Raises:
            InputError: when it is too much.
        """
        content = self._file.read(len(buffer))
        self._bytes -= len(content)
        # of UTF-16 too: what ends its lines has a byte for that in it
        self._lines -= content.count(b"\n") or content.count(b"\r")
        if self._bytes < 0 or self._lines < 0:
            raise InputError(
                f"{self._path}: unpacks to more than {PACKED_TIMES} times its size, or to more "
                "lines than it has bytes, as no photos do; unpack it yourself if you trust it"
            )
        buffer[: len(content)] = content
        return len(content)

    def close(self) -> None:
        """Close what is packed, too."""
        self._file.close()
        super().close()
