"""Rosters of the groups that must take part. A list waits at its group until somebody has seen what it changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from truyvet.core.local_day import LocalDay
from truyvet.exchange import rules
from truyvet.exchange.kinds import cell_parsers
from truyvet.exchange.kinds.batch import BatchOutcome, ImportContext, ImportRow, TableKind
from truyvet.exchange.kinds.cell_parsers import BadCell, Cells
from truyvet.exchange.reject_reasons import ID_IN_FILE, NOT_A_PHONE, NOT_A_UNIT, NOT_AN_IDENTITY, TOO_LONG_TEXT
from truyvet.groups.actions.roster_rows import LineOutcome, MemberLine, keep_roster_rows
from truyvet.groups.rules.roster_difference import RosterEntry
from truyvet.groups.rules.roster_kinds import POSITIONS, ROSTER_KINDS, RosterKind
from truyvet.people.rules.phones import PhoneInvalid, normalise
from truyvet.places.queries import units_by_code
from truyvet.tabular.reasons import EMPTY

MAX_GROUP_LETTERS: Final = 120
MAX_POSITION_LETTERS: Final = 40
MAX_DOCUMENT_LETTERS: Final = 16
YES_NO: Final = {"yes": True, "no": False}
KIND_WORDS: Final = {kind.value: kind for kind in ROSTER_KINDS}


def parse_group(row: Cells) -> tuple[RosterKind, str, str, str, str]:
    """Returns kind, unit, group, organisation and the member's id. Raises BadCell."""
    reference = cell_parsers.parse_identifier(row, "person_id")
    kind = cell_parsers.parse_choice(row, "roster_kind", KIND_WORDS, None)
    if kind is None:
        raise BadCell("roster_kind", EMPTY)
    group, organisation = " ".join(row["group"].split()), " ".join(row["organisation"].split())
    for column, text in (("group", group), ("organisation", organisation)):
        if len(text) > MAX_GROUP_LETTERS:
            raise BadCell(column, TOO_LONG_TEXT)
    if not group:
        raise BadCell("group", EMPTY)
    cell_parsers.refuse_legacy_text(row, "group", "organisation")
    unit = row["commune"] or row["unit"]
    if not unit:
        raise BadCell("unit", EMPTY)
    return kind, unit, group, organisation, reference


def parse_entry(row: Cells) -> RosterEntry:
    """Returns what the row says of the person. Raises BadCell."""
    cell_parsers.refuse_legacy_text(row, "name")
    name = cell_parsers.parse_name(row, "name")
    try:
        phone = normalise(row["phone"]) if row["phone"].strip() else ""
    except PhoneInvalid:
        raise BadCell("phone", NOT_A_PHONE) from None
    document = "".join(letter for letter in row["document"].upper() if letter.isalnum())
    if len(document) > MAX_DOCUMENT_LETTERS:
        raise BadCell("document", NOT_AN_IDENTITY)
    position = tuple(" ".join(row[column].split()) for column in POSITIONS)
    for column, text in zip(POSITIONS, position, strict=True):
        if len(text) > MAX_POSITION_LETTERS:
            raise BadCell(column, TOO_LONG_TEXT)
    since = cell_parsers.to_datetime(cell_parsers.parse_optional_cell(row, "since", cell_parsers.parse_day_or_time))
    return RosterEntry(
        name, phone, document, cell_parsers.parse_whole_number(row, "birth_year", 1880, 2200), position,
        cell_parsers.parse_choice(row, "installed", YES_NO, None), LocalDay.of(since) if since else None,
    )  # fmt: skip


def import_rows(lines: Sequence[ImportRow], context: ImportContext) -> BatchOutcome:
    """Keeps a batch of rows for their groups. A row that is rejected, but names a member, lets that member be: they have not left."""
    outcome = BatchOutcome()
    parsed: list[tuple[ImportRow, tuple[RosterKind, str, str, str, str], RosterEntry | BadCell]] = []
    for line in lines:
        try:
            cell_parsers.refuse_changed_labels(line.cells)
            group = parse_group(line.cells)
        except BadCell as bad:
            outcome.reject(line, bad.column, bad.reason, bad.detail)
            continue
        try:
            parsed.append((line, group, parse_entry(line.cells)))
        except BadCell as bad:
            parsed.append((line, group, bad))
    units = units_by_code(context.scope, {group[1] for _, group, _ in parsed}, LocalDay.of(context.now))
    kept: list[tuple[ImportRow, MemberLine, BadCell | None]] = []
    for line, (kind, code, name, organisation, reference), entry in parsed:
        unit = units.get(code)
        if unit is None:
            outcome.reject(line, "unit", NOT_A_UNIT)
            continue
        bad_cell = entry if isinstance(entry, BadCell) else None
        told = MemberLine(kind, unit.id, name, organisation, reference, None if isinstance(entry, BadCell) else entry)
        kept.append((line, told, bad_cell))
    results = keep_roster_rows(by=context.by, now=context.now, source=context.choices.register, lines=[told for _, told, _ in kept])
    for (line, _, bad_cell), result in zip(kept, results, strict=True):
        if bad_cell is not None:
            outcome.reject(line, bad_cell.column, bad_cell.reason, bad_cell.detail)
        elif result is LineOutcome.OTHER_CONTENT:
            outcome.reject(line, "person_id", ID_IN_FILE)
        elif result is LineOutcome.DUPLICATE:
            outcome.duplicate += 1
        else:
            outcome.accepted += 1
    return outcome


KIND: Final = TableKind(
    kind=rules.ImportKind.ROSTERS,
    required=("person_id", "group", "roster_kind"),
    optional=(
        "unit", "commune", "organisation", "name", "birth_year", "phone", "document", "installed", "since", *POSITIONS,
    ),
    take=import_rows,
    dry_run_is_one_transaction=True,
    moments=("since",),
    days=("since",),
    words={"roster_kind": list(KIND_WORDS), "installed": list(YES_NO), "commune": ()},
)  # fmt: skip
