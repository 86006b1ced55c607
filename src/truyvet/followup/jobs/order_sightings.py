"""Scans of persons under an order: the gate lies below and knows no orders, so this job reads new visits and refused entries.

An entry that a gate refused makes no visit: it is told to the room of orders and kept nowhere else.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid5

from django.utils.translation import gettext

from truyvet.audit.values import By, Scope
from truyvet.core.cursor import position, reading_from
from truyvet.core.jobs import Job, Lane
from truyvet.core.local_day import LocalDay
from truyvet.isolation.actions import OrderSighting, record_sightings
from truyvet.isolation.queries import open_orders
from truyvet.people.queries import root_persons
from truyvet.venues.queries.trace_rows import has_changed_visits, refused_scans, visit_rows
from truyvet.venues.queries.venues import labels

CURSOR: Final = "followup.order_sightings"
NAMESPACE: Final = UUID("6f1d7a52-3b0e-4d52-8a86-91f4f2d0c3be")
"""Ours, drawn once: the same visit is the same sighting, and so are the refusals of one person at one gate within an hour."""
HOUR_S: Final = 3_600


def watch_orders(now: datetime) -> int:
    """Reads the scans since the last reading; returns how many were of persons under an order. The first reading only sets its start."""
    scope = Scope.system("followup", LocalDay.of(now))
    since = position(CURSOR)
    if since and not has_changed_visits(scope, since) and next(refused_scans(scope, since), None) is None:
        return 0
    with reading_from(CURSOR) as start:
        # A check-in and nothing else: what ends in its own second turned out to be a check-out.
        visits = [(f"visit:{row[0]}", *row[1:4], "") for row in visit_rows(scope, start) if row[3] != row[4]] if start else []
        refused = gettext("cổng không cho vào")
        entries = [
            (f"refused:{gate}:{person}:{at // HOUR_S}", person, venue, at, f" ({refused})")
            for gate, person, venue, at in (refused_scans(scope, start) if start else ())
        ]
        scans = visits + entries
        persons = {row[1] for row in scans}
        roots = root_persons(scope, persons)
        ordered = open_orders(scope, persons | set(roots.values()))
        found = [(row, person) for row in scans for person in (row[1], roots[row[1]]) if person in ordered]
        names = labels(scope, {row[2] for row, _ in found})
        sightings = {
            (row[0], person): OrderSighting(
                uuid5(NAMESPACE, row[0]), person, datetime.fromtimestamp(row[3], UTC), names[row[2]].code,
                f"{names[row[2]].name}, {names[row[2]].commune}{row[4]}",
            )
            for row, person in found
        }  # fmt: skip
        return record_sightings(by=By.system("followup"), now=now, sightings=list(sightings.values())) if sightings else 0


JOB: Final = Job("followup.watch_orders", watch_orders, interval_s=10, lane=Lane.PUBLISHING, timeout_s=300)
