"""What is kept, for how long, what the person gets and what goes when they ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from tests.integration.declarations.conftest import HERE, ILL, MET

from truyvet.audit.models import AuditRow
from truyvet.audit.values import By, Scope
from truyvet.cases.models import Case
from truyvet.declarations import person, retention
from truyvet.declarations.actions import DeclarationResult, close_watch, note_call
from truyvet.declarations.models import Declaration, DeclaredContact, DeclaredPlace, Relative, WatchItem

pytestmark = pytest.mark.db

Declaring = Callable[..., DeclarationResult]
BY = By(actor="staff:1", role="commune_officer")
CANARY = "CHIMHOANGYEN"
BEEN = [{"text": f"quán {CANARY}", "from": "2021-05-30T08:00"}]


@pytest.fixture
def officer(staff: Callable[..., object]) -> Scope:
    from tests.conftest import TODAY

    return Scope("commune_officer", ("24/222/07807/",), TODAY, staff=staff("commune_officer", HERE).pk)  # type: ignore[attr-defined]


def everything() -> str:
    """Every value of every table of this room, and the audit."""
    found = []
    for model in (Declaration, DeclaredContact, DeclaredPlace, Relative, WatchItem, AuditRow):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)


def test_no_word_of_anybody_stands_readable_and_all_is_gone_on_its_day(
    declared: Declaring, citizen: Callable[..., int], officer: Scope, now: datetime
) -> None:
    me = citizen()
    for _ in range(3):
        made = declared(
            person_id=me, passport="024190000123", address=f"ngõ {CANARY}", email=f"{CANARY}@example.vn", peopleMet=MET, placesVisited=BEEN,
            showSignal="1", showSignalNote=CANARY, showCountryPassing="1", countryPassing=CANARY,
        )  # fmt: skip
        note_call(by=BY, now=now, scope=officer, code=made.code, version=1, note=f"{CANARY} không nghe máy")
    declared(person_id=me, made_for="relative", fullName=f"MẸ {CANARY}")
    text = everything()
    for secret in (CANARY, "024190000123", "912345678", "Thị Hoa", "Gặp"):
        assert secret.casefold() not in text.casefold(), secret
    day = timedelta(days=1)
    assert retention.purge_declarations(now + 20 * day) == 0
    assert retention.purge_declarations(now + 21 * day) == 4
    assert retention.purge_declarations(now + 21 * day) == 0
    assert retention.purge_relatives(now + 21 * day) == 1
    for model in (Declaration, DeclaredContact, DeclaredPlace, Relative, WatchItem):
        assert not model._default_manager.exists()
    assert AuditRow.objects.filter(action="declarations.purge").count() == 2


def test_one_that_led_to_a_case_stays_with_it(declared: Declaring, citizen: Callable[..., int], officer: Scope, now: datetime) -> None:
    code = declared(person_id=citizen(), **ILL).code
    close_watch(by=BY, now=now, scope=officer, code=code, version=1, outcome="suspected_case", note="đã gọi")
    later = now + timedelta(days=100)
    assert retention.purge_declarations(later) == 0
    Case.objects.all().delete()
    assert retention.purge_declarations(later) == 1


def test_the_persons_own_copy(declared: Declaring, citizen: Callable[..., int], system: Scope, now: datetime) -> None:
    me, met = citizen(), citizen("+84987654321", name="Trần Văn Gặp")
    declared(person_id=me, **ILL, peopleMet=MET, placesVisited=BEEN)
    mother = declared(person_id=me, made_for="relative", fullName="TRẦN THỊ MẸ", **ILL)
    mine = person.export(system, me)
    tables = [row["table"] for row in mine]
    assert sorted(set(tables)) == ["declaration", "declared_contact", "declared_place", "relative"]
    own, told = [row for row in mine if row["table"] == "declaration"]
    assert "sốt, khó thở" in str(own["answers"])
    assert (own["triage"], own["watch"]) == ("symptoms", "waiting")
    assert "TRẦN THỊ MẸ" in str(told["answers"])
    assert "triage" not in told
    assert "watch" not in told
    hers = person.export(system, mother.person_id)
    assert [row["triage"] for row in hers if row["table"] == "declaration"] == ["symptoms"]
    named = person.export(system, met)
    assert [set(row) for row in named] == [{"table", "last_contact", "named"}]


def test_the_timeline_is_that_of_the_scope(declared: Declaring, citizen: Callable[..., int], province: Scope, other_commune: Scope) -> None:
    me = citizen()
    declared(person_id=me, **ILL)
    entries = person.timeline(province, me)
    assert len(entries) == 1
    assert "Có triệu chứng" in str(entries[0].title)
    assert person.timeline(other_commune, me) == []


def test_erasing(declared: Declaring, citizen: Callable[..., int], officer: Scope, now: datetime) -> None:
    from django.db import transaction

    me = citizen()
    declared(person_id=me, peopleMet=MET)
    waiting = declared(person_id=me, **ILL)
    mother = declared(person_id=me, made_for="relative", fullName="TRẦN THỊ MẸ")
    with transaction.atomic():
        assert person.erase(me, now) > 0
    assert set(Declaration.objects.values_list("code", flat=True)) == {waiting.code, mother.code}
    assert Declaration.objects.get(code=mother.code).declarer_id is None
    assert not DeclaredContact.objects.exists()
    assert not Relative.objects.exists()
    close_watch(by=BY, now=now, scope=officer, code=waiting.code, version=1, outcome="well", note="khỏe")
    with transaction.atomic():
        person.erase(me, now)
    assert not Declaration.objects.filter(person_id=me).exists()
