"""The first and last day of a quarantine, from the rule in force on the day of the order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from truyvet.core.local_day import LocalDay
from truyvet.isolation.rules.quarantine_lengths import PersonKind, QuarantineLength, length_in_force


@dataclass(frozen=True, slots=True)
class OrderDates:
    """``last_day`` is the last whole day of the quarantine, ``watch_until`` that of the self-watch after it; ``length`` says why."""

    first_day: LocalDay
    last_day: LocalDay
    watch_until: LocalDay
    test_days: tuple[LocalDay, ...]
    length: QuarantineLength


def order_dates(person: PersonKind, last_exposure: datetime, issued_at: datetime) -> OrderDates | None:
    """Returns the days of an order that is issued at ``issued_at`` to somebody last exposed at ``last_exposure``.

    The day of the exposure is day 0, whatever its hour: 14 days after 1 May end with 15 May. None when no rule is in force, when the
    rule asks for no quarantine, or when its last day is over already.
    """
    first_day, exposure = LocalDay.of(issued_at), LocalDay.of(last_exposure)
    length = length_in_force(person, first_day)
    if length is None or not length.days or exposure.number + length.days < first_day.number:
        return None
    last = exposure.number + length.days
    tests = tuple(LocalDay.of_number(exposure.number + day) for day in length.tests)
    return OrderDates(first_day, LocalDay.of_number(last), LocalDay.of_number(last + length.watch_days), tests, length)
