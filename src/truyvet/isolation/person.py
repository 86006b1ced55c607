"""This room's share of a person: the timeline, the data export, erasure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from truyvet.audit.values import require_scope
from truyvet.core.change_number import next_change
from truyvet.core.room_contract import Fact, TimelineEntry
from truyvet.isolation.case_parts import timeline_entries
from truyvet.isolation.models import OPEN_ORDER, Order
from truyvet.isolation.queries import isolations_of_person
from truyvet.isolation.queries.orders_in_scope import orders_in_scope


def timeline(scope: object, person_id: int) -> Sequence[TimelineEntry]:
    """Returns the starts and ends of the person's isolation periods within the scope."""
    return timeline_entries(isolations_of_person(require_scope(scope), person_id))


def export(scope: object, person_id: int) -> Sequence[Mapping[str, Fact]]:
    """Returns the person's isolation periods and orders, for the person's own copy."""
    return [
        {
            "table": "isolation",
            "place": row.place.value,
            "from": row.starts_at.isoformat(),
            "until": None if row.ends_at is None else row.ends_at.isoformat(),
        }
        for row in isolations_of_person(require_scope(scope), person_id)
    ] + [
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


def erase(person_id: int, now: datetime) -> int:
    """Blanks the address in orders that have ended; an isolation and its order are kept by law until their day, under the person's code."""
    return Order.objects.filter(~OPEN_ORDER, person_id=person_id).exclude(address="").update(address="", change=next_change())
