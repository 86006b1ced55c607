"""Invented patients and cases of Bắc Giang."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.conftest import TODAY

from truyvet.audit.values import By, Scope
from truyvet.cases.actions import NewCase, OpenedCase, ResultEntry, open_case
from truyvet.cases.rules import CaseDates, ResultMethod, ResultOutcome
from truyvet.people.actions import register_person
from truyvet.people.values import NewPerson

if TYPE_CHECKING:
    from truyvet.access.models import Staff

HERE, ELSEWHERE = "07783", "07444"
"""Communes of two districts."""


def scope_of(path: str, staff: int | None = None, role: str = "tracer") -> Scope:
    return Scope(role=role, paths=(path,), on=TODAY, staff=staff)


@pytest.fixture
def province() -> Scope:
    return scope_of("24/")


@pytest.fixture
def commune() -> Scope:
    """An officer of the commune in which ``person()`` lives."""
    return scope_of("24/222/07783/", role="commune_officer")


@pytest.fixture
def other_commune() -> Scope:
    return scope_of("24/218/07444/", role="commune_officer")


@pytest.fixture
def first(staff: Callable[..., Staff]) -> By:
    """Who enters results."""
    return By(actor=f"staff:{staff('tracer').pk}", role="tracer")


@pytest.fixture
def second(staff: Callable[..., Staff]) -> By:
    """Who stands for them."""
    return By(actor=f"staff:{staff('tracing_lead').pk}", role="tracing_lead")


@pytest.fixture
def person(units: dict[str, int], now: datetime) -> Callable[..., int]:
    """``person("07783")``: the row id of a new invented person; no commune with "" ."""

    def make(commune: str = HERE, **more: Any) -> int:
        more.setdefault("name", "Nguyễn Thị Ví Dụ")
        more.setdefault("birth_year", 1994)
        told = NewPerson(commune_id=units[commune] if commune else None, **more)
        return register_person(by=By.system("test"), now=now, person=told).person_id

    return make


@pytest.fixture
def positive(now: datetime) -> ResultEntry:
    return ResultEntry("XN-20931", ResultMethod.PCR, ResultOutcome.POSITIVE, now - timedelta(days=1))


@pytest.fixture
def opened(province: Scope, first: By, now: datetime, person: Callable[..., int], positive: ResultEntry) -> Callable[..., OpenedCase]:
    """``opened()``: a suspected case with a positive result; fields of NewCase may be given."""

    def make(commune: str = HERE, **more: Any) -> OpenedCase:
        more.setdefault("person_id", person(commune) if "person_id" not in more else 0)
        more.setdefault("event_id", uuid.uuid4())
        more.setdefault("dates", CaseDates(onset_at=now - timedelta(days=3)))
        more.setdefault("result", positive)
        return open_case(by=first, now=now, scope=province, entry=NewCase(**more))

    return make
