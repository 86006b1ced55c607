"""Every address × method × reader × spoilt bodies, queries and headers: no answer is a 5xx. ``TRUYVET_FUZZ=100000`` asks as often."""

from __future__ import annotations

import json
import logging
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from tests.integration.test_matrix import BODIES, World, reader_of
from tests.integration.test_matrix import world as world  # noqa: PLC0414 - the fixture

from truyvet.access.models import Staff
from truyvet.core.role import Role
from truyvet.people.citizen_door import SESSION_AT, SESSION_KEY
from truyvet.web import clock

pytestmark = [pytest.mark.db, pytest.mark.filterwarnings("ignore::Warning")]
IS_LONG = "TRUYVET_FUZZ" in os.environ
REQUESTS = int(os.environ.get("TRUYVET_FUZZ", "60"))
METHODS = ("GET", "GET", "GET", "POST", "POST", "POST", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "BREW")
TEXTS = (
    "", " ", "\x00", "\u202e", "\uffff", "😷" * 50, "９", "٣", "-1", "0", "1", str(2**63), str(2**70), "1e400", "NaN", "inf", "1.5",
    "true", "null",
    "[]", "{}", '{"id": 1}', "'", '"><script>', "{{7*7}}", "%s%n", "../../etc/passwd", "A" * 70_000,
    "2021-02-30", "2021-05-31", "0001-01-01", "9999-12-31",
    "9999-12-31T23:59", "2021-05-31T25:00", "+84912345678", "0912345678", "Nguyễn Văn An", "an", "BG-0001", "07783", "on", "find", "save",
    "00000000-0000-4000-8000-000000000001", "=1+1", "\r\nX: y", "a b c d e f g h " * 40, "Ð", "\u0301",
)  # fmt: skip
JSONS = (None, True, 0, -1, 2**70, 1e308, "", "x", [], [[]], {}, {"id": 1}, [None] * 300)
KINDS = (
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=b",
    "text/plain",
    "image/png",
    "",
    "application/json; x",
)
FIELDS = (
    "q", "text", "do", "step", "phone", "code", "next", "tiep", "trang", "truoc",
    "tim", "loc", "ngay", "xa", "since", "until", "before", "version",
    "event_id", "credential", "login", "password", "scans", "keys", "answers", "form",
    "installation", "sent_at", "birth_year", "unit", "role", "n", "p",
)  # fmt: skip

HEADERS = ("Accept-Language", "Authorization", "Cookie", "X-Forwarded-For", "Origin", "Referer", "Range", "If-Modified-Since")
HEADER_TEXTS = ("x", "Bearer x", "\xff", "*;q=1e9", "a=b; truyvet=1", "1.2.3", "bytes=9-1", "vi-VN-" * 40, "https://a/")


def patterns() -> Iterator[tuple[str, dict[str, Any], tuple[str, ...]]]:
    """Name, converters and marked methods of every address."""

    def walk(entries: list[Any], space: str) -> Iterator[tuple[str, dict[str, Any], tuple[str, ...]]]:
        for entry in entries:
            if not isinstance(entry, URLPattern):
                yield from walk(entry.url_patterns, f"{space}{entry.namespace}:" if entry.namespace else space)
            elif entry.name:
                yield f"{space}{entry.name}", entry.pattern.converters, tuple(getattr(entry.callback, "methods", ()))

    return walk(get_resolver().url_patterns, "")


class Fuzzer:
    """Draws requests."""

    def __init__(self, world: World, seed: int) -> None:
        self.draw = random.Random(seed)
        self.world = world
        self.addresses = list(patterns())

    def path(self, name: str, converters: dict[str, Any]) -> str:
        draw = self.draw
        known = self.world.values(Named(name), draw.choice([self.world.here, self.world.there, None]))  # type: ignore[arg-type]
        kwargs = {}
        for key, converter in converters.items():
            options: list[object] = [known.get(key, 1), draw.choice(TEXTS), draw.randrange(3), 2**31, 2**63, "A1B2C3"]
            kwargs[key] = draw.choice(options[:1] * 6 + options)
            if converter.__class__.__name__ == "UUIDConverter":
                kwargs[key] = "00000000-0000-4000-8000-000000000001"
        try:
            return reverse(name, kwargs=kwargs)
        except Exception:  # noqa: BLE001 - a part that the converter does not take: as it stands in the address then
            kwargs = {key: known.get(key, 1) for key in converters}
            try:
                return reverse(name, kwargs=kwargs)
            except Exception:  # noqa: BLE001
                return f"/{quote(draw.choice(TEXTS)[:300])}/"

    def json_value(self, depth: int = 0) -> Any:
        draw = self.draw
        if depth > 2 or draw.random() < 0.5:
            return draw.choice([*JSONS, draw.choice(TEXTS)])
        if draw.random() < 0.3:
            return [self.json_value(depth + 1) for _ in range(draw.randrange(4))]
        return {draw.choice(FIELDS): self.json_value(depth + 1) for _ in range(draw.randrange(5))}

    def fields(self, name: str) -> dict[str, str]:
        fields = {**BODIES.get(name, {})}
        for key in list(fields):
            if self.draw.random() < 0.3:
                fields[key] = self.draw.choice(TEXTS)
        return fields | {self.draw.choice(FIELDS): self.draw.choice(TEXTS) for _ in range(self.draw.randrange(4))}

    def body(self, name: str) -> tuple[bytes, str]:
        draw = self.draw
        kind = draw.choice(KINDS)
        body = urlencode(self.fields(name)).encode() if draw.random() < 0.6 else json.dumps(self.json_value()).encode()
        if draw.random() < 0.5:
            kind = "application/json" if body[:1] in b"{[" else "application/x-www-form-urlencoded"
        if draw.random() < 0.1:
            body = bytes(draw.randrange(256) for _ in range(draw.randrange(60)))
        if draw.random() < 0.1:
            body = body[: draw.randrange(len(body) + 1)]
        return body, kind

    def request(self) -> tuple[str, str, str, bytes, str, dict[str, str]]:
        draw = self.draw
        name, converters, methods = draw.choice(self.addresses)
        method = draw.choice(METHODS) if not methods or draw.random() < 0.3 else draw.choice(methods)
        path = self.path(name, converters)
        if draw.random() < 0.5:
            path += "?" + urlencode(self.fields("")) + draw.choice(["", "&%ff=%fe", "&&==", "&a=%00"])
        body, kind = self.body(name)
        headers = {}
        if draw.random() < 0.3:
            key = draw.choice(
                ["Accept-Language", "Authorization", "Cookie", "X-Forwarded-For", "Origin", "Referer", "Range", "If-Modified-Since"]
            )
            headers[key] = draw.choice(
                ["x", "Bearer x", "\xff", "*;q=1e9", "a=b; truyvet=1", "1.2.3", "bytes=9-1", "vi-VN-" * 40, "https://a/"]
            )
        return name, method, path, body, kind, headers


class Named:
    """What World.values asks of a route."""

    def __init__(self, name: str) -> None:
        self.name = name


def test_no_door_breaks(
    client_for: Callable[..., Client], request: pytest.FixtureRequest, staff: Callable[..., Staff], house_clock: datetime, settings: Any,
) -> None:  # fmt: skip
    # An outbreak in two communes takes its time to be made: the short run asks for rows that are not there.
    world: World = request.getfixturevalue("world") if IS_LONG else World(None, None, None, {})  # type: ignore[arg-type]
    settings.TRUYVET_DEMO = True  # with a gateway
    logging.disable(logging.CRITICAL)
    fuzzer = Fuzzer(world, int(os.environ.get("TRUYVET_FUZZ_SEED", "9")))
    citizen = Client()
    if IS_LONG:
        session = citizen.session
        session[SESSION_KEY], session[SESSION_AT] = world.here.ids["neighbour"], int(clock.real_now().timestamp())
        session.save()
    readers = [Client(), citizen, *(reader_of(client_for, role)[0] for role in Role)]
    for reader in readers:
        reader.raise_request_exception = False
    kept = [dict(reader.cookies) for reader in readers]
    broken: Counter[str] = Counter()
    statuses: Counter[int] = Counter()
    try:
        for _ in range(REQUESTS):
            name, method, path, body, kind, headers = fuzzer.request()
            place = fuzzer.draw.randrange(len(readers))
            reader = readers[place]
            try:
                with transaction.atomic():
                    answer: Any = reader.generic(method, path, body, kind, headers=headers)
                    if answer.streaming:
                        b"".join(answer.streaming_content)
                    transaction.set_rollback(True)
            finally:
                for cookie, value in kept[place].items():
                    reader.cookies[cookie] = value.value
            statuses[answer.status_code] += 1
            if answer.status_code >= 500:
                error = answer.exc_info[1] if getattr(answer, "exc_info", None) else None
                broken[f"{method} {name}: {answer.status_code} {error!r} e.g. {path[:200]} {kind} {body[:300]!r} {headers}"] += 1
    finally:
        logging.disable(logging.NOTSET)
    assert not broken, f"{dict(statuses)}\n" + "\n".join(f"{count} × {each}" for each, count in broken.most_common(20))
