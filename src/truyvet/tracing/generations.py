"""The loop that every step engine shares: cases expose F1, F1 expose F2, and so on; then links and figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from truyvet.tracing.answer import ExposureRows, RankedContacts, ScopeFigures, TraceAnswer, join_exposures, rank_contacts
from truyvet.tracing.contact_definition import ContactDefinition
from truyvet.tracing.question import TraceQuestion
from truyvet.tracing.records import MISSING, CaseColumns, Ints, IsolationColumns
from truyvet.tracing.sources import SourceColumns, case_sources, contact_sources

NEVER_EXPOSED = np.int64(1 << 40)


@dataclass(frozen=True, slots=True)
class GenerationSpread:
    """What one generation of sources did to each person 0..n-1. ``count`` 0 = not exposed. Shape (n,)."""

    count: Ints
    seconds: Ints
    weighted: NDArray[np.float64]
    first: Ints
    last: Ints
    via: Ints

    @staticmethod
    def nothing(persons: int) -> GenerationSpread:
        """Nobody exposed yet."""
        zeros = np.zeros(persons, dtype=np.int64)
        return GenerationSpread(
            zeros, zeros.copy(), np.zeros(persons), np.full(persons, NEVER_EXPOSED), np.full(persons, MISSING), zeros.copy()
        )

    def add(self, person: Ints, kind: int, count: Ints, seconds: Ints, weighted: NDArray[np.float64], first: Ints, last: Ints) -> None:
        """Rows of one kind of exposure, any number a person."""
        np.add.at(self.count, person, count)
        np.add.at(self.seconds, person, seconds)
        np.add.at(self.weighted, person, weighted)
        np.minimum.at(self.first, person, first)
        np.maximum.at(self.last, person, last)
        self.via[person] |= 1 << kind


class EngineSteps(Protocol):
    """The two steps an engine must know. A distributed engine needs no more than these."""

    def spread(self, sources: SourceColumns, known: NDArray[np.bool_]) -> GenerationSpread:
        """Exposures of every person outside ``known`` to the sources, summed by person."""

    def exposures(self, sources: SourceColumns, persons: Ints) -> ExposureRows:
        """Every exposure of ``persons`` to the sources, listed."""

    def blanket(self, sources: SourceColumns) -> int | None:
        """Persons with a visit touching a venue and local day at which a source, inside its window, had one."""


@dataclass(frozen=True, slots=True)
class TraceSetting:
    """What the loop must know beside the steps."""

    persons: int
    cases: CaseColumns
    isolations: IsolationColumns
    definition: ContactDefinition
    as_of: int
    commune: Ints | None
    on_generation: Callable[[int], None] = lambda _generation: None


def setting_of(question: TraceQuestion) -> TraceSetting:
    """What the loop must know of a question."""
    r = question.records
    return TraceSetting(r.persons, r.cases, r.isolations, question.definition, question.as_of, r.commune, question.on_generation)


def answer_generations(steps: EngineSteps, setting: TraceSetting) -> TraceAnswer:
    """All generations, ranked, with links and figures."""
    definition = setting.definition
    sources = cases = case_sources(setting.cases, setting.isolations, definition, setting.as_of)
    known = np.zeros(setting.persons, dtype=bool)
    known[cases.person] = True
    levels: list[RankedContacts] = []
    setting.on_generation(0)
    for generation in range(1, definition.generations + 1):
        setting.on_generation(generation)
        spread = steps.spread(sources, known)
        person = np.flatnonzero((spread.count > 0) & ~known)
        score = -np.expm1(-definition.weights.beta * spread.weighted[person])
        level = np.full(person.size, generation)
        levels.append(
            RankedContacts(
                person, level, spread.first[person], spread.last[person], spread.count[person], spread.seconds[person],
                spread.via[person], score,
            )
        )  # fmt: skip
        known[person] = True
        sources = contact_sources(person, spread.first[person], score, setting.isolations, definition, setting.as_of)
    merged = RankedContacts(*(np.concatenate([getattr(level, name) for level in levels]) for name in RankedContacts.__slots__))
    links = steps.exposures(cases, cases.person)
    return TraceAnswer(rank_contacts(merged), links, _figures(steps, merged, cases, setting), int(cases.person.size))


def list_evidence(steps: EngineSteps, setting: TraceSetting, everybody: RankedContacts, wanted: RankedContacts) -> ExposureRows:
    """Every exposure of the wanted contacts to the generation above them. ``everybody``: all contacts of the answer."""
    parts: list[ExposureRows] = []
    sources = case_sources(setting.cases, setting.isolations, setting.definition, setting.as_of)
    for generation in range(1, int(wanted.generation.max(initial=0)) + 1):
        asked = wanted.person[wanted.generation == generation]
        if asked.size:
            parts.append(steps.exposures(sources, asked))
        level = everybody.generation == generation
        sources = contact_sources(
            everybody.person[level], everybody.first[level], everybody.score[level], setting.isolations, setting.definition, setting.as_of
        )
    return join_exposures(parts)


def _figures(steps: EngineSteps, contacts: RankedContacts, cases: SourceColumns, setting: TraceSetting) -> ScopeFigures:
    residents = None
    if setting.commune is not None:
        homes = np.unique(setting.commune[cases.person])
        homes = homes[homes != MISSING]
        # No case's commune is known: how many live there is not known either, which is not the same as none.
        residents = int(np.isin(setting.commune, homes).sum()) if homes.size else None
    f1 = int((contacts.generation == 1).sum())
    return ScopeFigures(f1, int((contacts.generation <= 2).sum()), steps.blanket(cases), residents)


def without_blanket(answer: TraceAnswer) -> TraceAnswer:
    """Returns the answer with an unknown blanket figure: without visits, how many a closed venue would isolate is not known."""
    return replace(answer, scope=replace(answer.scope, blanket_venues=None))


class StepsEngine:
    """An engine made of steps; ``open_steps`` reads a question's records."""

    def __init__(self, name: str, open_steps: Callable[[TraceQuestion], EngineSteps]) -> None:
        self.name, self.open_steps = name, open_steps

    def answer(self, question: TraceQuestion) -> TraceAnswer:
        """See ``engines.TraceEngine``."""
        steps, setting = self.open_steps(question), setting_of(question)
        made = answer_generations(steps, setting)
        if question.records.visits is None and question.records.stored is None:
            made = without_blanket(made)
        wanted = question.evidence.choose(made.contacts)
        return replace(made, evidence=list_evidence(steps, setting, made.contacts, wanted))

    def evidence(self, question: TraceQuestion, answer: TraceAnswer, wanted: RankedContacts) -> ExposureRows:
        """See ``engines.TraceEngine``."""
        return list_evidence(self.open_steps(question), setting_of(question), answer.contacts, wanted)
