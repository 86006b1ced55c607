"""The job that everyone gets: the same visits, the same cases, the same columns of contacts back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bench.province import AS_OF, ASSURANCES, KINDS, MIDNIGHT, Province
from truyvet.tracing import contact_definition, generations
from truyvet.tracing.answer import RankedContacts
from truyvet.tracing.contact_definition import ContactDefinition
from truyvet.tracing.engines.sweep import SweepSteps
from truyvet.tracing.engines.sweep_columns import SweepColumns
from truyvet.tracing.generations import TraceSetting
from truyvet.tracing.records import (
    MISSING,
    CaseColumns,
    EncounterColumns,
    Ints,
    IsolationColumns,
    NamedContactColumns,
    TraceRecords,
    column,
)
from truyvet.tracing.stays import StayColumns, fill_stays
from truyvet.tracing.store import StoreView, VenueFacts, VisitRows
from truyvet.tracing.weights import WeightTables, weight_tables

SCORE_WITHIN = 1e-6


class Disagreement(AssertionError):
    """A rival's answer is not the sweep's: then no time of this run means anything."""


@dataclass(frozen=True, slots=True)
class Job:
    """Everything that is ready before anybody is timed."""

    province: Province
    definition: ContactDefinition
    weights: WeightTables
    stays: StayColumns
    """Visits with their ends filled in: what the rivals load, so that they need not work that out."""

    @property
    def persons(self) -> int:
        """Number of persons."""
        return self.province.persons

    def setting(self, cases: CaseColumns) -> TraceSetting:
        """What the loop over generations must know."""
        return TraceSetting(self.persons, cases, IsolationColumns(), self.definition, AS_OF, None)


def job(province: Province) -> Job:
    """The job for this province, under the default definition."""
    meaning = contact_definition.load_definition("default")
    records = TraceRecords(
        province.persons, CaseColumns(), province.visits, province.venues, venue_kinds=KINDS, assurances=ASSURANCES,
    )  # fmt: skip
    return Job(province, meaning, weight_tables(records, meaning), fill_stays(records, meaning, AS_OF))


def cases(persons: int, count: int, draw: int) -> CaseColumns:
    """``count`` persons drawn at random, who fell ill in the second week. The same for the same ``draw``."""
    random = np.random.default_rng([draw, count])
    person = np.sort(random.choice(persons, count, replace=False))
    onset = MIDNIGHT + 8 * 86_400 + random.integers(0, 6 * 86_400, count)
    none = np.full(count, MISSING)
    return CaseColumns(person, none, none, onset, none)


def rows_of_store(province: Province, part: slice = slice(None)) -> VisitRows:
    """Visits as the store takes them; a row's number is its place in the order of arrival."""
    v = province.visits
    numbers = np.arange(v.person.size)
    return VisitRows(*(values[part] for values in (numbers, v.person, v.venue, v.check_in, v.check_out, v.assurance)))


def facts(province: Province) -> VenueFacts:
    """The venues as the store takes them."""
    venues = province.venues
    return VenueFacts(np.arange(venues.kind.size), venues.closes, venues.part_of)


def nobody_met() -> EncounterColumns:
    """No encounters: visits only."""
    return EncounterColumns()


def columns(made: Job, view: StoreView) -> SweepColumns:
    """What the sweep reads."""
    return SweepColumns(made.persons, view.stay_indexes, view.encounters, NamedContactColumns(), None, np.zeros(0), made.weights)


def sweep(made: Job, held: SweepColumns, asked: CaseColumns) -> RankedContacts:
    """The product's answer, with everything it comes with: ranking, links between cases and blanket figures."""
    return generations.answer_generations(SweepSteps(held, made.definition, AS_OF), made.setting(asked)).contacts


def contacts(columns_found: dict[str, Ints]) -> RankedContacts:
    """A rival's answer; it brings the names of ``RankedContacts`` as columns."""
    score = np.asarray(columns_found["score"], dtype=np.float64)
    return RankedContacts(**{name: column(columns_found[name]) for name in RankedContacts.__slots__ if name != "score"}, score=score)


def compare(expected: RankedContacts, found: RankedContacts, who: str) -> float:
    """Row by row, whatever their order. Returns the largest difference of a score. Raises Disagreement."""
    if expected.person.size != found.person.size:
        raise Disagreement(f"{who}: {found.person.size} contacts instead of {expected.person.size}")
    mine, theirs = np.argsort(expected.person), np.argsort(found.person)
    for name in RankedContacts.__slots__:
        a, b = getattr(expected, name)[mine], getattr(found, name)[theirs]
        wrong = np.abs(a - b) > SCORE_WITHIN if name == "score" else a != b
        if wrong.any():
            at = int(np.flatnonzero(wrong)[0])
            raise Disagreement(f"{who}: {int(wrong.sum())} rows differ in {name}; the first is {b[at]} instead of {a[at]}")
    return float(np.abs(expected.score[mine] - found.score[theirs]).max(initial=0.0))
