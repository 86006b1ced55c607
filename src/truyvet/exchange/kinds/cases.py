"""Cases: suspected ones, whose laboratory results wait for a second person. Confirming is never done by a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from truyvet.cases.actions import CaseLine, IsolationEntry, NewCase, ResultEntry, add_cases
from truyvet.cases.rules import Dates, IsolationPlace, Method, Outcome, Reason
from truyvet.exchange import rules
from truyvet.exchange.kinds import cells
from truyvet.exchange.kinds.cells import BadCell, Cells
from truyvet.exchange.kinds.desk import Desk, Kind, Line, Taken
from truyvet.exchange.reasons import (
    ALREADY_OPEN,
    EMPTY_WINDOW,
    EVENT_CONFLICT,
    HALF_A_WINDOW,
    IN_THE_FUTURE,
    NO_DATES,
    NOT_TAKEN,
    OUT_OF_RANGE,
    TOO_LONG_TEXT,
    UNKNOWN_COMMUNE,
    UNKNOWN_PERSON,
)
from truyvet.tabular import Wording
from truyvet.tabular.reasons import EMPTY

OUTCOMES: Final = {word.value: word for word in Outcome}
METHODS: Final = {word.value: word for word in Method}
PLACES: Final = {word.value: word for word in IsolationPlace}
REFUSALS: Final[Mapping[Reason, tuple[str, Wording]]] = {
    Reason.IN_THE_FUTURE: ("", IN_THE_FUTURE),
    Reason.OUT_OF_RANGE: ("", OUT_OF_RANGE),
    Reason.HALF_A_WINDOW: ("infectious_until", HALF_A_WINDOW),
    Reason.EMPTY_WINDOW: ("infectious_until", EMPTY_WINDOW),
    Reason.ALREADY_OPEN: ("person_id", ALREADY_OPEN),
    Reason.EVENT_CONFLICT: ("event_id", EVENT_CONFLICT),
    Reason.UNKNOWN_PERSON: ("person_id", UNKNOWN_PERSON),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A row as read. ``entry`` has no person yet (0)."""

    person: str
    entry: NewCase


def told(row: Cells, desk: Desk) -> Told:
    """The row, or BadCell."""
    person = cells.identifier(row, "person_id")
    at = {
        column: cells.maybe(row, column, cells.day_or_time)
        for column in ("onset", "sample", "infectious_from", "infectious_until", "isolated_at")
    }
    if (at["infectious_from"] is None) != (at["infectious_until"] is None):
        raise BadCell("infectious_until", HALF_A_WINDOW)
    if at["onset"] is None and at["sample"] is None and at["infectious_from"] is None:
        raise BadCell("onset", NO_DATES)
    commune = row["commune"]
    if commune and commune not in desk.communes():
        raise BadCell("commune", UNKNOWN_COMMUNE)
    result = _result(row, at["sample"])
    place = cells.choice(row, "isolation_place", PLACES, IsolationPlace.HOSPITAL)
    apart = cells.moment(at["isolated_at"])
    event = rules.event_id(
        rules.Kind.CASES, desk.choices.source, row["event_id"], row["id"], person, *at.values(), commune,
        *((result.reference, result.method.value, result.outcome.value) if result else ()),
    )  # fmt: skip
    return Told(
        person,
        NewCase(
            event_id=event,
            person_id=0,
            dates=Dates(
                cells.moment(at["onset"]),
                cells.moment(at["sample"]),
                cells.moment(at["infectious_from"]),
                cells.moment(at["infectious_until"]),
            ),
            reported_commune_id=desk.communes()[commune] if commune else None,
            result=result,
            isolation=IsolationEntry(place, apart) if apart else None,
        ),
    )


def _result(row: Cells, sample: int | None) -> ResultEntry | None:
    """The laboratory's result, where the row has its reference."""
    outcome = cells.choice(row, "outcome", OUTCOMES, Outcome.POSITIVE)
    method = cells.choice(row, "method", METHODS, Method.OTHER)
    reference = row["reference"].strip()
    if not reference:
        return None
    if len(reference) > 64:
        raise BadCell("reference", TOO_LONG_TEXT)
    sampled_at = cells.moment(sample)
    if sampled_at is None:
        raise BadCell("sample", EMPTY)
    return ResultEntry(reference, method, outcome, sampled_at)


def take(lines: Sequence[Line], desk: Desk) -> Taken:
    """Bring a batch of cases in."""
    taken = Taken()
    read: list[tuple[Line, Told]] = []
    for line in lines:
        try:
            read.append((line, told(line.cells, desk)))
        except BadCell as bad:
            taken.reject(line, bad.column, bad.reason)
    persons = desk.persons_or_new({each.person for _, each in read}, taken)
    known: list[tuple[Line, NewCase]] = []
    for line, each in read:
        if each.person in persons:
            known.append((line, replace(each.entry, person_id=persons[each.person])))
        else:
            taken.reject(line, "person_id", UNKNOWN_PERSON)
    counted = add_cases(
        by=desk.by,
        now=desk.now,
        scope=desk.scope,
        lines=(CaseLine(entry, opened_at=desk.now, first=desk.choices.staff) for _, entry in known),
    )
    taken.accepted += counted.accepted
    taken.duplicate += counted.duplicate
    for place, refusal in counted.rejects:
        taken.reject(known[place][0], *REFUSALS.get(refusal, ("", NOT_TAKEN)))
    return taken


KIND: Final = Kind(
    kind=rules.Kind.CASES,
    required=("person_id",),
    optional=(
        *("onset", "sample", "infectious_from", "infectious_until", "isolated_at", "isolation_place"),
        *("reference", "outcome", "method", "commune", "event_id", "id"),
    ),
    take=take,
    together=True,
)
