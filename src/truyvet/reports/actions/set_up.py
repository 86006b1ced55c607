"""Sets up the daily report: from when the province asks for it, from whom, to whom it goes, and who is on duty."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.core.opaque_code import SPOKEN, CodeShape, Entropy, unused_codes
from truyvet.core.refusal import Refusal
from truyvet.people.rules.phones import PhoneInvalid, normalise
from truyvet.places.rules import UnitLevel
from truyvet.reports.models import DutyPerson, ReportingBody, ReportPeriod, ReportRecipient
from truyvet.reports.queries.report_units import unit_in_reach
from truyvet.reports.rules.report_states import DAYS_ORDER, NO_NUMBER_TO_CALL, ReportAbsent, ReportRefused

BODY_CODE: Final = CodeShape(6, SPOKEN, "CQ-")
MAX_DUTY_DAYS: Final = 92
"""A roster is written for a quarter at most: a number that nobody has looked at for longer is often wrong."""


@transaction.atomic
def ask_reports(*, by: By, now: datetime, scope: Scope, unit: str, first_day: LocalDay) -> None:
    """Begins to ask a province's communes for the report; one that asks already goes on. Raises ReportAbsent."""
    found = unit_in_reach(scope, unit, LocalDay.of(now))
    if found.level is not UnitLevel.PROVINCE:
        raise ReportAbsent
    _row, is_new = ReportPeriod.objects.get_or_create(unit_id=found.id, last_day=None, defaults={"first_day": first_day})
    facts: dict[str, str | int | bool] = {"first_day": first_day.isoformat(), "new": is_new}
    record(by=by, now=now, action="reports.ask", subject=f"unit:{found.code}", facts=facts)


@transaction.atomic
def end_reports(*, by: By, now: datetime, scope: Scope, unit: str) -> None:
    """Ends with today what a province asks for; what was reported stays. Raises ReportAbsent."""
    today = LocalDay.of(now)
    found = unit_in_reach(scope, unit, today)
    row = ReportPeriod.objects.select_for_update().filter(unit_id=found.id, last_day=None).first()
    if row is None:
        raise ReportAbsent
    row.last_day = max(today, row.first_day)
    row.save(update_fields=["last_day"])
    record(by=by, now=now, action="reports.end", subject=f"unit:{found.code}")


@transaction.atomic
def add_body(
    *, by: By, now: datetime, scope: Scope, unit: str, name: str, first_day: LocalDay, entropy: Entropy = secrets.token_bytes
) -> str:
    """Asks an agency, a facility or an organisation in a commune to report too, and returns its code. Raises ReportAbsent."""
    found = unit_in_reach(scope, unit, LocalDay.of(now))
    if found.level is not UnitLevel.COMMUNE:
        raise ReportAbsent
    known = ReportingBody.objects.filter(unit_id=found.id, name=name.strip(), last_day=None).first()
    code = known.code if known else _new_body(found.id, name.strip(), first_day, entropy)
    record(by=by, now=now, action="reports.add_body", subject=f"unit:{found.code}", facts={"body": code})
    return code


def _new_body(unit_id: int, name: str, first_day: LocalDay, entropy: Entropy) -> str:
    codes = ReportingBody.objects
    code = unused_codes(BODY_CODE, 1, lambda drawn: codes.filter(code__in=drawn).values_list("code", flat=True), entropy)[0]
    codes.create(code=code, unit_id=unit_id, name=name, first_day=first_day)
    return code


@transaction.atomic
def end_body(*, by: By, now: datetime, scope: Scope, unit: str, code: str) -> None:
    """Asks a body no longer, from tomorrow on. Raises ReportAbsent."""
    found = unit_in_reach(scope, unit, LocalDay.of(now))
    today = LocalDay.of(now)
    if not ReportingBody.objects.filter(unit__path__startswith=found.path, code=code, last_day=None).update(last_day=today):
        raise ReportAbsent
    record(by=by, now=now, action="reports.end_body", subject=f"unit:{found.code}", facts={"body": code})


@transaction.atomic
def set_recipients(*, by: By, now: datetime, scope: Scope, unit: str, addresses: tuple[str, ...]) -> None:
    """Sets the addresses to which the unit's closed reports go. Raises ReportAbsent."""
    found = unit_in_reach(scope, unit, LocalDay.of(now))
    ReportRecipient.objects.filter(unit_id=found.id).delete()
    wanted = list(dict.fromkeys(address.strip() for address in addresses if address.strip()))
    for address in wanted:
        ReportRecipient.objects.create(unit_id=found.id, address=address)
    record(by=by, now=now, action="reports.recipients", subject=f"unit:{found.code}", facts={"addresses": len(wanted)})


@dataclass(frozen=True, slots=True)
class DutyEntry:
    """Who answers for a unit's report from ``first_day`` to ``last_day``, both in; ``rank`` 0 on duty, 1 deputy."""

    unit: str
    name: str
    phone: str
    rank: int
    first_day: LocalDay
    last_day: LocalDay


@transaction.atomic
def set_duty(*, by: By, now: datetime, scope: Scope, entry: DutyEntry) -> None:
    """Writes somebody into a unit's roster; the same line again changes nothing. Raises ReportAbsent, ReportRefused."""
    found = unit_in_reach(scope, entry.unit, LocalDay.of(now))
    if not 0 <= entry.last_day.number - entry.first_day.number <= MAX_DUTY_DAYS:
        raise ReportRefused(Refusal(DAYS_ORDER, "last_day"))
    try:
        number = normalise(entry.phone)
    except PhoneInvalid:
        raise ReportRefused(Refusal(NO_NUMBER_TO_CALL, "phone")) from None
    days = {"first_day": entry.first_day, "last_day": entry.last_day, "rank": entry.rank}
    rows = DutyPerson.objects.filter(unit_id=found.id, **days)
    is_known = any((row.name, row.phone) == (entry.name.strip(), number) for row in rows)
    if not is_known:
        DutyPerson.objects.create(unit_id=found.id, name=entry.name.strip(), phone=number, **days)
    record(by=by, now=now, action="reports.duty", subject=f"unit:{found.code}", facts={"rank": entry.rank, "again": is_known})


@transaction.atomic
def remove_duty(*, by: By, now: datetime, scope: Scope, unit: str, duty_id: int) -> None:
    """Strikes a line out of a unit's roster. Raises ReportAbsent."""
    found = unit_in_reach(scope, unit, LocalDay.of(now))
    if not DutyPerson.objects.filter(unit_id=found.id, pk=duty_id).delete()[0]:
        raise ReportAbsent
    record(by=by, now=now, action="reports.remove_duty", subject=f"unit:{found.code}")
