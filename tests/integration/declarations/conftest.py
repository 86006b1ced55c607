"""Declarations of Bắc Giang to try things on; all invented."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from tests.conftest import TODAY
from tests.unit.declarations.sample_answers import whole

from truyvet.audit.values import By, Scope
from truyvet.core import rate_limit
from truyvet.declarations.actions import DeclarationResult, declare
from truyvet.declarations.rules.submission import Submission
from truyvet.people.actions import register_person
from truyvet.people.models import Person, Phone
from truyvet.people.values import NewPerson

HERE, ELSEWHERE = "07807", "07444"
"""Communes of two districts: 24/222/ and 24/218/."""
NUMBER = "+84912345678"
ILL = {"showSignal": "1", "showSignalNote": "sốt, khó thở"}
MET = [{"name": "Trần Văn Gặp", "phone": "0987654321", "last_met": "2021-05-29"}, {"name": "Lê Không Số", "last_met": "2021-05-28"}]


@pytest.fixture(autouse=True)
def full_buckets() -> None:
    """Each test starts with senders who have sent nothing yet."""
    rate_limit.MEMORY.clear()


@pytest.fixture
def by() -> By:
    return By(actor="anonymous", role="citizen", purpose="self")


@pytest.fixture
def system() -> Scope:
    return Scope.system("test", TODAY)


@pytest.fixture
def province() -> Scope:
    return Scope(role="province_officer", paths=("24/",), on=TODAY)


@pytest.fixture
def district() -> Scope:
    return Scope(role="district_officer", paths=("24/222/",), on=TODAY)


@pytest.fixture
def other_commune() -> Scope:
    return Scope(role="commune_officer", paths=("24/218/07444/",), on=TODAY)


@pytest.fixture
def citizen(units: dict[str, int], now: datetime) -> Callable[..., int]:
    """``citizen()``: a person who proved their number."""

    def make(number: str = NUMBER, name: str = "Nguyễn Thị Hoa", **more: Any) -> int:
        person = register_person(by=By.system("test"), now=now, person=NewPerson(name=name, phones=(number,), **more)).person_id
        Phone.objects.filter(person_id=person).update(verified_at=now)
        return person

    return make


@pytest.fixture
def saying(now: datetime) -> Callable[..., Submission]:
    """``saying(showSignal="1", person_id=3)``: a declaration; what is no field of the envelope is an answer."""

    def make(**more: Any) -> Submission:
        envelope = {name: more.pop(name) for name in list(more) if name in Submission.__dataclass_fields__}
        envelope.setdefault("event_id", uuid.uuid4())
        envelope.setdefault("made_at", now)
        return Submission(form=envelope.pop("form", "whole_population"), answers=whole(**more), consent="2022-03.1", **envelope)

    return make


@pytest.fixture
def declared(units: dict[str, int], saying: Callable[..., Submission], by: By, now: datetime) -> Callable[..., DeclarationResult]:
    """``declared(**ILL)``: the same, taken."""

    def make(at: datetime | None = None, **more: Any) -> DeclarationResult:
        return declare(by=by, now=at or now, submission=saying(**more))

    return make


def person_of(code: str) -> Person:
    from truyvet.declarations.models import Declaration

    return Declaration.objects.select_related("person").get(code=code).person
