"""Where the database or the disk does not answer, every door says so: 503, when to come again, what was kept; no door breaks."""

from __future__ import annotations

import http.client
import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from tests.integration.venues.real_server import Server

from truyvet.site import alarm_kinds, health
from truyvet.site.database_waits import PAGE_WAIT_S, limit_waits

pytestmark = pytest.mark.db
PARTS = {"int": 1, "uuid": "00000000-0000-4000-8000-000000000001"}


def addresses() -> Iterator[str]:
    """Every address of the house, with parts of nobody."""

    def walk(patterns: list[Any], space: str) -> Iterator[str]:
        for entry in patterns:
            if not isinstance(entry, URLPattern):
                yield from walk(entry.url_patterns, f"{space}{entry.namespace}:" if entry.namespace else space)
            elif entry.name:
                parts = entry.pattern.converters.items()
                kwargs = {name: PARTS.get(kind.__class__.__name__.removesuffix("Converter").lower(), "X1") for name, kind in parts}
                yield reverse(f"{space}{entry.name}", kwargs=kwargs)

    return walk(get_resolver().url_patterns, "")


@contextmanager
def failing(words: str, *, only_writes: bool = False) -> Iterator[None]:
    def fail(execute: Any, sql: str, *more: Any) -> Any:
        if only_writes and not sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            return execute(sql, *more)
        raise OperationalError(words)

    with connection.execute_wrapper(fail):
        yield


@pytest.mark.filterwarnings("ignore::Warning")
@pytest.mark.parametrize("only_writes", [False, True])
def test_every_door_without_a_database(client_for: Callable[..., Client], caplog: pytest.LogCaptureFixture, only_writes: bool) -> None:
    caplog.set_level(logging.CRITICAL, logger="django.request")
    signed_in, anybody = client_for("tracer"), Client()
    signed_in.raise_request_exception = anybody.raise_request_exception = False
    wrong, busy = {}, 0
    with failing("database is locked", only_writes=only_writes):
        for address in addresses():
            for ask in (anybody.post, signed_in.post if only_writes else signed_in.get):
                answer = ask(address)
                connection.needs_rollback = False  # the test's own transaction, which no request has
                is_busy = answer.status_code == 503 and (answer.headers.get("Retry-After") or address == "/suc-khoe/")
                busy += bool(is_busy)
                if answer.status_code >= 500 and not is_busy:
                    wrong[f"{ask.__name__} {address}"] = answer.status_code
    assert wrong == {}
    assert only_writes or busy > 50


def test_sign_in_and_codes_say_what_happened_and_what_to_do(client: Client, settings: Any) -> None:
    settings.TRUYVET_DEMO = True  # with a gateway
    client.raise_request_exception = False
    for address, body in (("/dang-nhap/", {"login": "lan", "password": "x"}), ("/dang-nhap-dien-thoai/", {"phone": "0912345678"})):
        assert client.get(address).status_code == 200
        with failing("database or disk is full", only_writes=True):
            answer = client.post(address, body)
        assert (answer.status_code, answer["Retry-After"]) == (503, "5"), address
        page = answer.content.decode()
        assert "Mọi việc đã lưu trước đây vẫn còn" in page
        assert "gọi người quản trị" in page
        assert "call the" in page


def test_a_fault_of_ours_stays_a_500(client_for: Callable[..., Client], monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_for("tracer")
    client.raise_request_exception = False
    monkeypatch.setattr("truyvet.site.home.render", lambda *_, **__: 1 / 0)
    assert client.get("/").status_code == 500


def test_pages_wait_for_a_lock_no_longer_than_a_reader_does() -> None:
    lite: dict[str, Any] = {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": {"timeout": 20}}
    great: dict[str, Any] = {"ENGINE": "django.db.backends.postgresql", "OPTIONS": {"options": "-c jit=off", "connect_timeout": 2}}
    limit_waits(lite)
    limit_waits(great)
    assert lite["OPTIONS"] == {"timeout": PAGE_WAIT_S}
    assert great["OPTIONS"] == {"options": "-c lock_timeout=5s -c jit=off", "connect_timeout": 2}


@pytest.mark.parametrize(("share", "said"), [(0.5, []), (0.86, ["site.disk_nearly_full"]), (0.96, ["site.disk_critical"])])
def test_health_looks_at_the_disk(client: Client, monkeypatch: pytest.MonkeyPatch, share: float, said: list[str]) -> None:
    monkeypatch.setattr(alarm_kinds, "_used_share", lambda _folder: share)
    monkeypatch.setattr(health, "undeliverable_codes", lambda: ())
    answer = client.get("/suc-khoe/")
    assert answer.status_code == 200
    assert answer.json()["degraded"] == said


def test_health_says_no_when_no_row_can_be_written(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_written", (0.0, False))
    with failing("attempt to write a readonly database", only_writes=True):
        answer = client.get("/suc-khoe/")
    assert answer.status_code == 503
    assert answer.json()["writable"] is False


@pytest.mark.skipif(not os.environ.get("TRUYVET_SLOW_BODIES"), reason="long: TRUYVET_SLOW_BODIES=1")
def test_a_locked_database_is_told_within_seconds(tmp_path: Path) -> None:
    made = Server(tmp_path, processes=1)
    made.prepare("1")
    made.start()
    try:
        with closing(sqlite3.connect(tmp_path / "truyvet.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            began = time.monotonic()
            line = http.client.HTTPConnection("127.0.0.1", made.port, timeout=30)
            line.request("GET", "/suc-khoe/")
            health_page = line.getresponse()
            assert (health_page.status, time.monotonic() - began < 2.5 * PAGE_WAIT_S) == (503, True), health_page.read()
    finally:
        made.kill()
