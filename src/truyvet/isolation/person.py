"""This room's share of a person: the timeline, the data export, erasure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from truyvet.audit.values import Scope, require_scope
from truyvet.cases.queries.cases_in_scope import open_cases_of
from truyvet.core.change_number import next_change
from truyvet.core.local_day import LocalDay
from truyvet.core.room_contract import Fact, TimelineEntry
from truyvet.isolation.case_parts import course_entries, timeline_entries
from truyvet.isolation.models import OPEN_ORDER, CaseCourse, Order
from truyvet.isolation.queries import course_of_person, isolations_of_person
from truyvet.isolation.queries.orders_in_scope import orders_in_scope


def timeline(scope: object, person_id: int) -> Sequence[TimelineEntry]:
    """Returns the person's isolation periods and the course of their cases within the scope."""
    reader = require_scope(scope)
    return [*timeline_entries(isolations_of_person(reader, person_id)), *course_entries(course_of_person(reader, person_id))]


def export(scope: object, person_id: int) -> Sequence[Mapping[str, Fact]]:
    """Returns the person's isolation periods and orders, for the person's own copy."""
    return (
        [
            {
                "table": "isolation",
                "place": row.place.value,
                "from": row.starts_at.isoformat(),
                "until": None if row.ends_at is None else row.ends_at.isoformat(),
            }
            for row in isolations_of_person(require_scope(scope), person_id)
        ]
        + [
            {
                "table": "order",
                "code": row.code,
                "number": row.number,
                "legal_basis": row.legal_basis,
                "place": row.place,
                "address": row.address,
                "first_day": row.first_day.isoformat(),
                "last_day": row.last_day.isoformat(),
                "rule_version": row.rule_version,
                "state": row.state,
            }
            for row in orders_in_scope(require_scope(scope)).filter(person_id=person_id).order_by("issued_at", "pk")
        ]
        + [
            {"table": "course", "step": row.step.value, "at": row.at.isoformat(), "place_name": row.place}
            for row in course_of_person(require_scope(scope), person_id)
        ]
    )


def erase(person_id: int, now: datetime) -> int:
    """Blanks the address in orders that have ended, and where somebody was treated for a case that is closed.

    An isolation, its order and the steps of a course are kept by law until their day, under the person's code.
    """
    under_treatment = [case.pk for case in open_cases_of(Scope.system("isolation", LocalDay.of(now)), [person_id])]
    places = CaseCourse.objects.filter(case__person_id=person_id).exclude(case__in=under_treatment).exclude(place="")
    orders = Order.objects.filter(~OPEN_ORDER, person_id=person_id).exclude(address="")
    return places.update(place="") + orders.update(address="", change=next_change())
