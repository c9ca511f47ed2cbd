"""The services that are asked: where they are, how often they like to be asked, what they refuse.

A new service is one entry of `SERVICES`; what is asked of it and how its answers are read is the
business of whoever asks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from urllib.parse import urlsplit

from guidegen.errors import ConfigError
from guidegen.faults import (
    OVERPASS_BUSY_S,
    Fault,
    flickr_exif_fault,
    flickr_fault,
    mapillary_fault,
    mediawiki_fault,
    no_fault,
    overpass_fault,
    wikimapia_fault,
)

MEGABYTE = 1024**2


@dataclass(frozen=True)
class Key:
    """How a service knows who asks; exactly one of header and parameter is given.

    Attributes:
        variable: of the environment, which holds the key.
        header: which carries it, after the word Bearer.
        parameter: of the query, which carries it.
    """

    variable: str
    header: str = ""
    parameter: str = ""


@dataclass(frozen=True)
class Service:
    """One service.

    Attributes:
        title: as messages name it.
        url: its address, perhaps with `{language}`.
        hosts: all that may be asked, `*` stands for anything; if empty, that of `url`.
        pace: services of one name share one pace; if empty, the service has its own.
        interval_s: seconds between two requests.
        concurrency: how many requests may be under way at a time.
        fresh_days: after so many days it is asked anew, if it can be.
        keep_days: after so many days an answer is deleted; None if it may be kept for good.
        gone_days: so long a picture that is not there any more is not asked for again.
        key: how it knows who asks, if it wants to.
        headers: which every request carries.
        answers: what it answers with.
        fault: finds the error in decoded JSON that came with HTTP status 200.
        largest_bytes: longer answers are refused, counted after decompression.
        least_wait_s: how long to wait at least before it is asked again after it was busy.
        silences: how many times the usual silence it may take to think.
        speaks: statuses other than 200 with which it answers too, in JSON.
        says_nothing: whether it answers without a word where it has nothing.
    """

    title: str
    url: str
    hosts: tuple[str, ...] = ()
    pace: str = ""
    interval_s: float = 0.5
    concurrency: int = 1
    fresh_days: float = 30
    keep_days: float | None = None
    gone_days: float = 30
    key: Key | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    answers: Literal["json", "image"] = "json"
    fault: Callable[[Any], Fault | None] = no_fault
    largest_bytes: int = 8 * MEGABYTE
    least_wait_s: float = 0.0
    silences: float = 1.0
    speaks: tuple[int, ...] = ()
    says_nothing: bool = False


def _wikimedia(title: str, url: str, fresh_days: float = 30) -> Service:
    # An identified client may send 200 requests a minute, one after the other, to all wikis.
    return Service(
        title,
        url,
        pace="wikimedia",
        interval_s=0.35,
        fault=mediawiki_fault,
        fresh_days=fresh_days,
    )


def _flickr(
    title: str,
    fault: Callable[[Any], Fault | None],
    fresh_days: float,
    keep_days: float | None = None,
) -> Service:
    return Service(
        title,
        "https://api.flickr.com/services/rest/",
        pace="flickr",
        interval_s=1.0,  # 3600 requests an hour
        key=Key("GUIDEGEN_FLICKR_KEY", parameter="api_key"),
        fault=fault,
        fresh_days=fresh_days,
        keep_days=keep_days,
    )


# What was gathered is kept elsewhere: the answers only have to last until a gathering that was
# interrupted is taken up again, and one that is asked for tomorrow is to bring what is new.
_GATHER_DAYS = 1.0
_FOR_GOOD_DAYS = 36_500.0


# Foursquare's terms allow 30 days; a margin is left for builds that take their time.
_FRESH_DAYS, _KEEP_DAYS = 21, 29

SERVICES: dict[str, Service] = {
    "wikipedia": _wikimedia("Wikipedia", "https://{language}.wikipedia.org/w/api.php"),
    "wikivoyage": _wikimedia("Wikivoyage", "https://{language}.wikivoyage.org/w/api.php"),
    "wikidata": _wikimedia("Wikidata", "https://www.wikidata.org/w/api.php"),
    # what cameras write into fifty files can be long
    "commons": replace(
        _wikimedia("Wikimedia Commons", "https://commons.wikimedia.org/w/api.php"),
        largest_bytes=32 * MEGABYTE,
    ),
    "commons_photos": _wikimedia(
        "Wikimedia Commons", "https://commons.wikimedia.org/w/api.php", _GATHER_DAYS
    ),
    "commons_files": Service(
        "Wikimedia Commons (pictures)",
        "https://upload.wikimedia.org",
        hosts=("upload.wikimedia.org", "thumb.wikimedia.org"),
        pace="wikimedia",
        interval_s=0.35,
        fresh_days=365,
        answers="image",
        largest_bytes=40 * MEGABYTE,
    ),
    # The photos that a guide is made from, where tables of photos say they are: addresses out of
    # files of strangers, so only hosts are asked that are known to hold photos.
    "photo_files": Service(
        "The photos' own hosts",
        "https://live.staticflickr.com",
        hosts=(
            "*.staticflickr.com",
            "upload.wikimedia.org",
            "thumb.wikimedia.org",
            "*.geograph.org.uk",
            "static.inaturalist.org",
            "inaturalist-open-data.s3.amazonaws.com",
        ),
        interval_s=0.5,
        fresh_days=365,
        answers="image",
        largest_bytes=40 * MEGABYTE,
    ),
    "foursquare": Service(
        "Foursquare",
        "https://places-api.foursquare.com",
        interval_s=0.1,
        concurrency=2,
        key=Key("GUIDEGEN_FOURSQUARE_KEY", header="Authorization"),
        headers={"X-Places-Api-Version": "2025-06-17"},
        fresh_days=_FRESH_DAYS,
        keep_days=_KEEP_DAYS,
    ),
    "wikimapia": Service(
        "Wikimapia",
        "http://api.wikimapia.org/",
        interval_s=3.0,  # 100 requests in 5 minutes
        fresh_days=90,
        key=Key("GUIDEGEN_WIKIMAPIA_KEY", parameter="key"),
        fault=wikimapia_fault,
    ),
    # One request after the other, from whoever says who they are; a query may think for minutes.
    "overpass": Service(
        "Overpass",
        "https://overpass-api.de/api/interpreter",
        interval_s=2.0,
        fresh_days=90,
        fault=overpass_fault,
        largest_bytes=128 * MEGABYTE,
        least_wait_s=OVERPASS_BUSY_S,
        silences=10,
    ),
    "flickr": _flickr("Flickr", flickr_fault, _GATHER_DAYS, keep_days=7),
    "flickr_exif": _flickr("Flickr (light of photos)", flickr_exif_fault, _FOR_GOOD_DAYS),
    "geograph": Service(
        "Geograph",
        "https://api.geograph.org.uk/syndicator.php",
        interval_s=1.0,
        key=Key("GUIDEGEN_GEOGRAPH_KEY", parameter="key"),
        fresh_days=_GATHER_DAYS,
        says_nothing=True,
    ),
    # It says with HTTP status 400 or 500 that a box holds too much.
    "mapillary": Service(
        "Mapillary",
        "https://graph.mapillary.com/images",
        interval_s=0.1,
        key=Key("GUIDEGEN_MAPILLARY_TOKEN", parameter="access_token"),
        fault=mapillary_fault,
        speaks=(400, 500),
        silences=3,
        fresh_days=_GATHER_DAYS,
    ),
    "inaturalist": Service(
        "iNaturalist",
        "https://api.inaturalist.org/v2/observations",
        interval_s=1.0,  # 60 requests a minute
        silences=3,
        fresh_days=_GATHER_DAYS,
    ),
    # At most one request a second, by all of guidegen's users together: so it is asked by hand.
    "nominatim": Service(
        "Nominatim",
        "https://nominatim.openstreetmap.org/search",
        interval_s=1.0,
        largest_bytes=MEGABYTE,
    ),
}


def address(service: str, others: Mapping[str, str], **fields: str) -> str:
    """Where to ask a service.

    Args:
        service: a key of `SERVICES`.
        others: addresses that a city file gives instead, by service; they may hold `{language}`.
        fields: what to put in the place of `{language}` and the like.

    Raises:
        ConfigError: when a field would change the address into another one.
    """
    url = others.get(service) or SERVICES[service].url
    for name, value in fields.items():
        if not re.fullmatch(r"[A-Za-z0-9-]{1,40}", value):
            raise ConfigError(f"{SERVICES[service].title}: {name} cannot be {value!r:.60}")
        # not str.format: an address from a file must not reach into objects
        url = url.replace(f"{{{name}}}", value)
    return url


def may_be_asked(service: Service, scheme: str, host: str, mirror: str = "") -> bool:
    """Whether requests of a service may go to a host; never to plain http instead of https.

    Args:
        service: which one.
        scheme: http or https.
        host: in lower case, with its port unless that is the usual one.
        mirror: the address that a city file gives instead; then only its host may be asked.
    """
    base = urlsplit(mirror or service.url)
    usual_port = {"http": ":80", "https": ":443"}.get(base.scheme, "")
    own = base.netloc.lower().removesuffix(usual_port)
    hosts = [own] if mirror or not service.hosts else service.hosts
    fits_scheme = scheme == "https" or (scheme == "http" and base.scheme == "http")
    return fits_scheme and any(_fits(each, host) for each in hosts)


def _fits(allowed: str, host: str) -> bool:
    """Whether a host is an allowed one; only a name can be one of several."""
    return host == allowed or (not _is_number(host) and bool(re.fullmatch(_pattern(allowed), host)))


def _is_number(host: str) -> bool:
    """Whether a host is an IP address; also ones such as 127.1 and 0x7f000001 lead to machines."""
    number = r"(.*\.)?(\d+|0x[0-9a-f]*)\.?(:\d+)?"
    return host.startswith("[") or re.fullmatch(number, host) is not None


def _pattern(host: str) -> str:
    """A regular expression; `*` and fields such as `{language}` stand for anything in a name."""
    return "[a-z0-9.-]+".join(map(re.escape, re.split(r"\*|\{\w+\}", host)))
