"""Records what gates need to know of a person: the newest declaration, and holds. Higher rooms call it in their transactions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.change_number import next_change
from truyvet.core.idempotency import IdempotencyConflict, write_once
from truyvet.core.local_day import LocalDay
from truyvet.passes.models import GateStatus, Hold
from truyvet.passes.rules.pass_validity import gate_status_deletion_day, hold_deletion_day


@dataclass(frozen=True, slots=True)
class GateDeclaration:
    """A declaration as far as a gate needs it: who, when, and whether nothing in it speaks against a pass."""

    person_id: int
    declared_at: datetime
    clear: bool


def note_declaration(*, by: By, now: datetime, person_id: int, declared_at: datetime, clear: bool) -> None:
    """Records the newest declaration of a person as their gate status; an older one changes nothing."""
    note_declarations(by=by, now=now, declarations=[GateDeclaration(person_id, declared_at, clear)])


def note_declarations(*, by: By, now: datetime, declarations: Sequence[GateDeclaration]) -> int:
    """Does the same for many in a constant number of statements; returns how many persons' gate status changed.

    Of two at the same moment the one that is not clear counts.
    """
    newest: dict[int, GateDeclaration] = {}
    for each in declarations:
        newest[each.person_id] = _newer(newest.get(each.person_id), each)
    with transaction.atomic(savepoint=False):
        change = next_change()
        rows = list(locked := GateStatus.objects.select_for_update().filter(person_id__in=newest).order_by("person_id"))
        known = {row.person_id for row in rows}
        fresh = [_row(each, change) for person, each in sorted(newest.items()) if person not in known]
        if fresh:
            # The loser of a race here finds the winner's row at the second look.
            GateStatus.objects.bulk_create(fresh, ignore_conflicts=True)
            rows = list(locked.all())
        older = [
            newest[row.person_id]
            for row in rows
            if _newer(GateDeclaration(row.person_id, row.declared_at, row.clear), newest[row.person_id]) is newest[row.person_id]
            and (row.declared_at, row.clear) != (newest[row.person_id].declared_at, newest[row.person_id].clear)
        ]
        if older:
            # Their rows are locked, so each of these replaces its own; one insert costs less than a case for every value.
            GateStatus.objects.bulk_create(
                [_row(each, change) for each in older], update_conflicts=True, unique_fields=["person"],
                update_fields=["declared_at", "clear", "change", "delete_on"],
            )  # fmt: skip
        changed = len(fresh) + len(older)
        subject = f"person:{declarations[0].person_id}" if len(newest) == 1 else f"persons:{len(newest)}"
        record(by=by, now=now, action="passes.note_declaration", subject=subject, facts={"changed": changed})
    return changed


def hold(*, by: By, now: datetime, event_id: UUID, person_id: int, why: str, ref: str, until: datetime | None = None) -> None:
    """Puts a person on hold: gates send them to the health station until ``until`` or a release.

    ``why``: a code of 16 letters at most, which no guard sees. ``ref``: what it is for ("declaration:K7…"). A second hold for the
    same ``ref`` changes nothing.

    Raises IdempotencyConflict when the event id was used for another person or ref.
    """
    with transaction.atomic():
        made = _hold(now, event_id, person_id, why, ref, until)
        record(by=by, now=now, action="passes.hold", subject=f"person:{person_id}", facts={"why": why, "ref": ref, "made": made})


def release(*, by: By, now: datetime, person_id: int, ref: str) -> int:
    """Ends the person's open hold for ``ref``; returns how many ended (0 when there was none)."""
    with transaction.atomic():
        ended = Hold.objects.filter(person_id=person_id, ref=ref, released_at__isnull=True).update(
            released_at=now, change=next_change(), delete_on=hold_deletion_day(LocalDay.of(now), LocalDay.of(now))
        )
        record(by=by, now=now, action="passes.release", subject=f"person:{person_id}", facts={"ref": ref, "ended": ended})
    return ended


def _newer(before: GateDeclaration | None, after: GateDeclaration) -> GateDeclaration:
    if before is None or after.declared_at > before.declared_at:
        return after
    return after if after.declared_at == before.declared_at and before.clear else before


def _row(declaration: GateDeclaration, change: int) -> GateStatus:
    return GateStatus(
        person_id=declaration.person_id, declared_at=declaration.declared_at, clear=declaration.clear, change=change,
        delete_on=gate_status_deletion_day(LocalDay.of(declaration.declared_at)),
    )  # fmt: skip


def _hold(now: datetime, event_id: UUID, person_id: int, why: str, ref: str, until: datetime | None) -> bool:
    known = Hold.objects.filter(event_id=event_id).values("person_id", "ref").first()
    if known is not None:
        if known != {"person_id": person_id, "ref": ref}:
            raise IdempotencyConflict(event_id)
        return False
    last = hold_deletion_day(LocalDay.of(now), None if until is None else LocalDay.of(until))
    row = write_once(
        lambda: Hold.objects.filter(person_id=person_id, ref=ref, released_at__isnull=True).first(),
        lambda: Hold.objects.create(
            event_id=event_id, person_id=person_id, why=why, ref=ref, since=now, until=until, change=next_change(), delete_on=last
        ),
    )
    return row.event_id == event_id
