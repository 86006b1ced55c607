"""Threat T10: whoever has photographed a pass or a card reads nothing with it. Every address of the URL table is asked.

The holder has a name, a phone, an address and visits that occur nowhere else; all of it, and their code, is looked for in
every answer. The same search finds them in the holder's own copy, so it can fail.
"""

from __future__ import annotations

import base64
import html
import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver
from tests.conftest import TODAY
from tests.integration.passes.conftest import BY, SCOPE, Desk, Phone
from tests.integration.passes.test_pass_pages import signed_in

from truyvet.audit.values import Scope
from truyvet.codes.code_tokens import show_pass
from truyvet.people.queries import masked_persons
from truyvet.venues.actions import NewVenue, VisitLine, add_visits, register_venue

pytestmark = pytest.mark.db

NAME, INITIALS, PHONE, STREET = "Nguyễn Xuân Zờ Kỵ", "N. X. Z. K.", "0938271645", "Ngõ Sao Hôm 47"
VENUES = ("Quán Mười Ba Bến", "Xưởng Lá Ngón")
FIELDS: Final = ("q", "code", "ma", "token", "pass", "card", "text", "person", "phone", "d", "payload", "sealed", "key", "event_id", "tim")
HEADERS: Final = ("X-Pass", "X-Token", "X-Api-Key")


@dataclass(slots=True)
class Holder:
    """What was photographed, and what must not come back for it."""

    person: int
    texts: tuple[str, ...]
    secrets: dict[str, str] = field(default_factory=dict)

    def found(self, body: str) -> list[str]:
        """Which of the secrets stand in an answer."""
        bare = html.unescape(body)
        return [name for name, told in self.secrets.items() if told in bare]


@pytest.fixture
def holder(desk: Desk, phone: Phone, house_clock: datetime) -> Holder:
    person = desk.person(NAME, phones=(PHONE,), address=STREET)
    desk.declares(person)
    given, card = desk.gives(person, phone), desk.prints(person)
    secrets = {
        "name": NAME,
        "initials": INITIALS,
        "phone": PHONE[1:],
        "address": STREET,
        "code": masked_persons(SCOPE, (person,))[person].code,
    }
    tracer, at = Scope("tracer", ("24/",), TODAY), desk.now - timedelta(days=1)
    for place, name in enumerate(VENUES):
        venue = register_venue(by=BY, now=desk.now, scope=tracer, venue=NewVenue(uuid.uuid4(), name, "other", desk.units["07783"]))
        start = int(at.timestamp()) + place * 7_200
        add_visits(by=BY, now=desk.now, visits=[VisitLine(uuid.uuid4(), person, venue.id, start, start + 3_600)])
        secrets |= {f"venue {place}": name, f"venue code {place}": venue.code}
    texts = (
        show_pass(given.body, int(desk.now.timestamp()), phone.key),
        card.text,
        base64.urlsafe_b64encode(given.token).decode().rstrip("="),
        given.token.hex(),
    )
    return Holder(person, texts, secrets)


def addresses(patterns: list[Any], before: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """(address with its parameters, their converters) of everything that we answer."""
    for entry in patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route, dict(entry.pattern.converters)
        else:
            yield from addresses(entry.url_patterns, route)


def filled(route: str, converters: dict[str, Any], text: str, person: int) -> str:
    """The address with ``text`` wherever text fits, and the holder's own number wherever a number fits: the worst guess."""

    def value(found: re.Match[str]) -> str:
        kind = type(converters[found[1].partition(":")[2] or found[1]]).__name__
        if kind == "IntConverter":
            return str(person)
        return quote(text, safe="") if kind in ("StringConverter", "PathConverter") else re.sub("[^a-zA-Z0-9_-]", "-", text)

    return "/" + re.sub(r"<([^>]+)>", value, route).lstrip("^").rstrip("$")


def answers(holder: Holder) -> Iterator[tuple[str, Any]]:
    """Every address, with the code everywhere that a request can carry it."""
    table = list(addresses(get_resolver().url_patterns))
    assert len(table) > 90
    for route, converters in table:
        for text in holder.texts if converters else holder.texts[:1]:
            address = filled(route, converters, text, holder.person)
            said = dict.fromkeys(FIELDS, text)
            carried = {"Authorization": f"Bearer {text}", **dict.fromkeys(HEADERS, text)}
            for method, told, kind in (("get", said, None), ("post", said, None), ("post", json.dumps(said), "application/json")):
                client = Client(raise_request_exception=False, headers=carried)
                client.cookies.load({"truyvet": holder.texts[3], "sessionid": holder.texts[2], "pass": "x"})
                asked = {} if kind is None else {"content_type": kind}
                with transaction.atomic():
                    answer: Any = getattr(client, method)(address, told, **asked)
                    if answer.streaming:
                        answer.content = b"".join(answer.streaming_content)
                    transaction.set_rollback(True)
                yield f"{method} {route}", answer


@pytest.mark.slow
@pytest.mark.any_database
def test_a_photographed_code_reads_nothing_anywhere(holder: Holder) -> None:
    leaks, broken, count = [], [], 0
    for asked, answer in answers(holder):
        count += 1
        heads = "\n".join(f"{name}: {value}" for name, value in answer.items())
        leaks += [(asked, name) for name in holder.found(heads + answer.content.decode("utf-8", "replace"))]
        broken += [asked] if answer.status_code >= 500 else []
    assert count > 400
    assert not leaks, leaks
    assert not broken, broken


def test_the_search_finds_the_holder_where_they_may_be_read(holder: Holder) -> None:
    copy = signed_in(holder.person).post("/toi/du-lieu/tai-ve/")
    whole = b"".join(copy.streaming_content) if copy.streaming else copy.content
    found = holder.found(whole.decode("utf-8", "replace"))
    assert {"name", "phone", "address", "venue 0", "venue 1"} <= set(found), found


def test_the_codes_themselves_name_nobody(holder: Holder) -> None:
    import base45

    for text in holder.texts[:2]:
        raw = base45.b45decode(text[5:])
        assert not [name for name, told in holder.secrets.items() if told.encode() in raw or told in text]
