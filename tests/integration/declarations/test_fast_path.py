"""The shorter way to the door of declarations answers as Django's whole way does, byte for byte, to whatever is sent."""

from __future__ import annotations

import io
import json
import re
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as site
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import OperationalError, close_old_connections, transaction
from django.urls import resolve
from tests.integration.declarations.conftest import ILL
from tests.integration.declarations.test_submit import DOOR, body
from tests.unit.declarations.sample_answers import whole

from truyvet.core import rate_limit
from truyvet.core.rate_limit import RateLimit
from truyvet.declarations.actions import declare_many
from truyvet.declarations.models import Declaration
from truyvet.declarations.views import submission_queue
from truyvet.people.citizen_door import SESSION_AT, SESSION_KEY
from truyvet.people.models import Person
from truyvet.people.rules.names import NO_NAME
from truyvet.site.fast_path import FAST_PATH_ADDRESSES, SKIPPED_MIDDLEWARE, fast_pages
from truyvet.site.logs import JsonLines
from truyvet.web import clock
from truyvet.web.session_store import SessionStore

pytestmark = pytest.mark.db

EVENT = str(uuid.UUID(int=31))
SAID = body(event_id=EVENT)
Way = Callable[..., tuple[str, dict[str, str], bytes]]


def way(handler: Any) -> Way:
    """``send(body, **environ)`` over a WSGI callable: (status, headers, body)."""

    def send(said: object = None, **more: str) -> tuple[str, dict[str, str], bytes]:
        sent = said if isinstance(said, bytes) else json.dumps(SAID if said is None else said).encode()
        environ = {
            "REQUEST_METHOD": "POST", "PATH_INFO": DOOR, "QUERY_STRING": "", "SERVER_NAME": "testserver", "SERVER_PORT": "80",
            "HTTP_HOST": "testserver", "REMOTE_ADDR": "192.0.2.7", "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(sent)),
            "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(sent), "wsgi.version": (1, 0),
            "wsgi.errors": io.StringIO(), "wsgi.multithread": True, "wsgi.multiprocess": True, "wsgi.run_once": False,
        }  # fmt: skip
        told: list[Any] = []
        response = handler(environ | more, lambda status, headers, _=None: told.extend((status, headers)))
        answer = b"".join(response)
        response.close()
        return told[0], dict(told[1]), answer

    return send


@pytest.fixture(autouse=True)
def house(units: dict[str, int], house_clock: datetime, settings: Any) -> Iterator[None]:
    """As Django's own test client does: the end of a request does not end the test's transaction."""
    settings.ALLOWED_HOSTS = ["testserver"]
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def cookie(citizen: Callable[..., int]) -> Callable[..., str]:
    """``cookie(hours=11)``: the header of a browser in which a citizen signed in so long ago."""

    def make(hours: float = 0, *, ended: bool = False, gone: bool = False, **more: Any) -> str:
        person = citizen()
        session = SessionStore()
        session.update({SESSION_KEY: person, SESSION_AT: int((clock.real_now() - timedelta(hours=hours)).timestamp()), **more})
        session.set_expiry(timedelta(hours=-1 if ended else 12))
        session.create()
        if gone:
            Person.objects.filter(pk=person).update(name=NO_NAME, erased_at=clock.real_now())
        return f"{site.SESSION_COOKIE_NAME}={session.session_key}"

    return make


def known(said: dict[str, Any]) -> None:
    """That event is there already."""
    from truyvet.declarations.api.schema import parse_submission

    declare_many(by=submission_queue.BY, now=clock.now(), submissions=[parse_submission(said)])


ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en"}
WRONG = {**SAID, "answers": whole(birthYear="19", phone="12")}
KINDS: dict[str, tuple[int, object, dict[str, str], dict[str, Any] | None]] = {
    "good": (200, None, {}, None),
    "good, in English": (200, None, ENGLISH, None),
    "good, in a language that we lack": (200, None, {"HTTP_ACCEPT_LANGUAGE": "fr"}, None),
    "good, English by cookie": (200, None, {"HTTP_COOKIE": "django_language=en", "HTTP_ACCEPT_LANGUAGE": "vi"}, None),
    "ill": (200, {**SAID, "answers": whole(**ILL)}, {}, None),
    "ill, in English": (200, {**SAID, "answers": whole(**ILL)}, ENGLISH, None),
    "for a relative": (200, {**SAID, "made_for": "relative", "tie": "parent"}, {}, None),
    "from a page of ours": (200, None, {"HTTP_ORIGIN": "http://testserver", "HTTP_SEC_FETCH_SITE": "same-origin"}, None),
    "with a query": (200, None, {"QUERY_STRING": "a=1"}, None),
    "signed in": (200, None, {}, {}),
    "signed in, in English": (200, None, ENGLISH, {}),
    "signed in, ill": (200, {**SAID, "answers": whole(**ILL)}, {}, {}),
    "signed in, bad form": (422, WRONG, {}, {}),
    "signed in, no declaration": (422, {}, {}, {}),
    "by way of Zalo": (200, None, {}, {"declaration_channel": "zalo"}),
    "signed in nearly a day ago": (200, None, {}, {"hours": 23.9}),
    "signed in over a day ago": (200, None, {}, {"hours": 24.1}),
    "session that ended": (200, None, {}, {"ended": True}),
    "signed in, erased since": (200, None, {}, {"gone": True}),
    "session of nobody": (200, None, {"HTTP_COOKIE": "truyvet=" + "a" * 32}, None),
    "cookie that is no key": (200, None, {"HTTP_COOKIE": "truyvet=a'b%00" + "c" * 99}, None),
    "another's relative": (422, {**SAID, "made_for": "relative", "relative_id": 5}, {}, {}),
    "bad form": (422, WRONG, {}, None),
    "bad form, in English": (422, WRONG, ENGLISH, None),
    "unknown form": (422, {**SAID, "form": "nothing"}, {}, None),
    "no declaration": (422, {}, {}, None),
    "no event": (422, {**SAID, "event_id": "x"}, ENGLISH, None),
    "a list": (400, [1], {}, None),
    "not JSON": (400, b"{", {}, None),
    "not text": (400, b"\xff\xfe\x00", {}, None),
    "nothing": (400, b"", {}, None),
    "cut short": (400, b'{"event_id": "', {"CONTENT_LENGTH": "9000"}, None),
    "a form": (415, b"a=1", {"CONTENT_TYPE": "application/x-www-form-urlencoded"}, None),
    "of no type": (415, None, {"CONTENT_TYPE": ""}, None),
    "too large": (413, b'"' + b"x" * 262_200 + b'"', {}, None),
    "another origin": (403, None, {"HTTP_ORIGIN": "http://evil.example"}, None),
    "another site": (403, None, {"HTTP_SEC_FETCH_SITE": "cross-site"}, {}),
    "a NUL in the query": (400, None, {"QUERY_STRING": "a=%00"}, None),
    "another host": (400, None, {"HTTP_HOST": "evil.example"}, None),
}  # fmt: skip


@pytest.fixture
def both(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[tuple[str, dict[str, str], bytes]]]:
    """Ask Django's whole way, then the shorter one: each as if the other had not been."""

    def ask(said: object, more: dict[str, str], before: Callable[[], None] = lambda: None) -> list[tuple[str, dict[str, str], bytes]]:
        answers = []
        for handler in (WSGIHandler(), fast_pages()):
            rate_limit.MEMORY.clear()
            with transaction.atomic():
                before()
                answers.append(way(handler)(said, **more))
                answers.append((str(Declaration.objects.count()), {}, rows()))
                transaction.set_rollback(True)
        return answers

    return ask


def rows() -> bytes:
    """What was written, without what is made by chance."""
    found = Declaration.objects.values_list("event_id", "body_hash", "person__name", "verified", "channel", "triage", "commune_id")
    return repr([tuple(bytes(each) if isinstance(each, memoryview) else each for each in row) for row in found]).encode()


def same(answers: list[tuple[str, dict[str, str], bytes]]) -> tuple[str, dict[str, str], bytes]:
    """The one answer, after holding that both are it. A code is made by chance; a dead session's cookie only Django clears."""
    (status, headers, told), written, short, also_written = answers
    chance = re.compile(rb'"code": "[0-9A-Z]+"')
    assert status == short[0]
    assert written == also_written
    assert short[1]["X-Request-Id"]
    if headers["Content-Type"].startswith("text/html"):
        return short  # the page for what no browser of ours sends; a form token in it differs at each drawing
    assert chance.sub(b"", told) == chance.sub(b"", short[2])
    bare = [{name: value for name, value in each.items() if name not in ("X-Request-Id", "Set-Cookie")} for each in (headers, short[1])]
    assert bare[0] == bare[1]
    assert (short[1]["Cache-Control"], short[1]["X-Frame-Options"]) == ("no-store", "DENY")
    assert "default-src 'self'" in short[1]["Content-Security-Policy"]
    return short


@pytest.mark.parametrize("kind", KINDS)
def test_same_answer(kind: str, both: Callable[..., Any], cookie: Callable[..., str]) -> None:
    expected, said, more, signed = KINDS[kind]
    more = more if signed is None else {**more, "HTTP_COOKIE": cookie(**signed)}
    status, _, told = same(both(said, more))
    assert int(status[:3]) == expected
    if expected == 200:
        signed_in = signed is not None and not ({"ended", "gone"} & set(signed)) and signed.get("hours", 0) < 24
        assert json.loads(told)["needs_sign_in"] is (not signed_in and "relative" not in kind)
    if expected == 422 and "English" in kind:
        assert json.loads(told)["problems"][0]["words"].isascii()


def test_repeated_and_conflicting(both: Callable[..., Any]) -> None:
    assert json.loads(same(both(None, {}, lambda: known(SAID)))[2])["state"] == "repeated"
    other = same(both({**SAID, "answers": whole(**ILL)}, {}, lambda: known(SAID)))
    assert (other[0], other[2]) == ("409 Conflict", b'{"error": "event_conflict"}')


@pytest.fixture
def empty(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Buckets that hold nothing."""

    def make() -> None:
        for name in ("ADDRESSES", "PERSONS"):
            monkeypatch.setattr(submission_queue, name, RateLimit("test.person", 0, 1 * 3600))

    return make


def test_too_many(both: Callable[..., Any], cookie: Callable[..., str], empty: Callable[[], None]) -> None:
    for more in ({}, {"HTTP_COOKIE": cookie()}, {"HTTP_COOKIE": "truyvet=" + "a" * 32}):
        for said in (None, WRONG, {}):
            status, headers, told = same(both(said, more, empty))
            assert (status, headers["Retry-After"], json.loads(told)["error"]) == ("429 Too Many Requests", "1", "too_many")


def test_whose_bucket(cookie: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is signed in has their own; who is not shares that of the address, whatever cookie they show."""
    monkeypatch.setattr(submission_queue, "ADDRESSES", RateLimit("test.address", 2, 1e-9 * 3600))
    monkeypatch.setattr(submission_queue, "PERSONS", RateLimit("test.person", 1, 1e-9 * 3600))
    send, mine = way(fast_pages()), cookie()
    asked = ["", "truyvet=" + "a" * 32, "", "truyvet=" + "b" * 32, mine, mine]
    assert [send(body(), HTTP_COOKIE=each)[0][:3] for each in asked] == ["200", "200", "429", "429", "200", "429"]


@pytest.mark.parametrize("error", [TimeoutError(), OperationalError("database is locked")])
def test_busy(error: Exception, both: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def late(_: object) -> None:
        raise error

    monkeypatch.setattr(submission_queue._GROUPED, "submit", late)
    status, headers, told = same(both(None, {}))
    assert (status, headers["Retry-After"], told) == ("503 Service Unavailable", "5", b'{"error": "busy"}')


def test_https_only(both: Callable[..., Any], settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    for handler in (WSGIHandler(), fast_pages()):
        status, headers, _ = way(handler)()
        assert (status[:3], headers["Location"]) == ("301", f"https://testserver{DOOR}")
    assert not Declaration.objects.exists()


def test_the_log_line_names_the_route_and_nobody(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", "truyvet.request"):
        way(fast_pages())()
    (record,) = [each for each in caplog.records if each.name == "truyvet.request"]
    line = json.loads(JsonLines().format(record))
    assert (line["route"], line["method"], line["status"]) == ("declarations:receive", "POST", 200)
    assert set(line) == {"at", "level", "logger", "event", "route", "method", "status", "ms"}


def test_what_goes_the_shorter_way_needs_nothing_of_the_longer() -> None:
    for path in FAST_PATH_ADDRESSES:
        view = resolve(path).func
        assert view.csrf_exempt
        assert view.door == "open"
    assert set(SKIPPED_MIDDLEWARE) <= set(site.MIDDLEWARE)


def test_a_group_asks_the_database_twice_who_they_are(
    cookie: Callable[..., str], citizen: Callable[..., int], django_assert_num_queries: Any
) -> None:
    keys = [cookie().partition("=")[2] for _ in range(6)]
    with django_assert_num_queries(2):
        sessions = submission_queue.session_contents({*keys, "a" * 32}, clock.real_now())
        assert len(submission_queue.citizens(sessions, clock.real_now())) == 6
