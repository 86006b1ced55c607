"""Invented persons and venues of Bắc Giang."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from tests.conftest import TODAY

from truyvet.audit.values import By, Scope
from truyvet.people.actions import register_person
from truyvet.people.values import NewPerson
from truyvet.venues.actions import NewVenue, RegisteredVenue, register_venue

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
def person(units: dict[str, int], now: datetime) -> Callable[[], int]:
    def make() -> int:
        told = NewPerson("Nguyễn Thị Ví Dụ", commune_id=units[HERE])
        return register_person(by=By.system("test"), now=now, person=told).person_id

    return make


@pytest.fixture
def venue(units: dict[str, int], now: datetime, province: Scope, by: By) -> Callable[..., RegisteredVenue]:
    """``venue("market", "07444", opens=time(5))``"""

    def make(kind: str = "factory", commune: str = HERE, **more: Any) -> RegisteredVenue:
        more.setdefault("name", "Nhà máy Ví Dụ")
        more.setdefault("event_id", uuid.uuid4())
        told = NewVenue(kind=kind, unit_id=units[commune], **more)
        return register_venue(by=by, now=now, scope=province, venue=told)

    return make
