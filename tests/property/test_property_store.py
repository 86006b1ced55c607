"""A base on disk and what changed since give what the whole records give: to the row, evidence and figures included."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.examples import examples
from tests.property.answer_checks import same_answer, same_exposures
from tests.property.questions import questions
from tests.property.test_property_engines import GENERATED_TABLES
from tests.spec.every_engine import ALWAYS_FEW, ALWAYS_MANY

from truyvet.tracing import base_files, engines, generations, store
from truyvet.tracing.engines import sweep, sweep_columns
from truyvet.tracing.question import TraceQuestion
from truyvet.tracing.records import MISSING, EncounterColumns, Ints, VisitColumns, column
from truyvet.tracing.store import StoreView, VenueFacts, VisitRows


@examples(80, *GENERATED_TABLES)
@given(question=questions(), seed=st.integers(0, 2**32 - 1), many=st.booleans())
def test_base_and_fresh_rows_are_the_records(question: TraceQuestion, seed: int, many: bool) -> None:
    random = np.random.default_rng(seed)
    records = question.records
    view = kept_and_fresh(question, random)
    order = view.dense(column(np.arange(records.persons) * 7 + 3))
    asked = renumbered(question, order)
    stored = sweep_columns.columns_of(replace(asked, records=replace(asked.records, stored=view)))
    read = replace(sweep_columns.columns_of(asked), stay_indexes=stored.stay_indexes, encounters=view.encounters)
    steps = sweep.SweepSteps(read, question.definition, question.as_of)
    reference = engines.load_engine("reference")
    expected = reference.answer(asked)
    with patch.object(sweep, "MANY_SOURCES_SHARE", ALWAYS_MANY if many else ALWAYS_FEW):
        made = generations.answer_generations(steps, generations.setting_of(asked))
        shown = generations.list_evidence(steps, generations.setting_of(asked), made.contacts, made.contacts)
    if records.visits is None:
        made = generations.without_blanket(made)
    same_answer(made, expected)
    same_exposures(shown, reference.evidence(asked, expected, expected.contacts))


def kept_and_fresh(question: TraceQuestion, random: np.random.Generator) -> StoreView:
    """A base that knows some rows, some of them as they were before a change; saved, mapped, and brought up to date."""
    records = question.records
    visits, met = records.visits or VisitColumns(), records.encounters or EncounterColumns()
    people = column(np.arange(records.persons) * 7 + 3)
    venue = column(np.arange(records.venues.kind.size) * 5 + 1)
    above = records.venues.part_of
    facts = VenueFacts(venue, records.venues.closes, np.where(above == MISSING, MISSING, venue[above] if venue.size else above))
    many = visits.person.size
    known = random.random(many) < 0.7
    out = np.where(known & (random.random(many) < 0.3), MISSING, visits.check_out)
    owner = np.where(known & (random.random(many) < 0.1), random.integers(0, records.persons, many), visits.person)
    again = ~known | (out != visits.check_out) | (owner != visits.person) | (random.random(many) < 0.2)
    row = random.permutation(many * 3)[:many].astype(np.int64)
    older = VisitRows(row, people[owner], venue[visits.venue] if many else venue[:0], visits.check_in, out, visits.assurance)
    newer = replace(older, person=people[visits.person], check_out=visits.check_out)
    reported = random.random(met.start.size) < 0.7
    named = replace(met, person_a=people[met.person_a], person_b=people[met.person_b])
    first, later = _of(older, known), _encounters(named, reported)
    persons = np.unique(np.concatenate([first.person, later.person_a, later.person_b]))
    base = store.make_base(first, later, persons, facts, watermark=1, now=question.as_of)
    with tempfile.TemporaryDirectory() as folder:
        base_files.save_base(base, Path(folder) / "base")
        mapped = base_files.load_base(Path(folder) / "base")
    assert mapped is not None
    return store.refresh_base(
        mapped, _of(newer, again), _encounters(named, ~reported | (random.random(reported.size) < 0.1)), facts, also=people
    )


def renumbered(question: TraceQuestion, order: Ints) -> TraceQuestion:
    """The same question with person n called order[n], as the view numbers them."""
    r = question.records
    back = np.argsort(order)
    return replace(
        question,
        records=replace(
            r,
            cases=replace(r.cases, person=order[r.cases.person]),
            visits=None if r.visits is None else replace(r.visits, person=order[r.visits.person]),
            encounters=None
            if r.encounters is None
            else replace(r.encounters, person_a=order[r.encounters.person_a], person_b=order[r.encounters.person_b]),
            named=None if r.named is None else replace(r.named, source=order[r.named.source], contact=order[r.named.contact]),
            groups=None if r.groups is None else replace(r.groups, person=order[r.groups.person]),
            isolations=replace(r.isolations, person=order[r.isolations.person]),
            commune=None if r.commune is None else r.commune[back],
        ),
    )


def _of(rows: VisitRows, kept: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> VisitRows:
    return VisitRows(*(getattr(rows, name)[kept] for name in VisitRows.__slots__))


def _encounters(met: EncounterColumns, kept: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> EncounterColumns:
    return EncounterColumns(*(getattr(met, name)[kept] for name in EncounterColumns.__slots__))
