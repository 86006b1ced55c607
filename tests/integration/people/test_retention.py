"""Persons go on their day, and only then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from truyvet.audit.models import AuditRow
from truyvet.audit.values import By, Scope
from truyvet.core.registry import retention_rules
from truyvet.people import actions, person, retention
from truyvet.people.models import Household, HouseholdMember, Identifier, OneTimeCode, Person, Phone, Received, WrongTry
from truyvet.people.rules.identifiers import IdentifierKind
from truyvet.people.values import RegisteredPerson
from truyvet.site.purge import purge

pytestmark = pytest.mark.db
Register = Callable[..., RegisteredPerson]
DAY = timedelta(days=1)


def test_a_person_goes_after_21_days_with_all_that_hangs_on_them(register: Register, now: datetime) -> None:
    register(phones=("0912345678",), identifiers=((IdentifierKind.CCCD, "024190000001"),))
    assert retention.purge_people(now + 20 * DAY) == 0
    assert retention.purge_people(now + 21 * DAY) == 1
    assert retention.purge_people(now + 21 * DAY) == 0
    assert not any(model.objects.exists() for model in (Person, Phone, Identifier))
    assert AuditRow.objects.get(action="people.purge").facts == {"gone": 1}


def test_the_day_is_local(register: Register, now: datetime) -> None:
    register()
    last = datetime(2021, 6, 20, 16, 59, tzinfo=UTC)
    assert retention.purge_people(last) == 0
    assert retention.purge_people(last + timedelta(minutes=1)) == 1


def test_a_member_of_a_household_stays(register: Register, by: By, now: datetime, province: Scope) -> None:
    made = register()
    act = {"by": by, "now": now, "scope": province, "person_code": made.code}
    actions.set_household(**act)
    assert retention.purge_people(now + 30 * DAY) == 0
    actions.leave_household(**act, until=now + 30 * DAY)
    assert retention.purge_memberships(now + 50 * DAY) == 0
    assert retention.purge_memberships(now + 52 * DAY) == 1
    assert not HouseholdMember.objects.exists() and not Household.objects.exists()
    assert retention.purge_people(now + 52 * DAY) == 1


def test_merged_entries_go_together(register: Register, by: By, now: datetime, province: Scope) -> None:
    old, new = register("Cũ"), register("Mới")
    actions.merge(by=by, now=now, scope=province, person_code=old.code, into_code=new.code, reason="trùng")
    Person.objects.filter(id=new.person_id).update(delete_on=(now + 40 * DAY).date())
    assert retention.purge_people(now + 30 * DAY) == 0
    assert retention.purge_people(now + 40 * DAY) == 2


def test_codes_and_events(register: Register, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    real = datetime(2026, 5, 1, tzinfo=UTC)
    register(phones=("0912345678",), event_id="5b0d7dc9-6d2f-4f0d-a1f4-1b1b9f0c8d01")
    actions.issue_code(by=By.system("t"), now=now, real=real, phone="0912345678")
    monkeypatch.setattr(retention, "real_now", lambda: real + timedelta(minutes=10))
    assert retention.purge_codes(now) == 0
    assert OneTimeCode.objects.get().code_hash == ""
    monkeypatch.setattr(retention, "real_now", lambda: real + DAY)
    assert retention.purge_codes(now) == 1
    assert retention.purge_received(now + 22 * DAY) == 1
    assert not Received.objects.exists()


def test_every_table_with_a_date_is_registered() -> None:
    tables = {rule.table for rule in retention_rules() if rule.room == "people"}
    assert tables == {"Person", "HouseholdMember", "Received", "Alias", "OneTimeCode", "PersonLook", "WrongTry"}


def test_share_of_a_person(register: Register, by: By, now: datetime, province: Scope) -> None:
    made = register(phones=("0912345678",), identifiers=((IdentifierKind.CCCD, "024190000001"),))
    household = actions.set_household(by=by, now=now, scope=province, person_code=made.code)
    assert [str(entry.title) for entry in person.timeline(province, made.person_id)] == [
        "Được ghi vào hệ thống",
        "Vào hộ",
    ]
    rows = person.export(province, made.person_id)
    assert [row["table"] for row in rows] == ["person", "phone", "identifier", "household"]
    assert rows[3]["code"] == household
    elsewhere = Scope(role="tracer", paths=("24/218/",), on=now.date())
    assert not person.timeline(elsewhere, made.person_id) and not person.export(elsewhere, made.person_id)
    # Phone, card, membership, and the entry itself.
    assert person.erase(made.person_id, now) == 4
    left = person.export(province, made.person_id)
    assert [row["table"] for row in left] == ["person"]
    assert {key for key, value in left[0].items() if value} == {"table", "code", "name", "created_at", "delete_on"}
    assert all(text not in str(left) for text in ("Nguyễn", "912345678", "024190000001"))
    # The empty row outlives the trace store's copy of visits.
    assert left[0]["delete_on"] == "2021-06-22"


def test_many_wrong_tries_of_one_hour_go_unasked(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """They live for ten minutes, so nearly all of the table is due each night."""
    real = datetime(2026, 5, 1, tzinfo=UTC)
    monkeypatch.setattr(retention, "real_now", lambda: real)
    WrongTry.objects.bulk_create(WrongTry(at=real - DAY) for _ in range(6_000))
    assert purge(now)["people.WrongTry"] == 6_000
