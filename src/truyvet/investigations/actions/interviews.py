"""Records interviews in versions: whom a person named and where they were. The places become visits of low assurance."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope, require_scope
from truyvet.cases.queries import CaseFile, case_file
from truyvet.core.idempotency import is_same_body
from truyvet.investigations.actions.interview_visits import PlacedLine, settle_visits
from truyvet.investigations.models import Interview, NamedContact
from truyvet.investigations.queries.interview_windows import last_infectious_moment
from truyvet.investigations.queries.interviews import interviews_in_scope
from truyvet.investigations.rules.interviews import MIN_REASON_CHARS, InterviewEntry, InterviewState, NamedEntry
from truyvet.investigations.rules.runs import RunEventConflict, RunRefused
from truyvet.people.queries import person_ids_by_code
from truyvet.venues.queries import venue

MAX_DRAFT_CHARS: Final = 60_000
"""More than forty rows of each kind with every field full."""


def record_interview(*, by: By, now: datetime, scope: Scope, entry: InterviewEntry) -> bool:
    """Records an interview, or a version that corrects one, and returns whether it is new.

    Raises RunRefused ("no_case", "no_person", "no_venue", "self", "future", "nothing", "visit"; of a correction "reason", "changed":
    somebody else corrected it meanwhile) or RunEventConflict.
    """
    reader = require_scope(scope)
    body = hashlib.sha256(json.dumps(asdict(entry), sort_keys=True, default=str).encode()).digest()
    known = Interview.objects.filter(event_id=entry.event_id).exclude(state=InterviewState.DRAFT.value)
    stored = known.values_list("body_hash", flat=True).first()
    if stored is not None:
        if not is_same_body(stored, body):
            raise RunEventConflict
        return False
    found = case_file(reader, entry.case_code)
    if found is None:
        raise RunRefused("no_case")
    if not entry.named and not entry.places and not entry.answers:
        raise RunRefused("nothing")
    persons = person_ids_by_code(reader, [named.person_code for named in entry.named])
    if len(persons) < len({named.person_code for named in entry.named}):
        raise RunRefused("no_person")
    if found.person_id in persons.values():
        raise RunRefused("self")
    if max([0, *(n.last_contact or 0 for n in entry.named), *(p.check_in for p in entry.places)]) > now.timestamp():
        raise RunRefused("future")
    with transaction.atomic():
        before = _corrected(reader, found, entry)
        Interview.objects.filter(event_id=entry.event_id, state=InterviewState.DRAFT.value).delete()
        if before is not None:
            before.state, before.replaced_at = InterviewState.REPLACED.value, now
            before.save(update_fields=["state", "replaced_at"])
        made = Interview.objects.create(
            event_id=entry.event_id, body_hash=body, document=before.document if before else entry.event_id,
            version=before.version + 1 if before else 1, case_id=found.id, person_id=found.person_id, at=now, staff_id=reader.staff,
            reason=entry.reason.strip()[:500], answers=json.dumps(dict(entry.answers), ensure_ascii=False) if entry.answers else "",
        )  # fmt: skip
        assumed = last_infectious_moment(reader, found, now)
        NamedContact.objects.bulk_create(
            _contact(made, n, persons[n.person_code], assumed) for n in dict.fromkeys(replace(n, tie=n.tie[:80]) for n in entry.named)
        )
        settle_visits(by=by, now=now, made=made, before=before, lines=_placed(reader, entry))
        record(
            by=by, now=now, action="investigations.interview" if before is None else "investigations.correct_interview",
            subject=f"case:{found.code}", facts={"named": len(entry.named), "places": len(entry.places), "version": made.version},
        )  # fmt: skip
    return True


def keep_draft(
    *, by: By, now: datetime, scope: Scope, event_id: UUID, case_code: str, corrects: UUID | None, typed: Mapping[str, str]
) -> bool:
    """Keeps a form as it was typed, whatever it still lacks, and returns whether it is new. Nothing of it is traced.

    Raises RunRefused ("no_case", "too_long") or RunEventConflict when the interview is recorded already.
    """
    reader = require_scope(scope)
    found = case_file(reader, case_code)
    if found is None:
        raise RunRefused("no_case")
    text = json.dumps(dict(typed), ensure_ascii=False)
    if len(text) > MAX_DRAFT_CHARS:
        raise RunRefused("too_long")
    with transaction.atomic():
        row = Interview.objects.select_for_update().filter(event_id=event_id).first()
        if row is not None and (row.state != InterviewState.DRAFT.value or row.case_id != found.id):
            raise RunEventConflict
        corrected = interviews_in_scope(reader).filter(event_id=corrects, case_id=found.id).first() if corrects else None
        values = {"typed": text, "at": now, "staff_id": reader.staff, "document": corrected.document if corrected else event_id}
        fixed = {"body_hash": b"", "version": 0, "state": InterviewState.DRAFT.value, "case_id": found.id, "person_id": found.person_id}
        Interview.objects.update_or_create(event_id=event_id, defaults={**values, **fixed})
        record(by=by, now=now, action="investigations.keep_draft", subject=f"case:{found.code}", facts={"fields": len(typed)})
    return row is None


def add_interviews(*, by: By, now: datetime, rows: Iterable[tuple[UUID, int, int, tuple[tuple[int, int], ...]]]) -> int:
    """Records many interviews at once, for a demo or an import; returns how many are new.

    Each: (event, case row, person row, ((contact row, last_contact), ...)).
    """
    incoming = list(rows)
    with transaction.atomic():
        known = set(Interview.objects.filter(event_id__in=[row[0] for row in incoming]).values_list("event_id", flat=True))
        new = [row for row in incoming if row[0] not in known]
        made = Interview.objects.bulk_create(
            Interview(
                event_id=event, body_hash=hashlib.sha256(repr(named).encode()).digest(), document=event, case_id=case_id,
                person_id=person, at=now,
            )
            for event, case_id, person, named in new
        )  # fmt: skip
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


def _corrected(scope: Scope, case: CaseFile, entry: InterviewEntry) -> Interview | None:
    """Returns the version that the entry corrects, locked; None for a new interview."""
    if entry.corrects is None:
        return None
    if len(entry.reason.strip()) < MIN_REASON_CHARS:
        raise RunRefused("reason")
    rows = interviews_in_scope(scope).select_for_update(of=("self",))
    found = rows.filter(event_id=entry.corrects, case_id=case.id, state=InterviewState.FINAL.value).first()
    if found is None:
        raise RunRefused("changed")
    return found


def _contact(made: Interview, named: NamedEntry, person_id: int, assumed: int) -> NamedContact:
    at = named.last_contact
    return NamedContact(
        interview=made, source_id=made.person_id, contact_id=person_id, last_contact=assumed if at is None else at, is_dated=at is not None,
        tie=named.tie, where=named.where[:120],
    )  # fmt: skip


def _placed(scope: Scope, entry: InterviewEntry) -> list[PlacedLine]:
    lines: list[PlacedLine] = []
    for number, place in enumerate(entry.places):
        at = venue(scope, place.venue_code) if place.venue_code else None
        if place.venue_code and at is None:
            raise RunRefused("no_venue")
        event = uuid5(entry.event_id, f"place-{number}")
        lines.append(PlacedLine(number, event, place, at.id if at else None))
    return lines
