"""Persons, and who lives with whom. ``truyvet trace --people`` needs person_id and commune only; so does this."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, TypeAlias

from truyvet.core.change_number import watermark
from truyvet.core.local_day import LocalDay
from truyvet.core.text_folding import fold
from truyvet.exchange import rules
from truyvet.exchange.kinds import cell_parsers
from truyvet.exchange.kinds.batch import BatchOutcome, ImportContext, ImportRow, LikelyRow, TableKind, parse_rows
from truyvet.exchange.kinds.cell_parsers import BadCell, Cells
from truyvet.exchange.models import HouseholdId
from truyvet.exchange.reject_reasons import (
    BAD_CHOICE,
    BAD_ID,
    EVENT_CONFLICT,
    ID_IN_FILE,
    ID_IN_REGISTER,
    NOT_A_PHONE,
    NOT_ACCEPTED,
    OUT_OF_RANGE,
    TOO_LONG_TEXT,
    TWO_PERSONS,
)
from truyvet.people import actions as people_actions
from truyvet.people import queries as people
from truyvet.people.rules.identifiers import IdentifierKind
from truyvet.people.rules.names import UNKNOWN_NAME
from truyvet.people.rules.person_entry import GENDERS
from truyvet.people.values import NewPerson, PersonConflict
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


HouseholdLabel: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True, repr=False)
class PersonImportRow:
    """A parsed row. ``household`` is (commune, label) of the file's register: each commune counts its own from 1; None for none."""

    identifier: str
    household: HouseholdLabel | None
    person: NewPerson

    @property
    def fingerprint(self) -> bytes:
        """Returns bytes that tell two different rows of one dry run apart."""
        one = self.person
        return cell_parsers.row_fingerprint(fold(one.name), one.birth_year, one.gender, one.commune_id, fold(one.address), one.phones)

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
    commune_id = context.commune(commune) if commune else None
    household = row["household"].strip()
    if len(household) > 64:
        raise BadCell("household", TOO_LONG_TEXT)
    cell_parsers.refuse_legacy_text(row, "name", "address")
    event_key = row["event_id"] or (row["id"] if rules.as_uuid(row["id"]) else "")
    person = NewPerson(
        name=cell_parsers.parse_name(row, "name") or UNKNOWN_NAME,
        birth_year=cell_parsers.parse_whole_number(row, "birth_year", 1880, 2200),
        gender=row["gender"],
        commune_id=commune_id,
        address=row["address"],
        phones=tuple(number for number in row["phone"].split(";") if number.strip()),
        identifiers=((IdentifierKind.EXTERNAL, context.key(identifier)),),
        household=f"{commune}:{household}" if household else "",
        # Without an id of its own a row is identified by its person, whose id is kept for as long as the person.
        event_id=rules.event_id(rules.ImportKind.PEOPLE, context.choices.register, event_key, "") if event_key else None,
    )
    return PersonImportRow(identifier, (commune, household) if household else None, person)


def import_rows(lines: Sequence[ImportRow], context: ImportContext) -> BatchOutcome:
    """Imports a batch of persons. Somebody who is known is a duplicate and is not changed; with other content it is a conflict."""
    outcome = BatchOutcome()
    read = parse_rows(
        lines, context, outcome, lambda cells: parse_row(cells, context), lambda row: (row.identifier.encode(), row.fingerprint),
        ("person_id", ID_IN_FILE),
    )  # fmt: skip
    labels = {each.household[1] for _, each in read if each.household}
    homes = HouseholdId.objects.filter(source=context.choices.register, value__in=labels)
    home_codes: dict[HouseholdLabel, str] = {
        (commune, label): code for commune, label, code in homes.values_list("commune", "value", "household__code")
    }
    before = context.persons({each.identifier for _, each in read})
    mark = watermark()
    since = _lived_since(context)
    added = people_actions.add_people(
        by=context.by,
        now=context.now,
        people=[each.without_household() if each.household in home_codes else each.person for _, each in read],
        source=context.choices.register,
        lived_since=since,
    )
    outcome.accepted += added.accepted
    outcome.duplicate += added.duplicate
    for place, reason in added.rejects:
        if place in added.conflicts:
            _reject_conflict(outcome, read[place][0], added.conflicts[place], [line.number for line, _ in read])
            continue
        field, _, word = reason.partition(":")
        outcome.reject(read[place][0], COLUMNS.get(field, field), REJECT_REASONS.get(word, NOT_ACCEPTED))
    new: dict[int, HouseholdLabel] = {}
    for (_, each), person in zip(read, added.ids, strict=True):
        if person is not None and each.household and each.identifier not in before:
            new.setdefault(person, each.household)
    _remember_homes(context, new, home_codes, mark)
    _join_homes(context, new, home_codes, since)
    _find_likely(
        context,
        outcome,
        {
            person: line.number
            for (line, each), person in zip(read, added.ids, strict=True)
            if person is not None and each.identifier not in before
        },
    )
    if context.memory is not None:
        accepted = (each for (_, each), person in zip(read, added.ids, strict=True) if person is not None)
        context.memory.add((each.identifier.encode(), each.fingerprint) for each in accepted)
    return outcome


def _find_likely(context: ImportContext, outcome: BatchOutcome, new: Mapping[int, int]) -> None:
    """Notes which of the new persons (with their row numbers) are likely somebody who was there before this import."""
    named = "" if context.choices.register == rules.DEFAULT_SOURCE else context.choices.register
    pairs = people.likely_pairs(context.scope, new, before=context.began or context.now, register=named)
    outcome.likely += [LikelyRow(new[person], pair) for person, pair in pairs.items()]


def _reject_conflict(outcome: BatchOutcome, line: ImportRow, conflict: PersonConflict, numbers: Sequence[int]) -> None:
    """Names both rows: the other one by its number in the file, or by the person's code where the register has it; no content."""
    other, why = (conflict.code, ID_IN_REGISTER) if conflict.row is None else (str(numbers[conflict.row]), ID_IN_FILE)
    outcome.reject(line, "person_id", why, f"{other} ({', '.join(conflict.fields)})")


def _remember_homes(context: ImportContext, new: Mapping[int, HouseholdLabel], known: Mapping[HouseholdLabel, str], mark: int) -> None:
    """Note which household each new label got, so that a later batch lets others move into it."""
    labels = {person: label for person, label in new.items() if label not in known}
    if not labels:
        return
    homes: dict[HouseholdLabel, int] = {}
    for person, household, _, _, _ in people.household_rows(context.scope, mark):
        if person in labels:
            homes.setdefault(labels[person], household)
    HouseholdId.objects.bulk_create(
        HouseholdId(source=context.choices.register, commune=commune, value=label, household_id=household)
        for (commune, label), household in sorted(homes.items())
    )


def _join_homes(context: ImportContext, new: Mapping[int, HouseholdLabel], known: Mapping[HouseholdLabel, str], since: datetime) -> None:
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
    words={"gender": GENDERS, "commune": ()},
)
