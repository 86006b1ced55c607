"""What people declared is evidence of the next run: places as visits of low assurance, contacts as named ones, and it says so."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils.translation import override
from tests.integration.factory_outbreak import BY, HOUR, Console, console
from tests.integration.investigations.declared_rows import declare

from truyvet.audit.models import AuditRow
from truyvet.core.models import Cursor
from truyvet.investigations.actions import InterviewEntry, NamedEntry, ReportedPlace, import_declared_visits, record_interview
from truyvet.investigations.labels import sentence, tie_words
from truyvet.investigations.models import RunContact, RunExposure
from truyvet.investigations.person import erase
from truyvet.investigations.queries import contact, run
from truyvet.investigations.queries.contacts import evidence
from truyvet.investigations.rules.evidence_origin import EvidenceOrigin
from truyvet.investigations.score_explanation import score_words
from truyvet.people.queries import masked_persons
from truyvet.tracing.answer import NAMED, VISIT
from truyvet.venues.models import Visit
from truyvet.venues.person import erase as erase_visits

if TYPE_CHECKING:
    from truyvet.access.models import Staff

pytestmark = pytest.mark.db


@pytest.fixture
def made(units: dict[str, int], staff: Callable[..., Staff], now: datetime) -> Console:
    return console(units, staff, now, second_ring=4)


def ago(made: Console, *, days: float, hours: float = 0) -> int:
    return int((made.now - timedelta(days=days, hours=hours)).timestamp())


def code_of(made: Console, person: int) -> str:
    return masked_persons(made.scope, [person])[person].code


def words_of(made: Console, run_code: str, person: int) -> tuple[str, list[str]]:
    """The sentence of a contact, and the words of each exposure."""
    found = run(made.scope, run_code)
    assert found is not None
    row = contact(made.scope, found, code_of(made, person))
    assert row is not None
    return sentence(row), [tie_words(each) for each in evidence(made.scope, found, code_of(made, person))]


def test_a_declared_place_is_a_visit_of_low_assurance_that_says_so(made: Console) -> None:
    newcomer = made.crowd(1)[0]
    market = made.venues["market"]
    start = ago(made, days=2) + 9 * HOUR  # 17:00; the case was there for eighteen minutes
    declare(newcomer, made.now, [(market[1], start - HOUR, start + HOUR)])
    code = made.ask()
    row = RunContact.objects.get(run__code=code, person=newcomer)
    assert (row.generation, row.seconds, row.via, row.why_origin) == (1, 18 * 60, 1 << VISIT, EvidenceOrigin.DECLARATION)
    exposure = RunExposure.objects.get(run__code=code, person=newcomer)
    assert (exposure.assurance, exposure.origin) == (0, EvidenceOrigin.DECLARATION)
    visit = Visit.objects.get(person=newcomer)
    assert (visit.source, visit.assurance) == ("declared", 0)
    why, ties = words_of(made, code, newcomer)
    assert why.startswith("Cùng ở Chợ Nếnh, 18 phút, lần cuối 29/05, theo lời khai trong tờ khai y tế")
    assert ties == ["Cùng ở Chợ Nếnh, theo lời khai trong tờ khai y tế"]
    with override("en"):
        assert "as stated in a health declaration" in words_of(made, code, newcomer)[0]
    for scanned in RunContact.objects.filter(run__code=code, why_kind=VISIT).exclude(person=newcomer):
        assert scanned.why_origin == EvidenceOrigin.SCAN


def test_a_place_that_the_case_declared_tells_of_everybody_there(made: Console) -> None:
    newcomer = made.crowd(1)[0]
    made.meet("boarding_house", [newcomer], days=1, at=7, hours=2)
    start = ago(made, days=1) - HOUR
    declare(made.people[0], made.now, [(made.venues["boarding_house"][1], start, start + HOUR)])
    row = RunContact.objects.get(run__code=made.ask(), person=newcomer)
    assert (row.seconds, row.why_origin) == (HOUR, EvidenceOrigin.DECLARATION)


def test_an_interview_says_that_it_was_told_in_one(made: Console) -> None:
    newcomer = made.crowd(1)[0]
    made.meet("boarding_house", [newcomer], days=1, at=7, hours=2)
    start = ago(made, days=1) - HOUR
    place = ReportedPlace(made.venues["boarding_house"][1], start, start + HOUR)
    record_interview(by=BY, now=made.now, scope=made.scope, entry=InterviewEntry(uuid.uuid4(), made.code, (), (place,)))
    code = made.ask()
    assert RunContact.objects.get(run__code=code, person=newcomer).why_origin == EvidenceOrigin.INTERVIEW
    assert "theo lời kể khi phỏng vấn" in words_of(made, code, newcomer)[0]


@pytest.mark.parametrize("who", ["the case", "the other"])
def test_a_declared_contact_is_a_named_contact_whoever_wrote_it_down(made: Console, who: str) -> None:
    patient, newcomer = made.people[0], made.crowd(1)[0]
    one, other = (patient, newcomer) if who == "the case" else (newcomer, patient)
    declare(one, made.now, contacts=[(other, ago(made, days=2, hours=5))])
    code = made.ask()
    row = RunContact.objects.get(run__code=code, person=newcomer)
    assert (row.generation, row.via, row.why_kind, row.why_origin) == (1, 1 << NAMED, NAMED, EvidenceOrigin.DECLARATION)
    why, ties = words_of(made, code, newcomer)
    assert why.startswith("Gặp ca bệnh theo lời khai trong tờ khai y tế, gặp lần cuối 29/05")
    assert ties == ["Gặp nhau theo lời khai trong tờ khai y tế"]
    found = run(made.scope, code)
    assert found is not None
    line = contact(made.scope, found, code_of(made, newcomer))
    assert line is not None
    assert any("chưa ai kiểm chứng" in said for said in score_words(line, evidence(made.scope, found, code_of(made, newcomer))))


def test_a_contact_declared_outside_the_window_does_not_count_but_one_that_a_tracer_heard_does(made: Console) -> None:
    declared, heard = made.crowd(2)
    long_ago = ago(made, days=15)
    declare(made.people[0], made.now, contacts=[(declared, long_ago), (heard, long_ago)])
    entry = InterviewEntry(uuid.uuid4(), made.code, (NamedEntry(code_of(made, heard), long_ago, "bạn"),))
    record_interview(by=BY, now=made.now, scope=made.scope, entry=entry)
    contacts = {row.person_id: row for row in RunContact.objects.filter(run__code=made.ask())}
    assert declared not in contacts
    assert contacts[heard].why_origin == EvidenceOrigin.INTERVIEW


def test_places_are_taken_once_and_a_quiet_round_writes_nothing(made: Console) -> None:
    newcomer = made.crowd(1)[0]
    market, start = made.venues["market"][1], ago(made, days=1)
    declare(newcomer, made.now, [(market, start, start + HOUR), (market, start + 2 * HOUR, None)])
    first = import_declared_visits(by=BY, now=made.now)
    assert (first.read, first.accepted, first.duplicate, first.rejected) == (2, 2, 0, 0)
    after, position = AuditRow.objects.count(), Cursor.objects.get().change
    for _ in range(3):
        assert import_declared_visits(by=BY, now=made.now).accepted == 0
    assert (AuditRow.objects.count(), Cursor.objects.get().change) == (after, position)
    Cursor.objects.update(change=0)  # as after a restore: everything is read again
    again = import_declared_visits(by=BY, now=made.now)
    assert (again.accepted, again.duplicate) == (0, 2)
    assert Visit.objects.filter(person=newcomer).count() == 2


def test_what_cannot_be_a_visit_is_counted_and_stops_nothing(made: Console) -> None:
    newcomer = made.crowd(1)[0]
    market, start = made.venues["market"][1], ago(made, days=1)
    declare(newcomer, made.now, [("VN-NOWHERE", start, None), (market, ago(made, days=40), None), (market, start, start - 1)])
    declare(newcomer, made.now, [(market, start, start + HOUR)])
    counted = import_declared_visits(by=BY, now=made.now)
    assert (counted.read, counted.accepted, counted.rejected) == (4, 1, 3)
    row = AuditRow.objects.filter(action="investigations.take_declared").get()
    assert row.facts["rejected"] == 3


def test_until_tonight_is_still_there(made: Console) -> None:
    newcomer = made.crowd(1)[0]
    now = int(made.now.timestamp())
    declare(newcomer, made.now, [(made.venues["market"][1], now - HOUR, now + 9 * HOUR)])
    assert import_declared_visits(by=BY, now=made.now).accepted == 1
    assert Visit.objects.get(person=newcomer).check_out is None


def test_a_declared_place_never_turns_a_scan_of_a_gate_round(made: Console) -> None:
    """A gate set to both ways takes the second scan for the way out; what somebody wrote into a form is no scan."""
    worker, (venue, code) = made.crowd(1)[0], made.venues["factory"]
    start = ago(made, days=1)
    scan = Visit.objects.create(
        event_id=uuid.uuid4(), body_hash=b"", person_id=worker, venue_id=venue, check_in=start + HOUR, two_way=True, assurance=2,
        source="gate", change=1, delete_on=made.now.date() + timedelta(days=21),
    )  # fmt: skip
    declare(worker, made.now, [(code, start, None)])
    assert import_declared_visits(by=BY, now=made.now).accepted == 1
    scan.refresh_from_db()
    assert (scan.void, scan.check_out) == (False, None), "it stays the entry that it was"
    declared = Visit.objects.get(person=worker, source="declared")
    assert declared.check_out is None


def test_what_was_erased_is_not_in_the_next_run(
    made: Console, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> None:
    visitor, friend = made.crowd(2)
    start = ago(made, days=2) + 9 * HOUR
    told = [
        declare(visitor, made.now, [(made.venues["market"][1], start, start + HOUR)]),
        declare(friend, made.now, contacts=[(made.people[0], ago(made, days=2))]),
    ]
    assert {visitor, friend} <= set(RunContact.objects.filter(run__code=made.ask()).values_list("person_id", flat=True))
    for declaration in told:
        declaration.delete()
    with django_capture_on_commit_callbacks(execute=True):
        erase_visits(visitor, made.now)
        erase(visitor, made.now)
    assert not {visitor, friend} & set(RunContact.objects.filter(run__code=made.ask()).values_list("person_id", flat=True))
    assert import_declared_visits(by=BY, now=made.now).accepted == 0
