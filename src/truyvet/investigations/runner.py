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
from truyvet.cases.rules import day_of
from truyvet.investigations import columns, hearsay
from truyvet.investigations.actions.running import Finished, fail, finish, note_progress, take_next
from truyvet.investigations.actions.taking import take_declared
from truyvet.investigations.columns import Held
from truyvet.investigations.models import Run, RunContact, RunExposure
from truyvet.investigations.rules.why import Shown, Why, kept, why
from truyvet.people import queries as people
from truyvet.tracing import generations
from truyvet.tracing.answer import GROUP, NAMED, VISIT, Answer, Contacts, Exposures
from truyvet.tracing.definition import Definition, from_values
from truyvet.tracing.engines.columns import Columns, group_segment, told_once
from truyvet.tracing.engines.sweep import SweepSteps
from truyvet.tracing.generations import Setting, Spread
from truyvet.tracing.prepare import Sources, case_sources
from truyvet.tracing.records import MISSING, Ints
from truyvet.tracing.weights import WeightTables, nearness, tables

LISTED: Final = {1: 3_000, 2: 300}
"""Contacts of each generation whose exposures are kept as evidence; others have their counts."""
MOST: Final = 20_000
"""Contacts kept in the database; the counts tell of all."""
log = logging.getLogger(__name__)


def run_next(*, now: datetime) -> bool:
    """Do the oldest waiting run. False when none waited."""
    by = By.system("tracer")
    run = take_next(by=by, now=now)
    if run is None:
        return False
    by = By.system("tracer", run.purpose)
    try:
        # What was declared before the run counts in it, whenever the worker last looked.
        take_declared(by=by, now=now)
        finish(by=by, now=now, run=run, done=work_out(run, now))
    except Exception as error:
        log.exception("run failed", extra={"run": run.code})
        fail(by=by, now=now, run=run, error=type(error).__name__)
    return True


def work_out(run: Run, now: datetime) -> Finished:
    """The answer to a run as rows. Reads only."""
    began = time.perf_counter()
    scope = Scope.system(run.purpose, day_of(now))
    meaning = from_values(run.definition)
    held = columns.read(scope, now, run.codes)
    note_progress(run, "sweeping", 30)
    weights = tables(held.records, meaning)
    groups, worth = group_segment(held.records.groups, weights, held.records.persons, run.as_of)
    sources = case_sources(held.records.cases, held.records.isolations, meaning, run.as_of)
    named = told_once(hearsay.within(held, sources))
    read = Columns(held.records.persons, held.view.segments, held.view.slices, named, groups, worth, weights)
    steps = _Watched(SweepSteps(read, meaning, run.as_of), run)
    setting = Setting(held.records.persons, held.records.cases, held.records.isolations, meaning, run.as_of, None)
    answer = generations.answer(steps, setting)
    note_progress(run, "explaining", 75)
    contacts = _first(answer.contacts, MOST)
    listed = _listed(contacts)
    evidence = generations.evidence(steps, setting, answer.contacts, listed)
    heard = hearsay.heard(scope, held, [evidence, answer.links])
    told = _by_person(evidence, held, meaning, weights, answer.contacts, heard)
    reasons = {
        person: why(rows, dict(zip(sources.person.tolist(), sources.day_zero.tolist(), strict=True))) for person, rows in told.items()
    }
    note_progress(run, "keeping", 90)
    rows = _contacts(run, contacts, held, reasons)
    exposures = [row for person, found in told.items() for row in _exposures(run, person, kept(found), held)]
    links = _by_person(answer.links, held, meaning, weights, answer.contacts, heard)
    exposures += [row for person, found in links.items() for row in _exposures(run, person, found, held, is_link=True)]
    figures = _answer(answer, scope, held)
    return Finished(rows, exposures, figures, int((time.perf_counter() - began) * 1000))


class _Watched:
    """Steps that tell how far they are."""

    def __init__(self, steps: SweepSteps, run: Run) -> None:
        self.steps, self.run, self.generation = steps, run, 0

    def spread(self, sources: Sources, known: NDArray[np.bool_]) -> Spread:
        self.generation += 1
        note_progress(self.run, f"generation_{min(self.generation, 9)}", min(30 + 15 * self.generation, 70))
        return self.steps.spread(sources, known)

    def exposures(self, sources: Sources, persons: Ints) -> Exposures:
        return self.steps.exposures(sources, persons)

    def blanket(self, sources: Sources) -> int | None:
        return self.steps.blanket(sources)


def _first(contacts: Contacts, most: int) -> Contacts:
    return Contacts(*(getattr(contacts, name)[:most] for name in Contacts.__slots__))


def _listed(contacts: Contacts) -> Contacts:
    chosen = np.zeros(contacts.person.size, dtype=bool)
    for generation, most in LISTED.items():
        chosen[np.flatnonzero(contacts.generation == generation)[:most]] = True
    return Contacts(*(getattr(contacts, name)[chosen] for name in Contacts.__slots__))


def _by_person(
    rows: Exposures, held: Held, meaning: Definition, weights: WeightTables, everybody: Contacts, heard: hearsay.Heard
) -> dict[int, list[Shown]]:
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
    found: dict[int, list[Shown]] = defaultdict(list)
    columns_ = (rows.person, rows.source, rows.kind, place, rows.start, rows.end, rows.seconds, rows.assurance, worth)
    for person, *told in zip(*(values.tolist() for values in columns_), strict=True):
        shown = Shown(*told)
        found[person].append(shown._replace(told=heard.of(person, shown)))
    return found


def _contacts(run: Run, contacts: Contacts, held: Held, reasons: dict[int, Why]) -> list[RunContact]:
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
            contact.why_told = reason.told
        made.append(contact)
    return made


def _exposures(run: Run, person: int, rows: list[Shown], held: Held, *, is_link: bool = False) -> list[RunExposure]:
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
            told=row.told,
            is_link=is_link,
        )
        for row in rows
    ]


def _answer(answer: Answer, scope: Scope, held: Held) -> dict[str, int | None]:
    contacts, figures = answer.contacts, answer.scope
    cases = [int(held.view.persons[person]) for person in held.records.cases.person.tolist()]
    homes = set(people.commune_of(scope, cases).values())
    counts = {f"f{level}": int((contacts.generation == level).sum()) for level in range(1, int(contacts.generation.max(initial=0)) + 1)}
    return {
        "cases": answer.cases,
        "contacts": int(contacts.person.size),
        "kept": min(MOST, int(contacts.person.size)),
        "f1": 0,
        "f2": 0,
        **counts,
        "f1_f2": figures.f1_f2,
        "blanket_venues": figures.blanket_venues,
        "blanket_communes": people.residents(scope, homes) if homes else None,
        "links": int(answer.links.person.size),
        "exposures": int(contacts.exposures.sum()),
    }
