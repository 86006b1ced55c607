"""Persons, and who lives with whom. ``truyvet trace --people`` needs person_id and commune only; so does this."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from truyvet.core.change_number import watermark
from truyvet.core.local_day import LocalDay
from truyvet.exchange import rules
from truyvet.exchange.kinds import cell_parsers
from truyvet.exchange.kinds.batch import UNKNOWN_NAME, BatchOutcome, ImportContext, ImportRow, TableKind, parse_rows
from truyvet.exchange.kinds.cell_parsers import BadCell, Cells
from truyvet.exchange.models import HouseholdId
from truyvet.exchange.reject_reasons import (
    BAD_CHOICE,
    BAD_ID,
    EVENT_CONFLICT,
    NOT_A_PHONE,
    NOT_ACCEPTED,
    OUT_OF_RANGE,
    TOO_LONG_TEXT,
    TWO_PERSONS,
    UNKNOWN_COMMUNE,
)
from truyvet.people import actions as people_actions
from truyvet.people import queries as people
from truyvet.people.rules.identifiers import IdentifierKind
from truyvet.people.values import NewPerson
from truyvet.tabular import ReasonTemplate, local_midnight
from truyvet.tabular.reasons import EMPTY

ROWS_PER_BATCH: Final = 2_000
DEFAULT_HOUSEHOLD_AGE_DAYS: Final = 21
"""Whoever is listed as one household today has lived together for as long as visits are kept, unless said otherwise:
a membership that began with the import would hide the household contacts of everybody who is ill now."""
COLUMNS: Final = {"phones": "phone", "identifiers": "person_id"}
REJECT_REASONS: Final[Mapping[str, ReasonTemplate]] = {
    "empty": EMPTY, "too_long": TOO_LONG_TEXT, "out_of_range": OUT_OF_RANGE, "unknown": BAD_CHOICE,
    "not_a_phone": NOT_A_PHONE, "not_external": BAD_ID, "two_persons": TWO_PERSONS, "conflict": EVENT_CONFLICT,
}  # fmt: skip


@dataclass(frozen=True, slots=True, repr=False)
class PersonImportRow:
    """A parsed row. ``household`` is a label of the file's register, "" for none."""

    identifier: str
    household: str
    person: NewPerson

    def without_household(self) -> NewPerson:
        """Returns the person without the household, which exists already and is joined afterwards."""
        one = self.person
        return NewPerson(
            one.name, one.birth_year, one.gender, one.commune_id, one.address, one.phones, one.identifiers,
            event_id=one.event_id,
        )  # fmt: skip


def parse_row(row: Cells, context: ImportContext) -> PersonImportRow:
    """Parses a row. Raises BadCell."""
    identifier = cell_parsers.parse_identifier(row, "person_id")
    commune = row["commune"]
    if commune and commune not in context.communes():
        raise BadCell("commune", UNKNOWN_COMMUNE)
    household = row["household"].strip()
    if len(household) > 64:
        raise BadCell("household", TOO_LONG_TEXT)
    event_key = row["event_id"] or (row["id"] if rules.as_uuid(row["id"]) else "")
    person = NewPerson(
        name=row["name"].strip() or UNKNOWN_NAME,
        birth_year=cell_parsers.parse_whole_number(row, "birth_year", 1880, 2200),
        gender=row["gender"],
        commune_id=context.communes()[commune] if commune else None,
        address=row["address"],
        phones=tuple(number for number in row["phone"].split(";") if number.strip()),
        identifiers=((IdentifierKind.EXTERNAL, context.key(identifier)),),
        household=household,
        # Without an id of its own a row is identified by its person, whose id is kept for as long as the person.
        event_id=rules.event_id(rules.ImportKind.PEOPLE, context.choices.source, event_key, "") if event_key else None,
    )
    return PersonImportRow(identifier, household, person)


def import_rows(lines: Sequence[ImportRow], context: ImportContext) -> BatchOutcome:
    """Imports a batch of persons. Somebody who is known is a duplicate and is not changed."""
    outcome = BatchOutcome()
    read = parse_rows(lines, context, outcome, lambda cells: parse_row(cells, context), lambda row: (row.identifier.encode(), b""))
    labels = {each.household for _, each in read if each.household}
    homes = HouseholdId.objects.filter(source=context.choices.source, value__in=labels)
    home_codes: dict[str, str] = dict(homes.values_list("value", "household__code"))
    before = context.persons({each.identifier for _, each in read})
    mark = watermark()
    since = _lived_since(context)
    added = people_actions.add_people(
        by=context.by,
        now=context.now,
        people=[each.without_household() if each.household in home_codes else each.person for _, each in read],
        source=context.choices.source,
        lived_since=since,
    )
    outcome.accepted += added.accepted
    outcome.duplicate += added.duplicate
    for place, reason in added.rejects:
        field, _, word = reason.partition(":")
        outcome.reject(read[place][0], COLUMNS.get(field, field), REJECT_REASONS.get(word, NOT_ACCEPTED))
    new: dict[int, str] = {}
    for (_, each), person in zip(read, added.ids, strict=True):
        if person is not None and each.household and each.identifier not in before:
            new.setdefault(person, each.household)
    _remember_homes(context, new, home_codes, mark)
    _join_homes(context, new, home_codes, since)
    if context.memory is not None:
        accepted = (each for (_, each), person in zip(read, added.ids, strict=True) if person is not None)
        context.memory.add((each.identifier.encode(), b"") for each in accepted)
    return outcome


def _remember_homes(context: ImportContext, new: Mapping[int, str], known: Mapping[str, str], mark: int) -> None:
    """Note which household each new label got, so that a later batch lets others move into it."""
    labels = {person: label for person, label in new.items() if label not in known}
    if not labels:
        return
    homes: dict[str, int] = {}
    for person, household, _, _, _ in people.household_rows(context.scope, mark):
        if person in labels:
            homes.setdefault(labels[person], household)
    HouseholdId.objects.bulk_create(
        HouseholdId(source=context.choices.source, value=label, household_id=household) for label, household in sorted(homes.items())
    )


def _join_homes(context: ImportContext, new: Mapping[int, str], known: Mapping[str, str], since: datetime) -> None:
    """Let the new persons of a household that an earlier batch began move into it: those at a batch's edge."""
    joining = {person: label for person, label in new.items() if label in known}
    shown = people.masked_persons(context.scope, joining)
    for person, label in joining.items():
        people_actions.set_household(
            by=context.by, now=context.now, scope=context.scope, person_code=shown[person].code,
            household_code=known[label], since=since,
        )  # fmt: skip


def _lived_since(context: ImportContext) -> datetime:
    told_since = context.choices.lived_since
    if told_since is None:
        told_since = local_midnight(LocalDay.of(context.now) - timedelta(days=DEFAULT_HOUSEHOLD_AGE_DAYS))
    return datetime.fromtimestamp(told_since, UTC)


KIND: Final = TableKind(
    kind=rules.ImportKind.PEOPLE,
    required=("person_id",),
    optional=("name", "birth_year", "gender", "phone", "commune", "address", "household", "event_id", "id"),
    take=import_rows,
    batch=ROWS_PER_BATCH,
)
