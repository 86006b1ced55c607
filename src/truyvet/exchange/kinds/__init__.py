"""The kinds of table that can be imported: their columns, and how a batch of rows becomes rows of a register."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from truyvet.exchange import rules
from truyvet.exchange.kinds import cases, declarations, encounters, people, places, venues, visits
from truyvet.exchange.kinds.desk import Kind

KINDS: Final[Mapping[rules.Kind, Kind]] = {
    rules.Kind.PLACES: places.KIND,
    rules.Kind.PEOPLE: people.KIND,
    rules.Kind.VENUES: venues.KIND,
    rules.Kind.VISITS: visits.KIND,
    rules.Kind.ENCOUNTERS: encounters.KIND,
    rules.Kind.CASES: cases.KIND,
    rules.Kind.DECLARATIONS: declarations.KIND,
}
