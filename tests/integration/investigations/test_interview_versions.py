"""An interview is a document: a correction is a new version, the old one stays, and the next trace reads the one in force."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from tests.integration.factory_outbreak import BY, COMMUNES, Console, console

from truyvet.access.models import Staff
from truyvet.cases.queries import case_file
from truyvet.investigations.actions import InterviewEntry, NamedEntry, ReportedPlace, keep_draft, record_interview, tie_place
from truyvet.investigations.models import Interview, InterviewPlace, NamedContact, RunContact
from truyvet.investigations.queries.interview_places import known_stays, unknown_places, unknown_places_of_case
from truyvet.investigations.queries.interview_windows import interview_window
from truyvet.investigations.queries.interviews import interview_file, interviews_of_case
from truyvet.investigations.rules.interviews import InterviewState, PlaceOrigin, PlaceVerdict
from truyvet.investigations.rules.runs import RunRefused
from truyvet.people.queries import masked_persons
from truyvet.venues.models import Visit

pytestmark = pytest.mark.db


@pytest.fixture
def made(units: dict[str, int], staff: Callable[..., Staff], now: datetime) -> Console:
    return console(units, staff, now, second_ring=4)


def code_of(made: Console, person: int) -> str:
    return masked_persons(made.scope, [person])[person].code


def write(made: Console, now: datetime, *named: NamedEntry, places: tuple[ReportedPlace, ...] = (), **more: object) -> InterviewEntry:
    entry = replace(InterviewEntry(uuid.uuid4(), made.code, named, places), **more)  # type: ignore[arg-type]
    assert record_interview(by=BY, now=now, scope=made.scope, entry=entry)
    return entry


def found_by(made: Console, run: str) -> set[int]:
    return set(RunContact.objects.filter(run__code=run, generation=1).values_list("person_id", flat=True))


def test_the_next_trace_reads_the_version_in_force_and_an_earlier_moment_the_one_of_then(made: Console) -> None:
    one, two = made.crowd(2)
    met = int((made.now - timedelta(days=1)).timestamp())
    wrong = write(made, made.now, NamedEntry(code_of(made, one), met, "cùng nhà"))
    assert one in found_by(made, made.ask())
    later = made.now + timedelta(hours=2)
    named = NamedEntry(code_of(made, two), None, "bạn", "quán nước đầu ngõ")
    with pytest.raises(RunRefused, match="reason"):
        write(made, later, named, corrects=wrong.event_id, reason="sai")
    right = write(made, later, named, corrects=wrong.event_id, reason="nhầm hai người cùng tên")
    with pytest.raises(RunRefused, match="changed"):
        write(made, later, named, corrects=wrong.event_id, reason="sửa lần nữa vào bản cũ")
    rows = [row for row in interviews_of_case(made.scope, made.code) if row.document == wrong.event_id]
    assert [(row.version, row.state, row.reason) for row in rows] == [
        (2, InterviewState.FINAL, "nhầm hai người cùng tên"), (1, InterviewState.REPLACED, ""),
    ]  # fmt: skip
    old = interview_file(made.scope, wrong.event_id)
    new = interview_file(made.scope, right.event_id)
    assert old is not None and new is not None
    assert [(each.code, each.tie) for each in old.named] == [(code_of(made, one), "cùng nhà")], "the old version stays readable"
    assert not new.named[0].is_dated and new.named[0].where == "quán nước đầu ngõ"
    made.now = later + timedelta(minutes=1)
    now_found = found_by(made, made.ask())
    assert two in now_found and one not in now_found, "whom a correction took back is not traced any more; the undated one is"
    assert one in found_by(made, made.ask(as_of=int((later - timedelta(minutes=1)).timestamp())))


def test_a_correction_takes_back_a_place_and_judges_a_known_visit(made: Console) -> None:
    found = case_file(made.scope, made.code)
    assert found is not None
    window = interview_window(made.scope, found, made.now)
    known = next(stay for stay in known_stays(made.scope, found, window) if stay.origin is PlaceOrigin.VISIT)
    before = Visit.objects.get(event_id=known.event_id)
    start = known.start + 7_200
    told = ReportedPlace(made.venues["market"][1], start, start + 600)
    struck = ReportedPlace(
        known.venue_code, known.start, known.end, origin=PlaceOrigin.VISIT, verdict=PlaceVerdict.STRUCK, word="cho con mượn điện thoại",
        source_event=known.event_id, known_start=known.start, known_end=known.end,
    )  # fmt: skip
    first = write(made, made.now, places=(told, struck))
    visit = Visit.objects.get(event_id=uuid.uuid5(first.event_id, "place-0"))
    assert (visit.void, Visit.objects.get(pk=before.pk).void, Visit.objects.get(pk=before.pk).check_out) == (False, True, before.check_in)
    corrected = replace(struck, verdict=PlaceVerdict.CORRECTED, check_in=known.start + 60, word="đến muộn")
    second = write(made, made.now, places=(told, corrected), corrects=first.event_id, reason="chính người bệnh cầm máy")
    assert Visit.objects.filter(source="declared", void=False, check_in=known.start + 60).count() == 1
    assert Visit.objects.get(pk=visit.pk).void is False, "a line that stands keeps its visit"
    write(made, made.now, places=(replace(struck, verdict=PlaceVerdict.CONFIRMED),), corrects=second.event_id, reason="đã xem lại camera")
    again = Visit.objects.get(pk=before.pk)
    assert (again.void, again.check_in, again.check_out) == (False, before.check_in, before.check_out)
    assert not Visit.objects.filter(source="declared", void=False).exists()


def test_a_place_that_no_register_knows_waits_for_its_commune_and_joins_the_trace_when_tied(made: Console) -> None:
    at = int((made.now - timedelta(days=1)).timestamp())
    commune = made.units[COMMUNES[0]]
    wedding = ReportedPlace("", at, at + 3_600, name="Đám cưới nhà ông Ví Dụ", address="Thôn Núi Hiểu", commune_id=commune, kind="other")
    entry = write(made, made.now, places=(wedding,))
    (place,) = unknown_places(made.scope).rows
    assert (place.name, place.start, place.end) == ("Đám cưới nhà ông Ví Dụ", at, at + 3_600)
    elsewhere = replace(made.scope, paths=("24/218/07444/",))
    assert not unknown_places(elsewhere).total
    found = case_file(made.scope, made.code)
    assert found is not None and len(unknown_places_of_case(made.scope, found.id)) == 1
    told = {"event_id": place.event_id, "venue_code": made.venues["market"][1]}
    assert tie_place(by=BY, now=made.now, scope=made.scope, **told) and not tie_place(by=BY, now=made.now, scope=made.scope, **told)
    visit = Visit.objects.get(event_id=InterviewPlace.objects.get().visit_event)
    assert (visit.person_id, visit.check_in, visit.source) == (found.person_id, at, "declared")
    assert not unknown_places(made.scope).total and not unknown_places_of_case(made.scope, found.id)
    write(made, made.now, places=(wedding,), corrects=entry.event_id, reason="bổ sung sau khi hỏi lại")
    assert Visit.objects.filter(source="declared", void=False).count() == 1, "what was tied meanwhile stays tied"


def test_a_draft_keeps_everything_typed_and_counts_for_nothing(made: Console) -> None:
    event = uuid.uuid4()
    draft = {"event_id": event, "case_code": made.code, "corrects": None}
    for typed in ({"n0-name": "Ai"}, {"n0-name": "Ai Đó", "n0-phone": "12"}):
        keep_draft(by=BY, now=made.now, scope=made.scope, **draft, typed=typed)  # type: ignore[arg-type]
    kept = interview_file(made.scope, event)
    assert kept is not None and kept.typed == {"n0-name": "Ai Đó", "n0-phone": "12"} and kept.row.state is InterviewState.DRAFT
    entry = InterviewEntry(event, made.code, (NamedEntry(code_of(made, made.crowd(1)[0]), None),))
    assert record_interview(by=BY, now=made.now, scope=made.scope, entry=entry), "the draft becomes the interview"
    assert (Interview.objects.filter(event_id=event).get().typed, NamedContact.objects.filter(interview__event_id=event).count()) == ("", 1)


def test_the_places_of_an_old_interview_become_its_lines(made: Console) -> None:
    at = int((made.now - timedelta(days=1)).timestamp())
    entry = write(made, made.now, places=(ReportedPlace(made.venues["market"][1], at, at + 600),))
    before = InterviewPlace.objects.values("event_id", "visit_event", "venue_id", "start", "end", "line", "origin").get()
    InterviewPlace.objects.all().delete()
    import_module("truyvet.investigations.migrations.0009_told_places").keep_told_places(apps, None)
    assert InterviewPlace.objects.values("event_id", "visit_event", "venue_id", "start", "end", "line", "origin").get() == before
    write(made, made.now, NamedEntry(code_of(made, made.crowd(1)[0]), None), corrects=entry.event_id, reason="không đến chợ")
    assert Visit.objects.get(event_id=before["visit_event"]).void, "so that a correction can take them back"
