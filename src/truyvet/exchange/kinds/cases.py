"""Cases: suspected ones, whose laboratory results wait for a second person. Confirming is never done by a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from truyvet.cases.actions import ImportedCase, NewCase, ResultEntry, add_cases
from truyvet.cases.rules import CaseDates, CaseProblemReason, ResultMethod, ResultOutcome
from truyvet.exchange import rules
from truyvet.exchange.kinds import cell_parsers
from truyvet.exchange.kinds.batch import BatchOutcome, ImportContext, ImportRow, TableKind, parse_rows
from truyvet.exchange.kinds.cell_parsers import BadCell, Cells
from truyvet.exchange.reject_reasons import (
    ALREADY_OPEN,
    EMPTY_WINDOW,
    EVENT_CONFLICT,
    HALF_A_WINDOW,
    IN_THE_FUTURE,
    NO_DATES,
    NO_OUTCOME,
    NO_REFERENCE,
    NOT_ACCEPTED,
    OUT_OF_RANGE,
    TOO_LONG_TEXT,
    UNKNOWN_PERSON,
)
from truyvet.isolation.actions import ImportedIsolation, add_isolations
from truyvet.isolation.rules import IsolationEntry, IsolationPlace, moment_problem
from truyvet.tabular import ReasonTemplate
from truyvet.tabular.reasons import EMPTY

OUTCOMES: Final = {word.value: word for word in ResultOutcome}
METHODS: Final = {word.value: word for word in ResultMethod}
PLACES: Final = {word.value: word for word in IsolationPlace}
DATE_COLUMNS: Final = ("onset", "sample", "infectious_from", "infectious_until", "isolated_at")
REFUSALS: Final[Mapping[CaseProblemReason, tuple[str, ReasonTemplate]]] = {
    CaseProblemReason.IN_THE_FUTURE: ("", IN_THE_FUTURE),
    CaseProblemReason.OUT_OF_RANGE: ("", OUT_OF_RANGE),
    CaseProblemReason.HALF_A_WINDOW: ("infectious_until", HALF_A_WINDOW),
    CaseProblemReason.EMPTY_WINDOW: ("infectious_until", EMPTY_WINDOW),
    CaseProblemReason.ALREADY_OPEN: ("person_id", ALREADY_OPEN),
    CaseProblemReason.EVENT_CONFLICT: ("event_id", EVENT_CONFLICT),
    CaseProblemReason.UNKNOWN_PERSON: ("person_id", UNKNOWN_PERSON),
}


@dataclass(frozen=True, slots=True)
class CaseImportRow:
    """A parsed row. ``entry`` has no person yet (0)."""

    person: str
    entry: NewCase
    isolation: IsolationEntry | None


def parse_row(row: Cells, context: ImportContext) -> CaseImportRow:
    """Parses a row. Raises BadCell."""
    person = cell_parsers.parse_identifier(row, "person_id")
    at = {column: cell_parsers.parse_optional_cell(row, column, cell_parsers.parse_day_or_time) for column in DATE_COLUMNS}
    if (at["infectious_from"] is None) != (at["infectious_until"] is None):
        raise BadCell("infectious_until", HALF_A_WINDOW)
    if at["onset"] is None and at["sample"] is None and at["infectious_from"] is None:
        raise BadCell("onset", NO_DATES)
    commune = row["commune"]
    commune_id = context.commune(commune) if commune else None
    result = _result(row, at["sample"])
    place = cell_parsers.parse_choice(row, "isolation_place", PLACES, IsolationPlace.HOSPITAL)
    isolated_at = cell_parsers.to_datetime(at["isolated_at"])
    event = rules.event_id(
        rules.ImportKind.CASES, context.choices.register, row["event_id"], row["id"], person, *at.values(), commune,
        *((result.reference, result.method.value, result.outcome.value) if result else ()),
    )  # fmt: skip
    return CaseImportRow(
        person,
        NewCase(
            event_id=event,
            person_id=0,
            dates=CaseDates(
                cell_parsers.to_datetime(at["onset"]),
                cell_parsers.to_datetime(at["sample"]),
                cell_parsers.to_datetime(at["infectious_from"]),
                cell_parsers.to_datetime(at["infectious_until"]),
            ),
            reported_commune_id=commune_id,
            result=result,
            attached=(place.value, isolated_at) if isolated_at else (),
        ),
        IsolationEntry(place, isolated_at) if isolated_at else None,
    )


def _result(row: Cells, sample: int | None) -> ResultEntry | None:
    """The laboratory's result, where the row has its reference."""
    outcome = cell_parsers.parse_choice(row, "outcome", OUTCOMES, None)
    method = cell_parsers.parse_choice(row, "method", METHODS, ResultMethod.OTHER)
    reference = row["reference"].strip()
    if not reference:
        if outcome is not None:
            raise BadCell("reference", NO_REFERENCE)
        return None
    if outcome is None:
        raise BadCell("outcome", NO_OUTCOME)
    if len(reference) > 64:
        raise BadCell("reference", TOO_LONG_TEXT)
    sampled_at = cell_parsers.to_datetime(sample)
    if sampled_at is None:
        raise BadCell("sample", EMPTY)
    return ResultEntry(reference, method, outcome, sampled_at)


def import_rows(lines: Sequence[ImportRow], context: ImportContext) -> BatchOutcome:
    """Imports a batch of cases."""
    outcome = BatchOutcome()
    read = parse_rows(lines, context, outcome, lambda cells: parse_row(cells, context))
    persons = context.persons_or_new({each.person for _, each in read}, outcome)
    known: list[tuple[ImportRow, NewCase, IsolationEntry | None]] = []
    for line, each in read:
        problem = moment_problem(each.isolation.starts_at, context.now) if each.isolation else ""
        if each.person not in persons:
            outcome.reject(line, "person_id", context.unknown_person(each.person))
        elif problem:
            outcome.reject(line, *REFUSALS[CaseProblemReason(problem)])
        else:
            known.append((line, replace(each.entry, person_id=persons[each.person]), each.isolation))
    counted = add_cases(
        by=context.by,
        now=context.now,
        scope=context.scope,
        lines=(ImportedCase(entry, opened_at=context.now, first=context.choices.staff) for _, entry, _ in known),
    )
    isolations = [ImportedIsolation(counted.codes[row], entry) for row, (_, _, entry) in enumerate(known) if entry and row in counted.codes]
    if isolations:
        add_isolations(by=context.by, now=context.now, scope=context.scope, lines=isolations)
    outcome.accepted += counted.accepted
    outcome.duplicate += counted.duplicate
    for place, refusal in counted.rejects:
        outcome.reject(known[place][0], *REFUSALS.get(refusal, ("", NOT_ACCEPTED)))
    return outcome


KIND: Final = TableKind(
    kind=rules.ImportKind.CASES,
    required=("person_id",),
    optional=(
        *DATE_COLUMNS,
        *("isolation_place", "reference", "outcome", "method", "commune", "event_id", "id"),
    ),
    take=import_rows,
    dry_run_is_one_transaction=True,
    days=DATE_COLUMNS,
    recent=DATE_COLUMNS,
    words={"outcome": OUTCOMES, "method": METHODS, "isolation_place": PLACES, "commune": ()},
)
