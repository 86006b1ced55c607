"""Registering and changing persons."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from truyvet.audit.models import AuditRow
from truyvet.audit.values import By, Scope
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.people import actions
from truyvet.people.models import Identifier, Person, Phone
from truyvet.people.rules.identifiers import IdentifierKind
from truyvet.people.rules.person_entry import PersonInvalid
from truyvet.people.values import NewPerson, PersonNotFound, PersonVersionConflict, RegisteredPerson

pytestmark = pytest.mark.db
Register = Callable[..., RegisteredPerson]
CCCD = ((IdentifierKind.CCCD, "024190000001"),)


def test_registered(register: Register) -> None:
    made = register("Đặng  Thị Huệ", birth_year=1990, phones=("0168 123 4567",), identifiers=CCCD)
    row = Person.objects.get(id=made.person_id)
    assert (made.created, row.code, row.name, row.folded) == (True, made.code, "Đặng Thị Huệ", "dang thi hue")
    assert (row.version, row.delete_on.isoformat()) == (1, "2021-06-21")
    assert row.change > 0
    assert list(Phone.objects.values_list("number", flat=True)) == ["+84381234567"]
    audit = AuditRow.objects.get(action="people.register_person")
    assert (audit.subject, audit.purpose) == (f"person:{made.code}", "case:BG-0001")


def test_the_same_event_gives_the_same_answer_and_another_body_is_refused(register: Register) -> None:
    event = uuid.uuid4()
    first = register(event_id=event, phones=("0912345678",))
    again = register(event_id=event, phones=("+84 912 345 678",))
    assert again == replace(first, created=False)
    with pytest.raises(IdempotencyConflict) as caught:
        register("Nguyễn Văn Khác", event_id=event, phones=("0912345678",))
    assert "Khác" not in str(caught.value)
    assert Person.objects.count() == 1


def test_who_has_the_card_is_the_person_and_is_not_changed(register: Register) -> None:
    first = register("Nguyễn Văn A", identifiers=CCCD)
    again = register("Nguyễn Văn Khác", identifiers=CCCD, phones=("0912345678",))
    assert again == replace(first, created=False)
    assert Person.objects.get().name == "Nguyễn Văn A"
    assert not Phone.objects.exists()


def test_cards_of_two_entries_are_for_somebody_to_look_at(register: Register) -> None:
    register(identifiers=CCCD)
    register(identifiers=((IdentifierKind.PASSPORT, "C1234567"),))
    with pytest.raises(PersonInvalid, match="two_persons"):
        register(identifiers=(*CCCD, (IdentifierKind.PASSPORT, "C1234567")))


def test_changed_once_with_its_version(register: Register, by: By, now: datetime, province: Scope, units: dict[str, int]) -> None:
    made = register(birth_year=1990, phones=("0912345678",))
    change = {"by": by, "now": now, "scope": province, "code": made.code}
    newer = NewPerson(name="Nguyễn Văn Mới", birth_year=1991, commune_id=units["07783"], phones=("0987654321",))
    assert actions.change_person(**change, version=1, person=newer) == 2
    with pytest.raises(PersonVersionConflict):
        actions.change_person(**change, version=1, person=replace(newer, name="Nguyễn Văn Cũ"))
    row = Person.objects.get()
    assert (row.name, row.folded, row.birth_year, row.version) == ("Nguyễn Văn Mới", "nguyen van moi", 1991, 2)
    assert Phone.objects.count() == 2


def test_a_card_of_another_cannot_be_taken(register: Register, by: By, now: datetime, province: Scope) -> None:
    register(identifiers=CCCD)
    other = register("Nguyễn Văn Khác")
    with pytest.raises(PersonInvalid, match="of_another"):
        actions.change_person(by=by, now=now, scope=province, code=other.code, version=1, person=NewPerson("X", identifiers=CCCD))
    assert Person.objects.get(id=other.person_id).name == "Nguyễn Văn Khác"
    assert Identifier.objects.count() == 1


def test_outside_the_scope_is_as_absent(register: Register, by: By, now: datetime) -> None:
    made = register()
    elsewhere = Scope(role="commune_officer", paths=("24/218/",), on=now.date())
    for code in (made.code, "0000000000"):
        with pytest.raises(PersonNotFound):
            actions.add_phone(by=by, now=now, scope=elsewhere, code=code, number="0912345678")
        with pytest.raises(PersonNotFound):
            actions.change_person(by=by, now=now, scope=elsewhere, code=code, version=1, person=NewPerson("A"))


def test_a_phone_is_noted_once(register: Register, by: By, now: datetime, province: Scope) -> None:
    made = register()
    note = {"by": by, "now": now, "scope": province, "code": made.code}
    assert actions.add_phone(**note, number="0912345678")
    assert not actions.add_phone(**note, number="+84 912345678")
    assert AuditRow.objects.filter(action="people.add_phone").count() == 2
