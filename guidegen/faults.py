"""What the errors of services look like when they come as if they were answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Fault:
    """An error that came as if it were an answer.

    Attributes:
        reason: what the service says.
        busy: whether the same question may be answered a little later.
        wait_s: how long to wait at least before that, when the service does not say.
    """

    reason: str
    busy: bool = False
    wait_s: float = 5.0


def no_fault(_: Any) -> Fault | None:
    """For services whose errors have an HTTP status of their own."""
    return None


def mediawiki_fault(data: Any) -> Fault | None:
    """The error of a MediaWiki.

    ``{"error": {"code", "info"}}``, or ``{"errors": [{"code", "text"}]}`` if it was asked so.
    """
    if not isinstance(data, dict) or not (data.get("error") or data.get("errors")):
        return None
    error = data.get("error") or data["errors"]
    first = error[0] if isinstance(error, list) else error
    if not isinstance(first, dict):
        return Fault(str(first))
    code = str(first.get("code", "error"))
    busy = code in {"maxlag", "ratelimited", "readonly"} or code.startswith("internal_api_error")
    return Fault(f"{code}: {first.get('info') or first.get('text') or ''}", busy)


# Seconds to wait by code: too many requests of a key, or of an address.
_WIKIMAPIA_BUSY = {"1004": 30.0, "1012": 60.0}


def wikimapia_fault(data: Any) -> Fault | None:
    """The error of Wikimapia: ``{"debug": {"code": 1004, "message": "…"}}``."""
    if not isinstance(data, dict) or "debug" not in data:
        return None
    debug = data["debug"] if isinstance(data["debug"], dict) else {}
    code = str(debug.get("code", "error"))
    if code == "1708":  # too much lies in the area: whoever asks takes smaller ones
        return None
    wait_s = _WIKIMAPIA_BUSY.get(code)
    reason = f"{code}: {debug.get('message', '')}"
    return Fault(reason) if wait_s is None else Fault(reason, True, wait_s)


# Codes of Mapillary's limits, which are counted by the minute, and of tokens that are none.
_MAPILLARY_BUSY = (4, 17, 32, 613)
_MAPILLARY_TOKEN = (102, 190)


def mapillary_fault(data: Any) -> Fault | None:
    """The error of Mapillary: ``{"error": {"message": "…", "type": "OAuthException", "code": 4}}``.

    That a box holds too much is none: whoever asks takes smaller ones.
    """
    error = data.get("error") if isinstance(data, dict) else None
    if not error or asks_for_less(data):
        return None
    error = error if isinstance(error, dict) else {"message": error}
    code = error.get("code")
    reason = f"{code if isinstance(code, int) else 'error'}: {error.get('message', '')}"
    if code in _MAPILLARY_TOKEN:
        reason += "; look at GUIDEGEN_MAPILLARY_TOKEN"
    return Fault(reason, code in _MAPILLARY_BUSY, wait_s=15.0)


def asks_for_less(data: Any) -> bool:
    """Whether Mapillary says that it was asked for too much at once.

    ``{"error": {"message": "Please reduce the amount of data you're asking for, …", "code": 1}}``
    """
    error = data.get("error") if isinstance(data, dict) else None
    return isinstance(error, dict) and "reduce the amount of data" in str(error.get("message"))


_FLICKR_BUSY = ("0", "10", "105", "201")
_FLICKR_KEY = "100"
# There is no such photo any more; its owner shows its EXIF to nobody.
_FLICKR_NO_EXIF = ("1", "2")


def flickr_fault(data: Any) -> Fault | None:
    """The error of Flickr: ``{"stat": "fail", "code": 100, "message": "Invalid API Key"}``."""
    if not isinstance(data, dict) or data.get("stat") == "ok":
        return None
    code = str(data.get("code", "error"))
    reason = f"{code}: {data.get('message', '')}"
    if code == _FLICKR_KEY:
        reason += "; look at GUIDEGEN_FLICKR_KEY"
    return Fault(reason, code in _FLICKR_BUSY)


def flickr_exif_fault(data: Any) -> Fault | None:
    """The error of Flickr; that it has no EXIF to tell of a photo is none."""
    fault = flickr_fault(data)
    return None if fault and fault.reason.partition(":")[0] in _FLICKR_NO_EXIF else fault


# Seconds that Overpass wants to be left alone when it is busy.
OVERPASS_BUSY_S = 30.0


def overpass_fault(data: Any) -> Fault | None:
    """The error of Overpass: a ``"remark"`` beside elements of which some or all are missing.

    ``runtime error: Query timed out in "query" at line 4 after 2 seconds.`` may pass; a query
    that ran out of memory will do so again.
    """
    remark = data.get("remark") if isinstance(data, dict) else None
    if not remark:
        return None
    busy = any(word in str(remark) for word in ("timed out", "timeout", "too busy"))
    return Fault(str(remark), busy, OVERPASS_BUSY_S)
