"""Invented persons, venues and keepers of Bắc Giang."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from tests.conftest import TODAY

from truyvet.audit.values import By, Scope
from truyvet.people.actions import register_person
from truyvet.people.citizen_door import SESSION_AT, SESSION_KEY
from truyvet.people.values import NewPerson
from truyvet.venues import actions
from truyvet.venues.actions import NewVenue, RegisteredVenue, register_own_venue, register_venue
from truyvet.venues.models import Entrance
from truyvet.venues.queries.postings import VenuePosting, posting_for
from truyvet.venues.rules.code_reports import CodeReportReason

HERE, ELSEWHERE = "07783", "07444"


@pytest.fixture
def by() -> By:
    return By(actor="system:test", role="system")


@pytest.fixture
def system() -> Scope:
    return Scope.system("test", TODAY)


@pytest.fixture
def province() -> Scope:
    return Scope(role="tracer", paths=("24/",), on=TODAY)


@pytest.fixture
def other_commune() -> Scope:
    return Scope(role="commune_officer", paths=("24/218/07444/",), on=TODAY)


@pytest.fixture
def person(units: dict[str, int], now: datetime) -> Callable[..., int]:
    def make(name: str = "Nguyễn Thị Ví Dụ", **more: Any) -> int:
        entry = NewPerson(name, commune_id=units[HERE], **more)
        return register_person(by=By.system("test"), now=now, person=entry).person_id

    return make


@pytest.fixture
def venue(units: dict[str, int], now: datetime, province: Scope, by: By) -> Callable[..., RegisteredVenue]:
    """``venue("market", "07444", opens=time(5))``"""

    def make(kind: str = "factory", commune: str = HERE, **more: Any) -> RegisteredVenue:
        more.setdefault("name", "Nhà máy Ví Dụ")
        more.setdefault("event_id", uuid.uuid4())
        entry = NewVenue(kind=kind, unit_id=units[commune], **more)
        return register_venue(by=by, now=now, scope=province, venue=entry)

    return make


@pytest.fixture
def self_scope() -> Scope:
    """A citizen's own scope: no unit."""
    return Scope(role="citizen", paths=(), on=TODAY, purpose="self")


@dataclass(slots=True)
class Keeper:
    """A citizen with a proved phone, a browser in which they are signed in, and the venue that they keep ("" : none)."""

    id: int
    phone: str
    client: Client
    code: str = ""

    @property
    def by(self) -> By:
        return By(actor=f"person:{self.id}", role="citizen", purpose="self")

    def posting(self) -> VenuePosting:
        """Of their own venue, as it stands."""
        found = posting_for(Scope(role="citizen", paths=(), on=TODAY, purpose="self"), self.id, self.code)
        assert found is not None
        return found


@pytest.fixture
def citizen(person: Callable[..., int], now: datetime) -> Callable[[str], Keeper]:
    """``citizen("0987000123")``"""

    def make(phone: str) -> Keeper:
        from truyvet.people.models import Phone

        who = person("Trần Văn Giữ", phones=(phone,))
        Phone.objects.filter(person=who).update(verified_at=datetime.now(UTC))
        client = Client()
        session = client.session
        session[SESSION_KEY], session[SESSION_AT] = who, int(datetime.now(UTC).timestamp())
        session.save()
        return Keeper(who, phone, client)

    return make


def kept_by(citizen: Keeper, units: dict[str, int], now: datetime, name: str, kind: str, **more: Any) -> Keeper:
    """The citizen with a venue of theirs."""
    entry = NewVenue(uuid.uuid4(), name, kind, units[HERE], **more)
    citizen.code = register_own_venue(by=citizen.by, now=now, person_id=citizen.id, venue=entry, entrance="Cổng chính").code
    return citizen


@pytest.fixture
def keeper(citizen: Callable[[str], Keeper], units: dict[str, int], now: datetime) -> Keeper:
    return kept_by(citizen("0987000123"), units, now, "Xưởng May Ví Dụ", "factory", capacity=3)


@pytest.fixture
def other_keeper(citizen: Callable[[str], Keeper], units: dict[str, int], now: datetime) -> Keeper:
    return kept_by(citizen("0987000456"), units, now, "Ủy ban Ví Dụ", "agency")


@pytest.fixture
def guest(citizen: Callable[[str], Keeper], units: dict[str, int]) -> Keeper:
    return citizen("0987000789")


@pytest.fixture
def busy(person: Callable[..., int], now: datetime) -> Callable[[VenuePosting, int], None]:
    """``busy(posting, 2)``: so many more zones, codes, guards, visitors inside and reports."""

    def make(posting: VenuePosting, many: int) -> None:
        by, label = By.system("test"), uuid.uuid4().hex[:6]
        for place in range(many):
            zone = NewVenue(uuid.uuid4(), f"Chuyền {label} {place}", "line", 0)
            code = actions.add_own_zone(by=by, now=now, posting=posting, zone=zone, entrance="Cửa").code
            phone = f"086{uuid.uuid4().int % 10**7:07d}"
            actions.invite_guard(by=by, now=now, event_id=uuid.uuid4(), posting=posting, phone=phone, label="Ca")
            for venue in (code, posting.venue_code):
                actions.check_in_now(by=by, now=now, event_id=uuid.uuid4(), person_id=person(), venue_code=venue, screen=False)
            entrance = Entrance.objects.filter(venue__code=code).get()
            actions.report_code(by=by, now=now, event_id=uuid.uuid4(), code_id=bytes(entrance.code_id), reason=CodeReportReason.DAMAGED)

    return make
