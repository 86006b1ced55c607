"""The examples as rows of the house, and the answer of a run over them: what the rooms keep, as the command would write it.

Some things that a file may say no table can hold; such an example raises ``Inexpressible`` with its reason.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, TypeAlias

from django.db import transaction

from truyvet.cases.models import Case
from truyvet.cases.rules import CaseState
from truyvet.core.change_number import next_change
from truyvet.devices.models import Encounter
from truyvet.investigations.answer_rows import AnswerRows
from truyvet.investigations.jobs.trace_runs import answer_run
from truyvet.investigations.models import Interview, NamedContact, Run
from truyvet.isolation.models import Isolation
from truyvet.people.models import Household, HouseholdMember, Person
from truyvet.places.models import Unit
from truyvet.tabular import Cell, iso_utc
from truyvet.tracing.answer import GROUP, KINDS, VISIT
from truyvet.tracing.contact_definition import ContactDefinition
from truyvet.tracing.output_tables import CONTACTS, EVIDENCE, LINKS, via_text
from truyvet.tracing.records import MISSING, Ints, RecordLabels, TraceRecords
from truyvet.venues.models import Group, Roster, Venue, Visit
from truyvet.venues.rules.venue_kinds import ASSURANCES, GROUP_KINDS, KIND_CODES

DAY_S: Final = 86_400
KEPT_DAYS: Final = 20
FOREVER: Final = date(2100, 1, 1)
ASSURANCE_WORDS: Final = tuple(each.value for each in ASSURANCES)
GROUP_WORDS: Final = tuple(each.value for each in GROUP_KINDS)
BODY: Final = bytes(32)


class Inexpressible(Exception):
    """No row of the house can say this."""


Kept: TypeAlias = tuple[dict[str, tuple[tuple[str, ...], list[tuple[Cell, ...]]]], dict[str, int | None]]
"""The tables of an answer by name (columns, rows), and its figures."""


@dataclass(slots=True)
class Written:
    """The rows of one example, by their numbers in the files."""

    persons: list[Person] = field(default_factory=list)
    venues: list[Venue] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)


def answer_through_database(records: TraceRecords, labels: RecordLabels, meaning: ContactDefinition, as_of: int) -> Kept:
    """Returns the tables of the answer by name, and its figures. Raises Inexpressible."""
    with transaction.atomic():
        written = _write(records, labels)
    first = min([as_of, *_list(records.visits, "check_in")])
    now = datetime.fromtimestamp(first, UTC) + timedelta(days=KEPT_DAYS - 1)
    run = Run.objects.create(
        code="TV-SPEC", event_id=uuid.uuid4(), body_hash=BODY, case=written.cases[0], codes=[case.code for case in written.cases],
        definition_name=meaning.name, definition=meaning.as_values(), as_of=as_of, purpose="spec", created_at=now,
    )  # fmt: skip
    return _tables(answer_run(run, now), written, labels)


def _write(records: TraceRecords, labels: RecordLabels) -> Written:
    made, change = Written(), next_change()
    units = {number: _unit(number) for number in sorted(set(_column(records.commune)) - {MISSING})}
    home = _unit(99)
    made.persons = Person.objects.bulk_create(
        Person(
            code=f"P{number:07}", name=text, folded=text, created_at=_at(0), delete_on=FOREVER, change=change,
            commune=units.get(_column(records.commune)[number]) if records.commune is not None else None,
        )
        for number, text in enumerate(labels.persons)
    )  # fmt: skip
    _venues(made, records, labels, home, change)
    person = made.persons
    for row in _rows(records.visits, "person", "venue", "check_in", "check_out", "assurance"):
        who, where, check_in, check_out, assurance = row
        word = MISSING if assurance == MISSING else _place(ASSURANCE_WORDS, records.assurances[assurance])
        Visit.objects.create(
            event_id=uuid.uuid4(), body_hash=BODY, person=person[who], venue=made.venues[where], check_in=check_in,
            check_out=None if check_out == MISSING else check_out, assurance=word, source="gate", change=change, delete_on=FOREVER,
        )  # fmt: skip
    for a, b, start, seconds, distance, probability in _rows(
        records.encounters, "person_a", "person_b", "start", "seconds", "distance_um", "probability_ppb"
    ):
        Encounter.objects.create(
            event_id=uuid.uuid4(), body_hash=BODY, person_a=person[a], person_b=person[b], start=start, seconds=seconds,
            distance_mm=_thousandth(distance), probability_ppm=_thousandth(probability), change=change, delete_on=FOREVER,
        )  # fmt: skip
    _groups(made, records, labels, change)
    made.cases = [
        Case.objects.create(
            code=f"CA-{number}", event_id=uuid.uuid4(), body_hash=BODY, person=person[who], state=CaseState.CONFIRMED.value,
            created_at=_at(number), infectious_from=_known(start), infectious_until=_known(end), onset_at=_known(onset),
            sample_at=_known(sample),
        )
        for number, (who, start, end, onset, sample) in enumerate(
            _windows(records), start=1
        )
    ]  # fmt: skip
    for who, at in _rows(records.isolations, "person", "isolated_at"):
        Isolation.objects.create(person=person[who], starts_at=_at(at), ends_at=_at(at + 60), place="home")
    for source, contact, last_contact in _rows(records.named, "source", "contact", "last_contact"):
        event = uuid.uuid4()
        interview = Interview.objects.create(
            event_id=event, document=event, body_hash=BODY, case=made.cases[0], person=person[source], at=_at(0)
        )
        NamedContact.objects.create(interview=interview, source=person[source], contact=person[contact], last_contact=last_contact)
    return made


def _windows(records: TraceRecords) -> list[tuple[int, ...]]:
    rows = list(_rows(records.cases, "person", "infectious_from", "infectious_until", "onset", "sample"))
    for _, start, end, *_ in rows:
        if (start == MISSING) != (end == MISSING) or (start != MISSING and start >= end):
            raise Inexpressible("a case has a whole window or none")
    return rows


def _venues(made: Written, records: TraceRecords, labels: RecordLabels, home: Unit, change: int) -> None:
    for number, text in enumerate(labels.venues):
        kind, closes = int(records.venues.kind[number]), int(records.venues.closes[number])
        word = "other" if kind == MISSING else records.venue_kinds[kind]
        if word not in KIND_CODES:
            raise Inexpressible(f"no venue has the kind {word}")
        shut = None if closes == MISSING else (datetime.combine(FOREVER, time()) + timedelta(seconds=closes)).time()
        made.venues.append(
            Venue.objects.create(
                code=f"DD-{number}", event_id=uuid.uuid4(), body_hash=BODY, name=text, folded=text, kind=word, unit=home, closes=shut,
                created_at=_at(0), change=change,
            )
        )  # fmt: skip
    for number, part_of in enumerate(records.venues.part_of.tolist()):
        if part_of != MISSING:
            Venue.objects.filter(pk=made.venues[number].pk).update(part_of=made.venues[part_of])


def _groups(made: Written, records: TraceRecords, labels: RecordLabels, change: int) -> None:
    groups: dict[int, Group | Household] = {}
    kinds: dict[int, str] = {}
    for who, number, kind, start, end in _rows(records.groups, "person", "group", "kind", "start", "end"):
        word = "other" if kind == MISSING else records.group_kinds[kind]
        if kinds.setdefault(number, word) != word:
            raise Inexpressible("a group has one kind")
        until = None if end == MISSING else end
        if until is not None and until < start:
            raise Inexpressible("a membership does not end before it began")
        if word == "household":
            if number not in groups:
                groups[number] = Household.objects.create(code=f"H{number}", created_at=_at(0))
            HouseholdMember.objects.create(
                household=groups[number], person=made.persons[who], valid_from=_at(start), valid_until=_known(end), change=change
            )
            continue
        if word not in GROUP_WORDS:
            raise Inexpressible(f"no roster has the kind {word}")
        if number not in groups:
            groups[number] = Group.objects.create(code=f"G{number}", kind=word)
        Roster.objects.create(group=groups[number], person=made.persons[who], valid_from=start, valid_until=until, change=change)


def _unit(number: int) -> Unit:
    text = f"{number:05}"
    return Unit.objects.create(
        edition="2021", code=text, level="commune", kind="commune", name=text, name_en=text, folded=text, path=f"24/222/{text}/",
        valid_from=date(2000, 1, 1),
    )  # fmt: skip


def _tables(made: AnswerRows, written: Written, labels: RecordLabels) -> Kept:
    person = {row.pk: labels.persons[number] for number, row in enumerate(written.persons)}
    venue = {row.pk: labels.venues[number] for number, row in enumerate(written.venues)}
    contacts: list[tuple[Cell, ...]] = [
        (person[row.person_id], row.generation, iso_utc(row.first), iso_utc(row.last), row.exposures, row.seconds, via_text(row.via),
         f"{row.score:.9f}")
        for row in made.contacts
    ]  # fmt: skip
    evidence: list[tuple[Cell, ...]] = []
    links: list[tuple[Cell, ...]] = []
    for row in made.exposures:
        place = venue[row.place] if row.kind == VISIT else ""
        who, source = person[row.person_id], person[row.source_id]
        if row.is_link:
            links.append((source, who, KINDS[row.kind], place, iso_utc(row.start), row.seconds))
        else:
            word = "" if row.assurance == MISSING or row.kind == GROUP else ASSURANCE_WORDS[row.assurance]
            evidence.append((who, source, KINDS[row.kind], place, iso_utc(row.start), iso_utc(row.end), row.seconds, word))
    return {"contacts": (CONTACTS, contacts), "evidence": (EVIDENCE, evidence), "links": (LINKS, links)}, made.figures


def _rows(table: object, *names: str) -> list[tuple[int, ...]]:
    return [] if table is None else list(zip(*(getattr(table, name).tolist() for name in names), strict=True))


def _list(table: object, name: str) -> list[int]:
    return [] if table is None else list(getattr(table, name).tolist())


def _column(values: Ints | None) -> list[int]:
    return [] if values is None else [int(value) for value in values]


def _place(words: tuple[str, ...], word: str) -> int:
    if word not in words:
        raise Inexpressible(f"no visit has the assurance {word}")
    return words.index(word)


def _thousandth(value: int) -> int | None:
    if value == MISSING:
        return None
    if value % 1_000:
        raise Inexpressible("distances are kept in whole millimetres, probabilities in parts per million")
    return value // 1_000


def _at(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)


def _known(second: int) -> datetime | None:
    return None if second == MISSING else _at(second)
