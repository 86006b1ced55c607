"""Closes a parent's day with what is there: nobody waits for the last child. Later reports join as revisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Max

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope, require_scope
from truyvet.core.idempotency import body_hash, known_event, write_once
from truyvet.core.local_day import LocalDay
from truyvet.messaging.actions import enqueue
from truyvet.places.rules import UnitLevel
from truyvet.reports.actions.submission import lock_period, write_closure_revision
from truyvet.reports.models import DailyReport, DayClosure, ReportRecipient, ReportRevision
from truyvet.reports.queries.report_units import reporters_under, unit_in_reach
from truyvet.reports.rules.report_states import (
    CLOSED_ALREADY,
    NOT_CHANGED,
    NOTHING_REPORTED,
    ClosureState,
    ReportAbsent,
    ReportChanged,
    ReportRefused,
)
from truyvet.reports.rules.report_totals import total_of

TEMPLATE = "report_closed"


@dataclass(frozen=True, slots=True)
class ClosureEntry:
    """Which day of which unit is closed; ``page`` is the address of the closed report, "" where the house has no public name."""

    event_id: UUID
    unit: str
    day: LocalDay
    page: str = ""


def close_day(*, by: By, now: datetime, scope: Scope, entry: ClosureEntry) -> int:
    """Closes the day of a district or a province and returns how many had not reported; the same event again gives the same answer.

    The letters to the recipients of the unit are written in the same transaction, once. Raises ReportAbsent, ReportRefused,
    IdempotencyConflict.
    """
    require_scope(scope)
    hashed = body_hash(entry.unit, entry.day)

    def find() -> int | None:
        known = known_event(DayClosure.objects.all(), entry.event_id, hashed)
        return None if known is None else len(known.missing)

    return write_once(find, lambda: _close(by, now, scope, entry, hashed))


def _close(by: By, now: datetime, scope: Scope, entry: ClosureEntry, hashed: bytes) -> int:
    unit = unit_in_reach(scope, entry.unit, entry.day)
    if unit.level is UnitLevel.COMMUNE:
        raise ReportAbsent
    lock_period(scope, unit.path, entry.day, LocalDay.of(now))
    if DayClosure.objects.filter(unit_id=unit.id, day=entry.day).exists():
        raise ReportRefused(CLOSED_ALREADY)
    reporters = reporters_under(scope, unit.path, entry.day)
    rows = DailyReport.objects.filter(day=entry.day, unit__path__startswith=unit.path).values_list("unit_id", "body_id", "figures")
    reports = {(unit_id, body_id): figures for unit_id, body_id, figures in rows}
    if not reports:
        raise ReportRefused(NOTHING_REPORTED)
    closure = DayClosure.objects.create(
        event_id=entry.event_id, body_hash=hashed, unit_id=unit.id, day=entry.day, state=ClosureState.APPROVED.value, at=now,
        actor=by.actor, expected=len(reporters), missing=[list(each.key) for each in reporters if each.key not in reports],
    )  # fmt: skip
    revisions = ReportRevision.objects.filter(report__day=entry.day, report__unit__path__startswith=unit.path)
    newest = revisions.aggregate(newest=Max("pk"))["newest"]
    write_closure_revision(now, closure, total_of(reports.values()), newest)
    letters = _write_letters(by, now, closure, unit.id, unit.name, entry.page)
    facts: dict[str, str | int | bool] = {
        "day": entry.day.isoformat(),
        "reported": len(reports),
        "missing": len(closure.missing),
        "letters": letters,
    }
    record(by=by, now=now, action="reports.close", subject=f"unit:{unit.code}", facts=facts)
    return len(closure.missing)


def _write_letters(by: By, now: datetime, closure: DayClosure, unit_id: int, name: str, page: str) -> int:
    if not page:
        return 0
    words = {"unit": name, "day": f"{closure.day:%d/%m/%Y}", "report_link": page}
    rows = list(ReportRecipient.objects.filter(unit_id=unit_id).order_by("pk"))
    for row in rows:
        key = uuid5(closure.event_id, str(row.pk))
        enqueue(by=by, now=now, event_id=key, to_kind="email", to=row.address, template=TEMPLATE, language="vi", params=words)
    return len(rows)


@transaction.atomic
def approve_changes(*, by: By, now: datetime, scope: Scope, unit: str, day: LocalDay, number: int) -> None:
    """Notes that somebody has looked at revision ``number`` of a closed day. What was published before stays as it was.

    Raises ReportAbsent, ReportRefused, ReportChanged when a further revision has come since the page was read.
    """
    found = unit_in_reach(scope, unit, day)
    closure = DayClosure.objects.select_for_update().filter(unit_id=found.id, day=day).first()
    if closure is None:
        raise ReportAbsent
    if closure.number != number:
        raise ReportChanged
    if closure.state != ClosureState.CHANGED and closure.approved_number != number:
        raise ReportRefused(NOT_CHANGED)
    closure.state, closure.approved_number = ClosureState.APPROVED.value, number
    closure.save(update_fields=["state", "approved_number"])
    facts: dict[str, str | int | bool] = {"day": day.isoformat(), "revision": number}
    record(by=by, now=now, action="reports.approve", subject=f"unit:{found.code}", facts=facts)
