"""People of Bắc Giang to try things on; all invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from truyvet.audit.values import By, Scope
from truyvet.people import actions, citizen_door
from truyvet.people.values import NewPerson, RegisteredPerson
from truyvet.web import clock

HERE = "07783"
"""A commune of Việt Yên district (24/222/)."""
ELSEWHERE = "07444"
"""A commune of Lục Nam district (24/218/)."""

BY = By(actor="staff:1", role="tracer", purpose="case:BG-0001")
SYSTEM = Scope.system("test", date(2021, 5, 31))


@pytest.fixture
def by() -> By:
    return BY


@pytest.fixture
def system() -> Scope:
    """Sees all."""
    return SYSTEM


@pytest.fixture
def province() -> Scope:
    return Scope(role="tracer", paths=("24/",), on=date(2021, 5, 31), staff=1)


@pytest.fixture
def register(units: dict[str, int], now: datetime) -> Callable[..., RegisteredPerson]:
    """``register("Nguyễn Văn A", commune="07783", phones=("0912345678",))``"""

    def make(name: str = "Nguyễn Văn Ví Dụ", *, commune: str | None = HERE, **more: Any) -> RegisteredPerson:
        person = NewPerson(name=name, commune_id=units[commune] if commune else None, **more)
        return actions.register_person(by=BY, now=now, person=person)

    return make


@pytest.fixture
def signed_in(house_clock: datetime) -> Callable[[RegisteredPerson], Client]:
    """``signed_in(person)``: the browser of a citizen who typed their code just now."""

    def make(person: RegisteredPerson) -> Client:
        client = Client()
        session = client.session
        session[citizen_door.SESSION_KEY] = person.person_id
        session[citizen_door.SESSION_AT] = int(clock.real_now().timestamp())
        session.save()
        return client

    return make
