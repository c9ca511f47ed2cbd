"""Keys are sent, and show nowhere else."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pytest

from guidegen.errors import AnswerError, ConfigError, GuideError
from guidegen.services import SERVICES
from guidegen.web import Answer, Request, Web
from tests.doubles.http import Asked, Reply, serving
from tests.web.conftest import KEYS, ask, read

FORMS = [form for key in KEYS.values() for form in (key, quote_plus(key))]
KEYED = [name for name, service in SERVICES.items() if service.key]
PARAMETERS = {service.key.parameter for service in SERVICES.values() if service.key}


def sent_in(asked: Asked) -> str:
    """Where keys travel: in a header, or in a parameter of the query."""
    values = [value for name, value in asked.query.items() if name in PARAMETERS]
    return asked.headers.get("authorization", "") + "".join(values)


def answers(asked: Asked) -> Any:
    """Every kind of answer, good and bad; the bad ones tell the key they were asked with."""
    sent = sent_in(asked)
    kinds = {
        "good": {"results": []},
        "echo": {"you sent": sent},
        "header": Reply({}, headers={"Link": f"<https://example.org/?key={sent}>; rel=next"}),
        "moved": Reply(status=302, headers={"Location": f"http://localhost/?key={sent}"}),
        "circle": Reply(status=302, headers={"Location": f"?kind=circle&k={quote_plus(sent)}"}),
        "fault": {"debug": {"code": 1, "message": f"bad key {sent}"}},
        "page": Reply(f"<h1>{sent}</h1>"),
        "kind": Reply(b"{}", headers={"Content-Type": f"text/{sent}"}),
        "coding": Reply(b"{}", headers={"Content-Encoding": sent}),
        "status": Reply(f"no such key {sent}", status=401),
        "busy": Reply(status=503, headers={"Retry-After": sent}),
        "closed": Reply(close=True),
        "cut": Reply(f'["{sent}'.encode()),
    }
    return kinds[asked.query.get("kind", "good")]


KINDS = (
    "good echo header moved circle fault page kind coding status busy closed cut".split()  # noqa: SIM905
)


def complain(answer: Answer) -> None:
    raise KeyError(read(answer))


@pytest.mark.parametrize("service", KEYED)
def test_keys_are_nowhere(
    open_web: Callable[..., Web],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    service: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    told: list[str] = []
    web = None
    with serving(answers) as server:
        for kind in KINDS:
            web = open_web()  # one that has not given the service up
            request = ask(server.url, service, "/search", kind=kind)
            for reading in (read, complain):
                try:
                    told.append(repr(web.get(request, reading)))
                except GuideError as error:
                    told += [repr(error), str(error), traceback.format_exc()]
            told += web.stale
            told += [repr(web), repr(request)]
            web.close()
        sent = [sent_in(asked) for asked in server.requests]
    key = KEYS[SERVICES[service].key.variable]  # type: ignore[union-attr]
    assert all(key in each for each in sent)  # else there would be nothing to find
    assert len(server.requests) > len(KINDS)
    assert any("HTTP Request: GET" in record.getMessage() for record in caplog.records)
    out = capfd.readouterr()
    seen = [*told, caplog.text, out.out, out.err, *files_in(tmp_path)]
    assert [form for form in FORMS for text in seen if form in text] == []


def files_in(folder: Path) -> Iterator[str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    yield from (path.read_bytes().decode("latin-1") for path in files)


def test_an_answer_that_tells_the_key_is_not_kept(open_web: Callable[..., Web]) -> None:
    with serving(answers) as server:
        request = ask(server.url, "wikimapia", "/", kind="echo")
        with pytest.raises(AnswerError, match="holds our key"):
            open_web().get(request, read)
        with pytest.raises(GuideError, match="not in the cache"):
            open_web(offline=True).get(request, read)


@pytest.mark.parametrize(
    "value", ["with space", "line\r\nX-Evil: 1", "schlüssel-geheim", "nul\x00key"]
)
def test_a_key_that_cannot_be_sent_is_not_told(open_web: Callable[..., Web], value: str) -> None:
    web = open_web(keys={"GUIDEGEN_FOURSQUARE_KEY": value})
    with (
        serving(answers) as server,
        pytest.raises(ConfigError, match="GUIDEGEN_FOURSQUARE_KEY") as caught,
    ):
        web.get(ask(server.url, "foursquare"), read)
    assert value not in str(caught.value)
    assert server.requests == []


def test_keys_do_not_follow_to_other_services(web: Web) -> None:
    with serving(answers) as server:
        for name in set(SERVICES) - set(KEYED):
            with suppress(AnswerError):  # some want pictures
                web.get(ask(server.url, name), read)
    assert len(server.requests) == len(SERVICES) - len(KEYED)
    whole = repr(server.requests)
    assert [form for form in FORMS if form in whole] == []


def test_logging_is_left_as_it_was(open_web: Callable[..., Web]) -> None:
    before = list(logging.getLogger("httpx").filters)
    with serving(answers) as server:
        web = open_web()
        web.get(ask(server.url), read)
        assert logging.getLogger("httpx").filters != before
        web.close()
    assert logging.getLogger("httpx").filters == before


def test_a_request_shows_what_was_asked_on_one_short_line() -> None:
    request = Request("wikipedia", "https://x/\u202e\n<b>", {"gscoord": "43.7|10.4", "x": "\x1b"})
    assert request.shown() == "https://x/%E2%80%AE%0A%3Cb%3E?gscoord=43.7|10.4&x=%1B"


def test_the_key_does_not_go_to_another_host_of_the_same_service(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    def handler(asked: Asked) -> Any:
        if asked.path == "/there":
            return {"results": []}
        port = server.url.rsplit(":")[-1]
        return Reply(status=302, headers={"Location": f"http://localhost:{port}/there"})

    with serving(handler) as server:
        port = server.url.rsplit(":")[-1]
        hosts = (f"127.0.0.1:{port}", f"localhost:{port}")
        here = replace(SERVICES["foursquare"], url=server.url, hosts=hosts)
        monkeypatch.setitem(SERVICES, "foursquare", here)
        assert web.get(Request("foursquare", f"{server.url}/here"), read) == {"results": []}
    assert ["authorization" in asked.headers for asked in server.requests] == [True, False]
