"""The answer of a trace as rows that can be kept: contacts with their reason, the heaviest exposures, links, and figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from truyvet.audit.values import Scope
from truyvet.investigations.models import Run, RunContact, RunExposure
from truyvet.investigations.rules.contact_reason import ContactReason, WeighedExposure, choose_reason, heaviest_exposures
from truyvet.investigations.rules.evidence_origin import SelfReports
from truyvet.people import queries as people
from truyvet.tracing.answer import ExposureRows, TraceAnswer
from truyvet.tracing.question import EvidenceLimits
from truyvet.tracing.records import Floats, TraceRecords

MAX_CONTACTS_KEPT: Final = 20_000
"""Contacts kept in the database; the counts tell of all."""
EVIDENCE: Final = EvidenceLimits(MAX_CONTACTS_KEPT, {1: 3_000, 2: 300})
"""Contacts of each generation whose exposures are kept as evidence; others have their counts."""
MAX_OTHERS: Final = 30_000


@dataclass(frozen=True, slots=True)
class AnswerRows:
    """The rows and figures of one run's answer, ready to be stored."""

    contacts: Sequence[RunContact]
    exposures: Sequence[RunExposure]
    figures: dict[str, int | None]


def rows_of_answer(scope: Scope, run: Run, records: TraceRecords, answer: TraceAnswer, origins: SelfReports) -> AnswerRows:
    """Returns what is kept of an answer; ``records``: the small tables of its question. Reads only."""
    evidence = _by_person(answer.evidence, answer.evidence_worth, origins)
    links = _by_person(answer.links, answer.links_worth, origins)
    reasons = {person: choose_reason(rows, answer.day_zero) for person, rows in evidence.items()}
    exposures = [_exposure(run, person, row) for person, rows in evidence.items() for row in heaviest_exposures(rows)]
    exposures += [_exposure(run, person, row, is_link=True) for person, rows in links.items() for row in rows]
    return AnswerRows(_contacts(run, answer, reasons), exposures, _figures(scope, records, answer))


def _by_person(rows: ExposureRows, worth: Floats, origins: SelfReports) -> dict[int, list[WeighedExposure]]:
    """Returns the exposures by person, each with its worth and its origin."""
    found: dict[int, list[WeighedExposure]] = defaultdict(list)
    columns = (rows.person, rows.source, rows.kind, rows.venue, rows.start, rows.end, rows.seconds, rows.assurance, worth)
    for person, *values in zip(*(column.tolist() for column in columns), strict=True):
        exposure = WeighedExposure(*values)
        found[person].append(exposure._replace(origin=origins.of(person, exposure)))
    return found


def _contacts(run: Run, answer: TraceAnswer, reasons: dict[int, ContactReason]) -> list[RunContact]:
    made = []
    names = ("person", "generation", "first", "last", "exposures", "seconds", "via", "score")
    columns = (getattr(answer.contacts, name)[:MAX_CONTACTS_KEPT].tolist() for name in names)
    for rank, (person, *values) in enumerate(zip(*columns, strict=True), start=1):
        contact = RunContact(run=run, person_id=person, rank=rank, **dict(zip(names[1:], values, strict=True)))
        reason = reasons.get(person)
        if reason is not None:
            contact.why_kind, contact.why_place, contact.why_source = reason.kind, reason.place, reason.source
            contact.why_seconds, contact.why_days, contact.why_day = reason.seconds, reason.days, reason.last_day
            contact.why_relative, contact.why_others = reason.relative, min(reason.others, MAX_OTHERS)
            contact.why_origin = reason.origin
        made.append(contact)
    return made


def _exposure(run: Run, person: int, row: WeighedExposure, *, is_link: bool = False) -> RunExposure:
    values = row._asdict()
    del values["worth"]
    return RunExposure(run=run, person_id=person, source_id=values.pop("source"), is_link=is_link, **values)


def _figures(scope: Scope, records: TraceRecords, answer: TraceAnswer) -> dict[str, int | None]:
    contacts, figures = answer.contacts, answer.scope
    homes = set(people.commune_of(scope, records.cases.person.tolist()).values())
    counts = {f"f{level}": int((contacts.generation == level).sum()) for level in range(1, int(contacts.generation.max(initial=0)) + 1)}
    return {
        "cases": answer.cases,
        "contacts": int(contacts.person.size),
        "kept": min(MAX_CONTACTS_KEPT, int(contacts.person.size)),
        "f1": 0,
        "f2": 0,
        **counts,
        "f1_f2": figures.f1_f2,
        "blanket_venues": figures.blanket_venues,
        "blanket_communes": people.count_residents(scope, homes) if homes else None,
        "links": int(answer.links.person.size),
        "exposures": int(contacts.exposures.sum()),
    }
