"""Doing a run: under the machine's own scope and the run's purpose, from the columns to rows that can be kept."""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.investigations import run_input, self_reported_evidence
from truyvet.investigations.actions.declared_visits import import_declared_visits
from truyvet.investigations.actions.run_states import RunRows, fail_run, finish_run, record_progress, start_next_run
from truyvet.investigations.models import Run, RunContact, RunExposure
from truyvet.investigations.rules.contact_reason import ContactReason, WeighedExposure, choose_reason, heaviest_exposures
from truyvet.investigations.run_input import RunInput
from truyvet.people import queries as people
from truyvet.tracing import generations
from truyvet.tracing.answer import GROUP, NAMED, VISIT, ExposureRows, RankedContacts, TraceAnswer
from truyvet.tracing.definition import ContactDefinition, definition_from_values
from truyvet.tracing.engines.sweep import SweepSteps
from truyvet.tracing.engines.sweep_columns import SweepColumns, distinct_named, index_groups
from truyvet.tracing.generations import GenerationSpread, TraceSetting
from truyvet.tracing.records import MISSING, Ints
from truyvet.tracing.sources import SourceColumns, case_sources
from truyvet.tracing.weights import WeightTables, nearness, weight_tables

MAX_CONTACTS_WITH_EVIDENCE: Final = {1: 3_000, 2: 300}
"""Contacts of each generation whose exposures are kept as evidence; others have their counts."""
MAX_CONTACTS_KEPT: Final = 20_000
"""Contacts kept in the database; the counts tell of all."""
log = logging.getLogger(__name__)


def run_next(*, now: datetime) -> bool:
    """Do the oldest waiting run. False when none waited."""
    by = By.system("tracer")
    run = start_next_run(by=by, now=now)
    if run is None:
        return False
    by = By.system("tracer", run.purpose)
    try:
        # What was declared before the run counts in it, whenever the worker last looked.
        import_declared_visits(by=by, now=now)
        finish_run(by=by, now=now, run=run, done=answer_run(run, now))
    except Exception as error:
        log.exception("run failed", extra={"run": run.code})
        fail_run(by=by, now=now, run=run, error=type(error).__name__)
    return True


def answer_run(run: Run, now: datetime) -> RunRows:
    """The answer to a run as rows. Reads only."""
    began = time.perf_counter()
    scope = Scope.system(run.purpose, LocalDay.of(now))
    meaning = definition_from_values(run.definition)
    held = run_input.read_run_input(scope, now, run.codes)
    record_progress(run, "sweeping", 30)
    weights = weight_tables(held.records, meaning)
    groups, worth = index_groups(held.records.groups, weights, held.records.persons, run.as_of)
    sources = case_sources(held.records.cases, held.records.isolations, meaning, run.as_of)
    named = distinct_named(self_reported_evidence.named_within_windows(held, sources))
    read = SweepColumns(held.records.persons, held.view.stay_indexes, held.view.encounters, named, groups, worth, weights)
    steps = _Watched(SweepSteps(read, meaning, run.as_of), run)
    setting = TraceSetting(held.records.persons, held.records.cases, held.records.isolations, meaning, run.as_of, None)
    answer = generations.answer_generations(steps, setting)
    record_progress(run, "explaining", 75)
    contacts = _first(answer.contacts, MAX_CONTACTS_KEPT)
    listed = _listed(contacts)
    evidence = generations.list_evidence(steps, setting, answer.contacts, listed)
    heard = self_reported_evidence.read_self_reports(scope, held, [evidence, answer.links])
    told = _by_person(evidence, held, meaning, weights, answer.contacts, heard)
    reasons = {
        person: choose_reason(rows, dict(zip(sources.person.tolist(), sources.day_zero.tolist(), strict=True)))
        for person, rows in told.items()
    }
    record_progress(run, "keeping", 90)
    rows = _contacts(run, contacts, held, reasons)
    exposures = [row for person, found in told.items() for row in _exposures(run, person, heaviest_exposures(found), held)]
    links = _by_person(answer.links, held, meaning, weights, answer.contacts, heard)
    exposures += [row for person, found in links.items() for row in _exposures(run, person, found, held, is_link=True)]
    figures = _answer(answer, scope, held)
    return RunRows(rows, exposures, figures, int((time.perf_counter() - began) * 1000))


class _Watched:
    """Steps that tell how far they are."""

    def __init__(self, steps: SweepSteps, run: Run) -> None:
        self.steps, self.run, self.generation = steps, run, 0

    def spread(self, sources: SourceColumns, known: NDArray[np.bool_]) -> GenerationSpread:
        self.generation += 1
        record_progress(self.run, f"generation_{min(self.generation, 9)}", min(30 + 15 * self.generation, 70))
        return self.steps.spread(sources, known)

    def exposures(self, sources: SourceColumns, persons: Ints) -> ExposureRows:
        return self.steps.exposures(sources, persons)

    def blanket(self, sources: SourceColumns) -> int | None:
        return self.steps.blanket(sources)


def _first(contacts: RankedContacts, most: int) -> RankedContacts:
    return RankedContacts(*(getattr(contacts, name)[:most] for name in RankedContacts.__slots__))


def _listed(contacts: RankedContacts) -> RankedContacts:
    chosen = np.zeros(contacts.person.size, dtype=bool)
    for generation, most in MAX_CONTACTS_WITH_EVIDENCE.items():
        chosen[np.flatnonzero(contacts.generation == generation)[:most]] = True
    return RankedContacts(*(getattr(contacts, name)[chosen] for name in RankedContacts.__slots__))


def _by_person(
    rows: ExposureRows,
    held: RunInput,
    meaning: ContactDefinition,
    weights: WeightTables,
    everybody: RankedContacts,
    heard: self_reported_evidence.SelfReportedEvidence,
) -> dict[int, list[WeighedExposure]]:
    """Exposures by dense person, each with what its place, its length and its source's own score are worth."""
    worth = rows.seconds.astype(np.float64)
    visit = rows.kind == VISIT
    worth[visit] *= weights.venue[rows.venue[visit]] * weights.assurance[rows.assurance[visit]]
    worth[rows.kind == NAMED] = meaning.named_seconds
    group = rows.kind == GROUP
    kinds = np.full(held.groups.size, MISSING)
    members = held.records.groups
    if members is not None and members.group.size:
        kinds[members.group] = members.kind
    worth[group] = weights.group_seconds[kinds[rows.venue[group]]]
    near = ~visit & ~group & (rows.kind != NAMED)
    worth[near] *= float(nearness(meaning, np.asarray([MISSING]), np.asarray([MISSING]))[0])
    score = np.ones(held.records.persons)
    score[everybody.person] = everybody.score
    worth *= score[rows.source]
    place = rows.venue.copy()
    place[visit] = held.venues.venue[rows.venue[visit]]
    place[group] = held.groups[rows.venue[group]]
    found: dict[int, list[WeighedExposure]] = defaultdict(list)
    columns_ = (rows.person, rows.source, rows.kind, place, rows.start, rows.end, rows.seconds, rows.assurance, worth)
    for person, *told in zip(*(values.tolist() for values in columns_), strict=True):
        shown = WeighedExposure(*told)
        found[person].append(shown._replace(origin=heard.of(person, shown)))
    return found


def _contacts(run: Run, contacts: RankedContacts, held: RunInput, reasons: dict[int, ContactReason]) -> list[RunContact]:
    made = []
    names = ("person", "generation", "first", "last", "exposures", "seconds", "via", "score")
    for rank, row in enumerate(zip(*(getattr(contacts, name).tolist() for name in names), strict=True), start=1):
        person, *values = row
        contact = RunContact(run=run, person_id=int(held.view.persons[person]), rank=rank, **dict(zip(names[1:], values, strict=True)))
        reason = reasons.get(person)
        if reason is not None:
            contact.why_kind, contact.why_place = reason.kind, reason.place
            contact.why_source = int(held.view.persons[reason.source])
            contact.why_seconds, contact.why_days, contact.why_day = reason.seconds, reason.days, reason.last_day
            contact.why_relative, contact.why_others = reason.relative, min(reason.others, 30_000)
            contact.why_origin = reason.origin
        made.append(contact)
    return made


def _exposures(run: Run, person: int, rows: list[WeighedExposure], held: RunInput, *, is_link: bool = False) -> list[RunExposure]:
    who = int(held.view.persons[person])
    return [
        RunExposure(
            run=run,
            person_id=who,
            source_id=int(held.view.persons[row.source]),
            kind=row.kind,
            place=row.place,
            start=row.start,
            end=row.end,
            seconds=row.seconds,
            assurance=row.assurance,
            origin=row.origin,
            is_link=is_link,
        )
        for row in rows
    ]


def _answer(answer: TraceAnswer, scope: Scope, held: RunInput) -> dict[str, int | None]:
    contacts, figures = answer.contacts, answer.scope
    cases = [int(held.view.persons[person]) for person in held.records.cases.person.tolist()]
    homes = set(people.commune_of(scope, cases).values())
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
