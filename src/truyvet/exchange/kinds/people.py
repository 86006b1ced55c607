"""Persons, and who lives with whom. ``truyvet trace --people`` needs person_id and commune only; so does this."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from truyvet.audit.changes import watermark
from truyvet.exchange import rules
from truyvet.exchange.kinds import cells
from truyvet.exchange.kinds.cells import BadCell, Cells
from truyvet.exchange.kinds.desk import UNNAMED, Desk, Kind, Line, Taken
from truyvet.exchange.models import HouseholdId
from truyvet.exchange.reasons import (
    BAD_CHOICE,
    BAD_ID,
    EVENT_CONFLICT,
    NOT_A_PHONE,
    NOT_TAKEN,
    OUT_OF_RANGE,
    TOO_LONG_TEXT,
    TWO_PERSONS,
    UNKNOWN_COMMUNE,
)
from truyvet.people import actions as people_actions
from truyvet.people import queries as people
from truyvet.people.rules.identifiers import IdentifierKind
from truyvet.people.values import NewPerson
from truyvet.tabular import Wording, local_midnight
from truyvet.tabular.reasons import EMPTY
from truyvet.web.clock import local_day

BATCH: Final = 2_000
LIVED_DAYS: Final = 21
"""Whoever is listed as one household today has lived together for as long as visits are kept, unless said otherwise:
a membership that began with the import would hide the household contacts of everybody who is ill now."""
COLUMNS: Final = {"phones": "phone", "identifiers": "person_id"}
WORDS: Final[Mapping[str, Wording]] = {
    "empty": EMPTY, "too_long": TOO_LONG_TEXT, "out_of_range": OUT_OF_RANGE, "unknown": BAD_CHOICE,
    "not_a_phone": NOT_A_PHONE, "not_external": BAD_ID, "two_persons": TWO_PERSONS, "conflict": EVENT_CONFLICT,
}  # fmt: skip


@dataclass(frozen=True, slots=True, repr=False)
class Told:
    """A row as read. ``household`` is a label of the file's register, "" for none."""

    identifier: str
    household: str
    person: NewPerson

    def without_household(self) -> NewPerson:
        """The person, whose household is known and entered apart."""
        one = self.person
        return NewPerson(
            one.name, one.birth_year, one.gender, one.commune_id, one.address, one.phones, one.identifiers,
            event_id=one.event_id,
        )  # fmt: skip


def told(row: Cells, desk: Desk) -> Told:
    """The row, or BadCell."""
    identifier = cells.identifier(row, "person_id")
    commune = row["commune"]
    if commune and commune not in desk.communes():
        raise BadCell("commune", UNKNOWN_COMMUNE)
    household = row["household"].strip()
    if len(household) > 64:
        raise BadCell("household", TOO_LONG_TEXT)
    given = row["event_id"] or (row["id"] if rules.as_uuid(row["id"]) else "")
    person = NewPerson(
        name=row["name"].strip() or UNNAMED,
        birth_year=cells.whole(row, "birth_year", 1880, 2200),
        gender=row["gender"],
        commune_id=desk.communes()[commune] if commune else None,
        address=row["address"],
        phones=tuple(number for number in row["phone"].split(";") if number.strip()),
        identifiers=((IdentifierKind.EXTERNAL, desk.key(identifier)),),
        household=household,
        # Without an id of its own a row is known by whom it speaks of, which is kept for as long as the person.
        event_id=rules.event_id(rules.Kind.PEOPLE, desk.choices.source, given, "") if given else None,
    )
    return Told(identifier, household, person)


def take(lines: Sequence[Line], desk: Desk) -> Taken:
    """Bring a batch of persons in. Somebody who is known is a duplicate and is not changed."""
    taken = Taken()
    read = _read(lines, desk, taken)
    labels = {each.household for _, each in read if each.household}
    homes = HouseholdId.objects.filter(source=desk.choices.source, value__in=labels)
    home_codes: dict[str, str] = dict(homes.values_list("value", "household__code"))
    before = desk.persons({each.identifier for _, each in read})
    mark = watermark()
    since = _lived_since(desk)
    added = people_actions.add_people(
        by=desk.by,
        now=desk.now,
        people=[each.without_household() if each.household in home_codes else each.person for _, each in read],
        source=desk.choices.source,
        lived_since=since,
    )
    taken.accepted += added.accepted
    taken.duplicate += added.duplicate
    for place, reason in added.rejects:
        field, _, word = reason.partition(":")
        taken.reject(read[place][0], COLUMNS.get(field, field), WORDS.get(word, NOT_TAKEN))
    new: dict[int, str] = {}
    for (_, each), person in zip(read, added.ids, strict=True):
        if person is not None and each.household and each.identifier not in before:
            new.setdefault(person, each.household)
    _remember_homes(desk, new, home_codes, mark)
    _join_homes(desk, new, home_codes, since)
    if desk.notes is not None:
        kept = (each for (_, each), person in zip(read, added.ids, strict=True) if person is not None)
        desk.notes.add((each.identifier.encode(), b"") for each in kept)
    return taken


def _read(lines: Sequence[Line], desk: Desk, taken: Taken) -> list[tuple[Line, Told]]:
    read: list[tuple[Line, Told]] = []
    for line in lines:
        try:
            each = told(line.cells, desk)
        except BadCell as bad:
            taken.reject(line, bad.column, bad.reason)
            continue
        if desk.notes is None or desk.fresh(line, each.identifier.encode(), b"", taken, EVENT_CONFLICT):
            read.append((line, each))
    return read


def _remember_homes(desk: Desk, new: Mapping[int, str], known: Mapping[str, str], mark: int) -> None:
    """Note which household each new label got, so that a later batch lets others move into it."""
    labels = {person: label for person, label in new.items() if label not in known}
    if not labels:
        return
    homes: dict[str, int] = {}
    for person, household, _, _, _ in people.household_rows(desk.scope, mark):
        if person in labels:
            homes.setdefault(labels[person], household)
    HouseholdId.objects.bulk_create(
        HouseholdId(source=desk.choices.source, value=label, household_id=household) for label, household in sorted(homes.items())
    )


def _join_homes(desk: Desk, new: Mapping[int, str], known: Mapping[str, str], since: datetime) -> None:
    """Let the new persons of a household that an earlier batch began move into it: those at a batch's edge."""
    joining = {person: label for person, label in new.items() if label in known}
    shown = people.shown(desk.scope, joining)
    for person, label in joining.items():
        people_actions.set_household(
            by=desk.by, now=desk.now, scope=desk.scope, person_code=shown[person].code,
            household_code=known[label], since=since,
        )  # fmt: skip


def _lived_since(desk: Desk) -> datetime:
    told_since = desk.choices.lived_since
    if told_since is None:
        told_since = local_midnight(local_day(desk.now) - timedelta(days=LIVED_DAYS))
    return datetime.fromtimestamp(told_since, UTC)


KIND: Final = Kind(
    kind=rules.Kind.PEOPLE,
    required=("person_id",),
    optional=("name", "birth_year", "gender", "phone", "commune", "address", "household", "event_id", "id"),
    take=take,
    batch=BATCH,
)
