"""Where services are, and how often they are asked."""

from __future__ import annotations

import re

import pytest

from guidegen.errors import ConfigError
from guidegen.services import SERVICES, address, may_be_asked


def test_addresses() -> None:
    assert address("wikipedia", {}, language="it") == "https://it.wikipedia.org/w/api.php"
    assert address("commons", {}) == "https://commons.wikimedia.org/w/api.php"


def test_a_city_file_may_name_other_addresses() -> None:
    others = {"wikipedia": "http://localhost:8080/{language}/w/api.php", "wikidata": ""}
    assert address("wikipedia", others, language="en") == "http://localhost:8080/en/w/api.php"
    assert address("wikidata", others) == SERVICES["wikidata"].url


@pytest.mark.parametrize(
    "value", ["evil.example/#", "it.", "", "a" * 41, "{language}", "ит", "a\n"]
)
def test_a_field_cannot_change_the_host(value: str) -> None:
    with pytest.raises(ConfigError, match="language cannot be"):
        address("wikipedia", {}, language=value)


def test_an_address_from_a_file_reaches_into_nothing() -> None:
    others = {"wikipedia": "http://x/{language.__class__}/{0}"}
    assert address("wikipedia", others, language="it") == "http://x/{language.__class__}/{0}"


@pytest.mark.parametrize(
    ("service", "scheme", "host", "mirror", "allowed"),
    [
        ("wikipedia", "https", "it.wikipedia.org", "", True),
        ("wikipedia", "http", "it.wikipedia.org", "", False),
        ("wikipedia", "https", "it.wikipedia.org.evil.example", "", False),
        ("wikipedia", "https", "evil.example", "", False),
        ("wikipedia", "https", ".wikipedia.org", "", False),
        ("wikipedia", "https", "it.wikipedia.org:444", "", False),
        ("commons_files", "https", "thumb.wikimedia.org", "", True),
        ("commons_files", "https", "commons.wikimedia.org", "", False),
        ("photo_files", "https", "live.staticflickr.com", "", True),
        ("photo_files", "https", "evilstaticflickr.com", "", False),
        ("photo_files", "https", "127.0.0.1", "", False),
        ("wikimapia", "http", "api.wikimapia.org", "", True),
        ("wikimapia", "https", "api.wikimapia.org", "", True),
        ("wikidata", "http", "localhost:8080", "http://localhost:8080/w", True),
        ("wikidata", "http", "localhost", "http://LOCALHOST:80/w", True),
        ("wikidata", "https", "www.wikidata.org", "http://localhost:8080/w", False),
        ("wikidata", "http", "mirror.example", "https://mirror.example/", False),
        ("wikidata", "http", "[::1]:8080", "http://[::1]:8080/", True),
        ("wikipedia", "https", "it.mirror.example", "https://{language}.mirror.example/", True),
        ("wikipedia", "https", "mirror.example", "https://{language}.mirror.example/", False),
        ("wikipedia", "https", "127.0.0.1", "https://{language}/w", False),
        ("wikipedia", "https", "0x7f000001:8443", "https://{language}:8443/w", False),
        ("wikipedia", "https", "127.1.", "https://*/w", False),
        ("wikipedia", "https", "[::1]", "https://{language}/w", False),
        ("wikipedia", "https", "wiki2.example", "https://{language}/w", True),
        ("wikipedia", "http", "10.0.0.7:80", "http://10.0.0.7:80/{language}", False),
        ("wikipedia", "http", "10.0.0.7", "http://10.0.0.7:80/{language}", True),
        ("wikipedia", "ftp", "it.wikipedia.org", "", False),
    ],
)
def test_who_may_be_asked(service: str, scheme: str, host: str, mirror: str, allowed: bool) -> None:
    assert may_be_asked(SERVICES[service], scheme, host, mirror) is allowed


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_whole(name: str) -> None:
    service = SERVICES[name]
    assert service.title
    assert re.match(r"https?://", service.url)
    assert service.interval_s > 0
    assert 1 <= service.concurrency <= 3
    assert service.keep_days is None or service.fresh_days < service.keep_days
    if service.key:
        assert service.key.variable.startswith("GUIDEGEN_")
        assert bool(service.key.header) != bool(service.key.parameter)


def test_wikimedia_gets_no_more_than_it_allows() -> None:
    ours = [service for service in SERVICES.values() if service.pace == "wikimedia"]
    assert len(ours) == 6
    assert all(60 / service.interval_s <= 200 for service in ours)


def test_foursquare_is_kept_for_less_than_thirty_days() -> None:
    keep_days = SERVICES["foursquare"].keep_days
    assert keep_days is not None
    assert keep_days < 30


def test_flickr_is_asked_no_more_than_it_allows() -> None:
    ours = [service for service in SERVICES.values() if service.pace == "flickr"]
    assert len(ours) == 2
    assert all(3600 / service.interval_s <= 3600 for service in ours)
