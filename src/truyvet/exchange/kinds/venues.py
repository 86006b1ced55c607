"""Venues and their zones. ``truyvet trace --venues`` has no names and no communes: the id and --commune stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import Final

from truyvet.exchange import rules
from truyvet.exchange.kinds import cells
from truyvet.exchange.kinds.cells import BadCell, Cells
from truyvet.exchange.kinds.desk import Desk, Kind, Line, Taken
from truyvet.exchange.models import VenueId
from truyvet.exchange.reasons import BAD_CHOICE, EVENT_CONFLICT, NOT_TAKEN, OUT_OF_RANGE, UNKNOWN_COMMUNE, UNKNOWN_WHOLE
from truyvet.people.values import EventConflict
from truyvet.tabular import Wording, parse_clock
from truyvet.tabular.reasons import EMPTY
from truyvet.venues import queries as venues
from truyvet.venues.actions import NewVenue, add_zone, register_venue
from truyvet.venues.actions.registering import VenueInvalid
from truyvet.venues.rules.kinds import KINDS

BATCH: Final = 500
"""Each venue is an action of its own, with its audit row; small batches keep the transaction short."""
COLUMNS: Final[dict[str, tuple[str, Wording]]] = {
    "name": ("name", OUT_OF_RANGE),
    "kind": ("kind", BAD_CHOICE),
    "unit": ("commune", UNKNOWN_COMMUNE),
    "part_of": ("part_of", UNKNOWN_WHOLE),
    "capacity": ("capacity", OUT_OF_RANGE),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A row as read. ``part_of`` is the id of the venue that this is a zone of, "" for none."""

    identifier: str
    part_of: str
    venue: NewVenue


def told(row: Cells, desk: Desk) -> Told:
    """The row, or BadCell."""
    identifier = cells.identifier(row, "venue_id")
    part_of = cells.identifier(row, "part_of") if row["part_of"] else ""
    commune = row["commune"] or desk.choices.commune
    if commune not in desk.communes():
        raise BadCell("commune", UNKNOWN_COMMUNE if commune else EMPTY)
    kind = row["kind"] or "other"
    if kind not in KINDS:
        raise BadCell("kind", BAD_CHOICE)
    opens, closes = _clock(row, "opens"), _clock(row, "closes")
    capacity = cells.whole(row, "capacity", 1, 999_999)
    # The id in its register is what a venue is: the same id with another content is a conflict, not a second venue.
    event = rules.event_id(rules.Kind.VENUES, desk.choices.source, "", "", identifier)
    name = row["name"].strip() or identifier
    return Told(identifier, part_of, NewVenue(event, name, kind, desk.communes()[commune], opens, closes, capacity))


def take(lines: Sequence[Line], desk: Desk) -> Taken:
    """Bring a batch of venues in: those that stand alone first, then the zones, so that a batch's order is free."""
    taken = Taken()
    read: list[tuple[Line, Told]] = []
    for line in lines:
        try:
            read.append((line, told(line.cells, desk)))
        except BadCell as bad:
            taken.reject(line, bad.column, bad.reason)
    named = {each.identifier for _, each in read} | {each.part_of for _, each in read if each.part_of}
    known = desk.venues(named)
    codes = {row: label.code for row, label in venues.labels(desk.scope, list(known.values())).items()}
    for line, each in sorted(read, key=lambda pair: bool(pair[1].part_of)):
        _register(line, each, desk, known, codes, taken)
    taken.rejects.sort(key=lambda reject: reject.number)
    return taken


def _register(line: Line, each: Told, desk: Desk, known: dict[str, int], codes: dict[int, str], taken: Taken) -> None:
    above = known.get(each.part_of)
    if each.part_of and above not in codes:
        taken.reject(line, "part_of", UNKNOWN_WHOLE)
        return
    try:
        if above is None:
            made = register_venue(by=desk.by, now=desk.now, scope=desk.scope, venue=each.venue)
        else:
            made = add_zone(by=desk.by, now=desk.now, scope=desk.scope, of=codes[above], zone=each.venue)
    except VenueInvalid as wrong:
        taken.reject(line, *COLUMNS.get(wrong.field, ("", NOT_TAKEN)))
        return
    except EventConflict:
        taken.reject(line, "venue_id", EVENT_CONFLICT)
        return
    taken.accepted += made.created
    taken.duplicate += not made.created
    if each.identifier in known:
        return
    known[each.identifier] = made.id
    codes[made.id] = made.code
    VenueId.objects.create(source=desk.choices.source, value=each.identifier, venue_id=made.id)


def _clock(row: Cells, column: str) -> time | None:
    seconds = cells.maybe(row, column, parse_clock)
    return None if seconds is None else time(seconds // 3_600, seconds % 3_600 // 60)


KIND: Final = Kind(
    kind=rules.Kind.VENUES,
    required=("venue_id",),
    optional=("name", "kind", "commune", "part_of", "closes", "opens", "capacity"),
    take=take,
    batch=BATCH,
    together=True,
)
