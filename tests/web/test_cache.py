"""What is kept, for how long, and what is done without the network."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time as real_time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from guidegen.errors import AnswerError, GoneError, OfflineError, OutputError
from guidegen.web import Answer, Request, Web
from tests.doubles.http import Reply, in_turn, serving
from tests.web.conftest import FakeTime, ask, read

Open = Callable[..., Web]


def test_an_answer_is_asked_for_once(web: Web) -> None:
    with serving(lambda asked: {"you asked": dict(asked.query)}) as server:
        first = web.get(ask(server.url, title="Torre di Pisa", limit="5"), read)
        second = web.get(ask(server.url, limit="5", title="Torre di Pisa"), read)
    assert first == second == {"you asked": {"title": "Torre di Pisa", "limit": "5"}}
    assert len(server.requests) == 1


def test_other_parameters_and_services_are_other_questions(web: Web) -> None:
    with serving(lambda asked: [asked.query.get("a", "")]) as server:
        answers = [
            web.get(ask(server.url, a="1"), read),
            web.get(ask(server.url, a="2"), read),
            web.get(ask(server.url, service="wikidata", a="1"), read),
        ]
    assert answers == [["1"], ["2"], ["1"]]
    assert len(server.requests) == 3


def test_the_cache_answers_without_server_contact_and_key(open_web: Open) -> None:
    with serving(lambda _: {"results": []}) as server:
        request = ask(server.url, "foursquare", "/places/search")
        open_web().get(request, read)
    without = open_web(contact="", keys={})
    assert without.get(request, read) == {"results": []}
    assert without.stale == []


def test_what_is_kept_of_an_answer(web: Web, time: FakeTime) -> None:
    headers = {
        "Link": '<https://example.org/?cursor=c>; rel="next"',
        "Set-Cookie": "me=1",
        "X-Y": "z",
    }
    with serving(lambda _: Reply({}, headers=headers)) as server:
        fetched = web.get(ask(server.url), lambda answer: answer)
        time.pass_days(3)
        kept = web.get(ask(server.url), lambda answer: answer)
    assert fetched == kept
    assert kept.fetched_at == "2023-11-14"
    assert kept.headers["link"] == headers["Link"]
    assert sorted(kept.headers) == ["content-type", "link"]


def test_an_old_answer_is_asked_for_anew(web: Web, time: FakeTime) -> None:
    with serving(in_turn({"n": 1}, {"n": 2})) as server:
        answers = [web.get(ask(server.url), read)]
        for days in (29, 2, 1):
            time.pass_days(days)
            answers.append(web.get(ask(server.url), read))
    assert answers == [{"n": 1}, {"n": 1}, {"n": 2}, {"n": 2}]
    assert len(server.requests) == 2


def test_an_old_answer_has_to_do_when_the_service_is_down(web: Web, time: FakeTime) -> None:
    with serving(lambda _: {"n": 1}) as server:
        request = ask(server.url)
        web.get(request, read)
    time.pass_days(31)
    assert web.get(request, lambda answer: (answer.json(), answer.fetched_at)) == (
        {"n": 1},
        "2023-11-14",
    )
    (stale,) = web.stale
    assert stale.startswith("Wikipedia: http://127.0.0.1")
    assert "no connection" in stale
    assert stale.endswith("; an old answer had to do, the oldest of 2023-11-14")


def test_what_is_stale_is_told_once_a_service(web: Web, time: FakeTime) -> None:
    with serving(lambda _: {"n": 1}) as server:
        requests = [
            ask(server.url, service, n=str(n))
            for n in range(20)
            for service in ("wikipedia", "wikidata")
        ]
        for request in requests:
            web.get(request, read)
            time.pass_days(0.1)
    time.pass_days(40)
    for request in requests:
        assert web.get(request, read) == {"n": 1}
    assert [line.split(":")[0] for line in web.stale] == ["Wikipedia", "Wikidata"]
    assert all("; 20 old answers had to do, the oldest of 2023-11-1" in line for line in web.stale)


def test_an_old_answer_has_to_do_without_contact(open_web: Open, time: FakeTime) -> None:
    with serving(lambda _: {"n": 1}) as server:
        request = ask(server.url)
        open_web().get(request, read)
        time.pass_days(31)
        nameless = open_web(contact="")
        assert nameless.get(request, read) == {"n": 1}
    assert "GUIDEGEN_CONTACT" in nameless.stale[0]


def test_an_answer_that_no_longer_parses_is_asked_for_anew(web: Web) -> None:
    with serving(in_turn({"old": 1}, {"new": 2})) as server:
        web.get(ask(server.url), read)
        assert web.get(ask(server.url), lambda answer: answer.json()["new"]) == 2


@pytest.mark.parametrize("offline", [False, True])
def test_what_a_licence_lets_us_keep_no_longer_is_gone(
    open_web: Open, time: FakeTime, offline: bool
) -> None:
    with serving(lambda _: {"results": ["Caffè"]}) as server:
        request = ask(server.url, "foursquare", "/places/search")
        open_web().get(request, read)
    time.pass_days(28.9)
    assert open_web(offline=offline).get(request, read) == {"results": ["Caffè"]}
    time.pass_days(0.2)
    with pytest.raises(OfflineError if offline else Exception, match="Foursquare"):
        open_web(offline=offline).get(request, read)
    time.pass_days(-1)  # not merely hidden by its age
    with pytest.raises(OfflineError):
        open_web(offline=True).get(request, read)


def test_what_has_expired_is_deleted_from_the_disk(
    open_web: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(lambda _: {"results": ["Caffè dell’Ussero"]}) as server:
        first = open_web()
        first.get(ask(server.url, "foursquare"), read)
        first.get(ask(server.url, "wikipedia"), read)
        first.close()
    file = tmp_path / "web" / "answers.sqlite"
    assert _count(file) == 2
    later = 30 * 86_400 + real_time.time()
    monkeypatch.setattr("time.time", lambda: later)
    open_web(offline=True).close()
    assert _count(file) == 1


def _count(file: Path) -> int:
    connection = sqlite3.connect(file)
    try:
        (streams,) = connection.execute("SELECT count(*) FROM streams").fetchone()
        return int(streams)
    finally:
        connection.close()


def test_offline_asks_nothing_and_says_what_is_missing(open_web: Open) -> None:
    with serving(lambda _: {}) as server:
        offline = open_web(offline=True, contact="", keys={})
        with pytest.raises(OfflineError) as caught:
            offline.get(ask(server.url, action="query", titles="T" * 500), read)
    assert str(caught.value).startswith(f"Wikipedia: {server.url}/w/api.php?action=query&titles=TT")
    assert str(caught.value).endswith("not in the cache; build once without --offline")
    assert len(str(caught.value)) < 300
    assert server.requests == []


def test_offline_old_answers_do(open_web: Open, time: FakeTime) -> None:
    with serving(lambda _: {"n": 1}) as server:
        open_web().get(ask(server.url), read)
    time.pass_days(400)
    offline = open_web(offline=True)
    assert offline.get(ask(server.url), read) == {"n": 1}
    assert offline.stale == []


def photo(server_url: str) -> Request:
    return ask(server_url, "photo_files", "/1.jpg")


PHOTO = Reply(b"\xff\xd8\xff photo", headers={"Content-Type": "image/jpeg"})


@pytest.mark.parametrize("status", [404, 410])
def test_a_picture_that_is_gone_is_not_asked_for_again_for_a_while(
    open_web: Open, time: FakeTime, status: int
) -> None:
    with serving(in_turn(Reply(status=status), PHOTO)) as server:
        with pytest.raises(GoneError, match=f"HTTP {status}"):
            open_web().get(photo(server.url), len)
        for offline in (False, True):
            time.pass_days(14)
            with pytest.raises(GoneError, match="there no longer, as it said on 2023-11-14"):
                open_web(offline=offline).get(photo(server.url), len)
        assert len(server.requests) == 1
        time.pass_days(3)
        assert open_web().get(photo(server.url), lambda answer: answer.body) == PHOTO.body


def test_what_its_owner_took_away_is_not_shown_any_longer(web: Web, time: FakeTime) -> None:
    with serving(in_turn(PHOTO, Reply(status=410))) as server:
        web.get(photo(server.url), lambda answer: answer.body)
        time.pass_days(366)
        for _ in range(2):
            with pytest.raises(GoneError):
                web.get(photo(server.url), lambda answer: answer.body)
        assert len(server.requests) == 2
    assert web.stale == []


def test_data_that_is_not_found_is_asked_for_again(web: Web) -> None:
    with serving(in_turn(Reply(status=404), {"n": 1})) as server:
        with pytest.raises(AnswerError) as caught:
            web.get(ask(server.url), read)
        assert not isinstance(caught.value, GoneError)
        assert web.get(ask(server.url), read) == {"n": 1}


def test_a_full_disk_costs_a_request_and_not_the_build(tmp_path: Path) -> None:
    program = """
import resource, sys
from pathlib import Path
from guidegen.web import Request, Web
with Web(Path(sys.argv[1]), contact="me@example.org", keys={}) as web:
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    for _ in range(2):
        request = Request("photo_files", sys.argv[2], mirror=sys.argv[2])
        print(web.get(request, lambda answer: len(answer.body)))
"""
    large = replace(PHOTO, body=b"\xff" * 1_000_000)
    with serving(lambda _: large) as server:
        command = [sys.executable, "-c", program, str(tmp_path / "web"), server.url + "/1.jpg"]
        ended = subprocess.run(command, capture_output=True, text=True, check=True)
        assert len(server.requests) == 2
    assert (ended.stdout, ended.stderr) == ("1000000\n1000000\n", "")


def test_an_address_that_an_answer_gave_keeps_its_query(web: Web) -> None:
    with serving(lambda asked: dict(asked.query)) as server:
        request = Request("foursquare", f"{server.url}/p?cursor=a%2Bb&limit=5", {}, server.url)
        assert web.get(request, read) == {"cursor": "a+b", "limit": "5"}


def test_threads_share_one_web(web: Web) -> None:
    found: list[str] = []
    with serving(lambda asked: [asked.query["n"]]) as server:

        def work(start: int) -> None:
            numbers = (str(n % 12) for n in range(start, start + 8))
            found.extend(web.get(ask(server.url, n=n), read)[0] for n in numbers)

        threads = [threading.Thread(target=work, args=(start,)) for start in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(found) == sorted(
        str(n % 12) for start in range(4) for n in range(start, start + 8)
    )
    assert server.most_at_once == 1  # Wikipedia wants one request after the other


def test_processes_share_the_cache(web: Web, tmp_path: Path) -> None:
    program = """
import sys
from pathlib import Path
from guidegen.web import Request, Web
with Web(Path(sys.argv[1]), contact="me@example.org", keys={}) as web:
    for n in range(20):
        web.get(Request("wikipedia", sys.argv[2], {"n": str(n)}, sys.argv[2]), lambda a: a.json())
"""
    with serving(lambda asked: [asked.query["n"]]) as server:
        command = [sys.executable, "-c", program, str(tmp_path / "web"), server.url + "/"]
        started = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(2)]
        assert [process.communicate(timeout=30)[1] for process in started] == [b"", b""]
        asked = len(server.requests)
        offline = [Request("wikipedia", server.url + "/", {"n": str(n)}) for n in range(20)]
    assert asked >= 20
    assert [web.get(request, read) for request in offline] == [[str(n)] for n in range(20)]


def test_a_damaged_cache_is_replaced(open_web: Open, tmp_path: Path) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "answers.sqlite").write_bytes(b"this is no database, " * 500)
    with serving(lambda _: {"n": 1}) as server:
        assert open_web().get(ask(server.url), read) == {"n": 1}
    assert open_web(offline=True).get(ask(server.url), read) == {"n": 1}


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match="make it writable"):
        Web(tmp_path / "file" / "web")


def test_parse_errors_are_not_kept(web: Web) -> None:
    def parse(answer: Answer) -> str:
        return str(answer.json()["query"]["pages"][0]["title"])

    with serving(in_turn({"query": {}}, {"query": {"pages": [{"title": "Pisa"}]}})) as server:
        with pytest.raises(AnswerError, match=r"Wikipedia: http.*KeyError: 'pages'"):
            web.get(ask(server.url), parse)
        assert web.get(ask(server.url), parse) == "Pisa"


def test_errors_that_are_our_own_pass_through(web: Web) -> None:
    def parse(_: Answer) -> None:
        raise RuntimeError("a mistake of the program")

    with serving(lambda _: {}) as server, pytest.raises(RuntimeError, match="of the program"):
        web.get(ask(server.url), parse)


def test_the_network_is_not_even_imported_for_what_is_kept() -> None:
    program = "import sys, guidegen.web; sys.exit(bool({'httpx', 'hishel'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
