"""Makes arrivals of declared journeys and of scans where people arrive."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from truyvet.audit.values import By, Scope
from truyvet.campaigns.actions.arrivals import record_arrival
from truyvet.campaigns.rules.arrival import NOTICE_WITHIN, ArrivalEntry, ArrivalSource, is_scan_an_arrival
from truyvet.core.cursor import reading_from
from truyvet.core.jobs import Job, Lane
from truyvet.core.local_day import LocalDay
from truyvet.declarations.queries.journeys import journeys
from truyvet.people.queries import commune_of
from truyvet.places.queries import units_by_id
from truyvet.venues.queries.trace_rows import arrival_scans

BY: Final = By.system("arrivals")


def record_arrivals(now: datetime) -> int:
    """Reads what is new since the last time and returns how many signs of arrivals were news."""
    reader, count, after = Scope.system("arrivals", LocalDay.of(now)), 0, now - 3 * NOTICE_WITHIN
    with reading_from("campaigns.journeys") as since:
        for each in journeys(reader, since, after):
            day = each.arrived_on or LocalDay.of(each.received_at)
            entry = ArrivalEntry(
                each.person_id, each.commune_id, day, each.received_at, ArrivalSource.DECLARATION, each.is_from_risk, each.language
            )
            count += record_arrival(by=BY, now=now, entry=entry)
    with reading_from("campaigns.scans") as since:
        scans = list(arrival_scans(reader, since, int(after.timestamp())))
        homes = commune_of(reader, {person for person, *_ in scans})
        units = units_by_id(reader, homes.values())
        for person, _place, path, kind, second in scans:
            home = units.get(homes.get(person, 0))
            if is_scan_an_arrival(home.path if home else "", path):
                at = datetime.fromtimestamp(second, UTC)
                count += record_arrival(by=BY, now=now, entry=ArrivalEntry(person, None, LocalDay.of(at), at, ArrivalSource(kind)))
    return count


JOBS: Final = (Job("campaigns.arrivals", record_arrivals, interval_s=5, lane=Lane.MESSAGES, timeout_s=120),)
