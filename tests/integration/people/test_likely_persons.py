"""Somebody who is entered a second time is asked about first."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from tests.integration.people.conftest import ELSEWHERE, HERE

from truyvet.audit.values import By, Scope
from truyvet.cases.models import Case
from truyvet.people import actions, queries
from truyvet.people.models import Person
from truyvet.people.values import NewPerson, RegisteredPerson

pytestmark = pytest.mark.db
Register = Callable[..., RegisteredPerson]


def likely(scope: Scope, **told: object) -> list[int]:
    return [row.person_id for row in queries.likely_persons(scope, NewPerson(**told), limit=8).rows]  # type: ignore[arg-type]


def test_who_may_be_meant(register: Register, province: Scope, units: dict[str, int]) -> None:
    one = register("Nguyễn Thị Hoa", birth_year=1990, phones=("0912345678",)).person_id
    two = register("Hoa Nguyễn Thị", birth_year=1991, commune=None).person_id
    away = register("Nguyễn Thị Hoa", birth_year=1991, commune=ELSEWHERE).person_id
    here = units[HERE]
    # Other order, a year of birth off by one, no commune: may be; another commune only with the very year.
    assert likely(province, name="NGUYEN THI HOA", birth_year=1990, commune_id=here) == [one, two]
    assert likely(province, name="Nguyễn Thị Hoa", birth_year=1991, commune_id=here) == [one, away, two]
    assert likely(province, name="Nguyễn Thị Hoa", commune_id=here) == [one, two]
    # A phone is enough, whatever the name; another name or age is nobody.
    assert likely(province, name="Trần Văn Ba", phones=("0912 345 678",), commune_id=here) == [one]
    assert likely(province, name="Nguyễn Thị Hoan", birth_year=1990, commune_id=here) == []
    assert likely(province, name="Nguyễn Thị Hoa", birth_year=1960, commune_id=here) == []
    elsewhere = Scope(role="commune_officer", paths=("24/218/",), on=province.on, staff=1)
    assert likely(elsewhere, name="Nguyễn Thị Hoa", birth_year=1991) == [away]


def test_what_was_received_is_not_its_own_double(province: Scope, by: By, now: datetime, units: dict[str, int]) -> None:
    person = NewPerson(name="Lê Hoa", birth_year=1990, commune_id=units[HERE], event_id=uuid.uuid4())
    actions.register_person(by=by, now=now, person=person)
    assert queries.likely_persons(province, person, limit=8).rows == ()


def test_a_new_case_asks_before_it_makes_a_second_entry(
    client_for: Callable[..., Client], register: Register, units: dict[str, int]
) -> None:
    tracer, known = client_for("tracer"), register("Lê Hoa", birth_year=1990)
    sent = {"event_id": str(uuid.uuid4()), "name": "lê hoa", "birth_year": "1990", "commune": str(units[HERE]), "do": "save"}
    asked = tracer.post("/ca-benh/moi/", sent)
    page = asked.content.decode()
    assert asked.status_code == 422 and "Có thể người này đã có hồ sơ. Chưa lưu gì" in page and known.code in page
    assert 'value="lê hoa"' in page and (Person.objects.count(), Case.objects.count()) == (1, 0)
    # The same button asks again; choosing takes the entry, the other button makes one.
    assert tracer.post("/ca-benh/moi/", sent).status_code == 422
    assert tracer.post("/ca-benh/moi/", sent | {"do": "save_new"}).status_code == 302
    assert (Person.objects.count(), Case.objects.count()) == (2, 1)
    # Back, and saved again: the same case.
    assert tracer.post("/ca-benh/moi/", sent).status_code == 302 and Case.objects.count() == 1
    other = {"event_id": str(uuid.uuid4()), "person": known.code, "do": "save"}
    assert tracer.post("/ca-benh/moi/", sent | other).status_code == 302
    assert (Person.objects.count(), Case.objects.count()) == (2, 2)
