"""What a service sends, read no further than it may be."""

from __future__ import annotations

import time
import zlib

import httpx

from guidegen.errors import AnswerError
from guidegen.web.messages import one_line
from guidegen.web.patience import PassingError


def read_body(response: httpx.Response, largest_bytes: int, deadline_s: float) -> bytes:
    """The body, decompressed no further than is allowed.

    Args:
        response: open, nothing of it read.
        largest_bytes: longer ones are refused.
        deadline_s: on the monotonic clock.

    Raises:
        AnswerError: when it is too long.
        PassingError: when it is cut off, or takes too long.
    """
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding not in {"gzip", "identity"}:
        raise AnswerError(
            f"it packed its answer as {one_line(coding, 40)}, which was not asked for"
        )
    unpack = zlib.decompressobj(wbits=31) if coding == "gzip" else None
    body = bytearray()
    try:
        for raw in response.iter_raw():  # as it comes, so that dripping is noticed
            body += unpack.decompress(raw, largest_bytes + 1 - len(body)) if unpack else raw
            if len(body) > largest_bytes:
                raise AnswerError(f"its answer is longer than {largest_bytes / 1024**2:.3g} MB")
            if time.monotonic() > deadline_s:
                raise PassingError("its answer took too long", tries=2)
    except zlib.error as error:
        raise PassingError(f"its answer is damaged ({error})", tries=3) from None
    if unpack and not unpack.eof:
        raise PassingError("its answer is cut off", tries=3)
    return bytes(body)
