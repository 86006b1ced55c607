"""The kinds of table that can be imported: their columns, and how a batch of rows becomes rows of a register."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from truyvet.exchange import rules
from truyvet.exchange.kinds import (
    cases,
    declarations,
    denominators,
    encounters,
    health_stations,
    install_counts,
    lab_results,
    partner_receipts,
    passengers,
    people,
    places,
    rosters,
    venues,
    visits,
)
from truyvet.exchange.kinds.batch import TableKind

KINDS: Final[Mapping[rules.ImportKind, TableKind]] = {
    rules.ImportKind.PLACES: places.KIND,
    rules.ImportKind.PEOPLE: people.KIND,
    rules.ImportKind.VENUES: venues.KIND,
    rules.ImportKind.VISITS: visits.KIND,
    rules.ImportKind.ENCOUNTERS: encounters.KIND,
    rules.ImportKind.CASES: cases.KIND,
    rules.ImportKind.DECLARATIONS: declarations.KIND,
    rules.ImportKind.LAB_RESULTS: lab_results.KIND,
    rules.ImportKind.HEALTH_STATIONS: health_stations.KIND,
    rules.ImportKind.PASSENGERS: passengers.KIND,
    rules.ImportKind.PARTNER_RECEIPTS: partner_receipts.KIND,
    rules.ImportKind.ROSTERS: rosters.KIND,
    rules.ImportKind.INSTALL_COUNTS: install_counts.KIND,
    rules.ImportKind.DENOMINATORS: denominators.KIND,
}
