"""Records interviews: whom a person named and where they were. The places become visits of low assurance."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope, require_scope
from truyvet.cases.queries import case_file
from truyvet.investigations.models import Interview, NamedContact
from truyvet.investigations.rules.runs import RunEventConflict, RunRefused
from truyvet.people.queries import person_ids_by_code
from truyvet.venues import actions as venues
from truyvet.venues.queries import venue
from truyvet.venues.rules.venue_kinds import VisitSource


@dataclass(frozen=True, slots=True)
class NamedEntry:
    """A contact by their code; ``last_contact`` in epoch seconds."""

    person_code: str
    last_contact: int
    tie: str = ""


@dataclass(frozen=True, slots=True)
class ReportedPlace:
    """A place that the person reported; times in epoch seconds, ``check_out`` is None when they do not remember."""

    venue_code: str
    check_in: int
    check_out: int | None


@dataclass(frozen=True, slots=True)
class InterviewEntry:
    """One interview as one event."""

    event_id: UUID
    case_code: str
    named: tuple[NamedEntry, ...] = ()
    places: tuple[ReportedPlace, ...] = ()


def record_interview(*, by: By, now: datetime, scope: Scope, entry: InterviewEntry) -> bool:
    """Records an interview and returns whether it is new.

    Raises RunRefused ("no_case", "no_person", "no_venue", "self", "future", "nothing", "visit") or RunEventConflict.
    """
    reader = require_scope(scope)
    body = hashlib.sha256(json.dumps(asdict(entry), sort_keys=True, default=str).encode()).digest()
    known = Interview.objects.filter(event_id=entry.event_id).values_list("body_hash", flat=True).first()
    if known is not None:
        if bytes(known) != body:
            raise RunEventConflict
        return False
    found = case_file(reader, entry.case_code)
    if found is None:
        raise RunRefused("no_case")
    if not entry.named and not entry.places:
        raise RunRefused("nothing")
    persons = person_ids_by_code(reader, [named.person_code for named in entry.named])
    if len(persons) < len({named.person_code for named in entry.named}):
        raise RunRefused("no_person")
    if found.person_id in persons.values():
        raise RunRefused("self")
    if max([0, *(n.last_contact for n in entry.named), *(p.check_in for p in entry.places)]) > now.timestamp():
        raise RunRefused("future")
    visits = []
    for place, reported in enumerate(entry.places):
        at = venue(reader, reported.venue_code)
        if at is None:
            raise RunRefused("no_venue")
        event = uuid5(entry.event_id, f"place-{place}")
        visits.append(venues.VisitLine(event, found.person_id, at.id, reported.check_in, reported.check_out, source=VisitSource.DECLARED))
    with transaction.atomic():
        made = Interview.objects.create(
            event_id=entry.event_id, body_hash=body, case_id=found.id, person_id=found.person_id, at=now, staff_id=reader.staff
        )
        NamedContact.objects.bulk_create(
            NamedContact(
                interview=made, source_id=found.person_id, contact_id=persons[n.person_code], last_contact=n.last_contact, tie=n.tie[:80]
            )
            for n in dict.fromkeys(entry.named)
        )
        # All or nothing: a place that cannot be kept (too old, out before in) is not lost without a word.
        if visits and venues.add_visits(by=by, now=now, visits=visits).rejected:
            raise RunRefused("visit")
        record(
            by=by,
            now=now,
            action="investigations.interview",
            subject=f"case:{found.code}",
            facts={"named": len(entry.named), "places": len(visits)},
        )
    return True


def add_interviews(*, by: By, now: datetime, rows: Iterable[tuple[UUID, int, int, tuple[tuple[int, int], ...]]]) -> int:
    """Records many interviews at once, for a demo or an import; returns how many are new.

    Each: (event, case row, person row, ((contact row, last_contact), ...)).
    """
    incoming = list(rows)
    with transaction.atomic():
        known = set(Interview.objects.filter(event_id__in=[row[0] for row in incoming]).values_list("event_id", flat=True))
        new = [row for row in incoming if row[0] not in known]
        made = Interview.objects.bulk_create(
            Interview(event_id=event, body_hash=hashlib.sha256(repr(named).encode()).digest(), case_id=case_id, person_id=person, at=now)
            for event, case_id, person, named in new
        )
        NamedContact.objects.bulk_create(
            NamedContact(interview=interview, source_id=person, contact_id=contact, last_contact=at)
            for interview, (_, _, person, named) in zip(made, new, strict=True)
            for contact, at in dict.fromkeys(named)
        )
        record(
            by=by,
            now=now,
            action="investigations.add_interviews",
            subject="interviews",
            facts={"read": len(incoming), "accepted": len(new)},
        )
    return len(new)
