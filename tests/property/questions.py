"""Hypothesis strategies for whole questions: few persons, few venues, many coincidences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hypothesis import strategies as st

from truyvet.tracing import contact_definition
from truyvet.tracing.contact_definition import ContactDefinition
from truyvet.tracing.question import TraceQuestion
from truyvet.tracing.records import (
    MISSING,
    CaseColumns,
    EncounterColumns,
    GroupColumns,
    Ints,
    IsolationColumns,
    NamedContactColumns,
    TraceRecords,
    VenueColumns,
    VisitColumns,
    column,
)

MIDNIGHT: Final = 1_620_838_800
"""2021-05-13 00:00 local; the questions lie around it, close enough together to meet."""
STEP: Final = 300
LATE: Final = MIDNIGHT + 300 * STEP
KINDS: Final = ("market", "line", "somewhere")
GROUPS: Final = ("household", "shift", "club")
ASSURANCES: Final = ("high", "low", "hearsay")

moments = st.builds(lambda step, off: MIDNIGHT + step * STEP + off, st.integers(-72, 72), st.sampled_from((0, 0, 0, 1, -1)))
lengths = st.builds(lambda step, off: max(0, step * STEP + off), st.integers(0, 40), st.sampled_from((0, 0, 0, 1, -1)))
FEW_OR_MANY: Final = st.sampled_from((0, 6, 20))
"""Lists drawn without a least length are short: then nobody meets anybody."""
maybe_moments = st.one_of(st.just(MISSING), moments)


def table(rows: Sequence[Sequence[int]], width: int) -> list[Ints]:
    """Columns of drawn rows; ``width`` empty ones when there are none."""
    return [column(values) for values in zip(*rows, strict=True)] if rows else [column() for _ in range(width)]


@st.composite
def definitions(draw: st.DrawFn) -> ContactDefinition:
    """A shipped definition with some of its parameters set near the lengths that occur."""
    name = draw(st.sampled_from(("default", "measles", "vn-2022-04")))
    choices = {
        "second_latent": ("1h", "1d"),
        "visit_min_overlap": ("1s", "300s", "2h"),
        "visit_linger": ("600s", "2h"),
        "encounter_min_total": ("1s", "301s", "1h"),
        "infectious_before_onset": ("0s", "12h"),
        "visit_join_gap": ("none", "0s", "30min"),
        "stay": ("0s", "900s"),
        "stay.market": ("299s", "5h"),
    }
    changed = draw(st.lists(st.sampled_from(sorted(choices)), max_size=4, unique=True))
    values = {key: draw(st.sampled_from(choices[key])) for key in changed}
    return contact_definition.load_definition(name).changed({**values, "generations": draw(st.sampled_from(("3", "2", "1")))})


@st.composite
def visits(draw: st.DrawFn, persons: int, venues: int) -> VisitColumns:
    """Visits, a third of them open."""
    stay, assurance = st.one_of(st.none(), lengths, lengths), st.integers(-1, len(ASSURANCES) - 1)
    row = st.tuples(st.integers(0, persons - 1), st.integers(0, venues - 1), moments, stay, assurance)
    rows = draw(st.lists(row, min_size=draw(FEW_OR_MANY), max_size=40))
    return VisitColumns(*table([(p, v, at, MISSING if length is None else at + length, sure) for p, v, at, length, sure in rows], 5))


@st.composite
def encounters(draw: st.DrawFn, persons: int) -> EncounterColumns:
    """Slices, self pairs among them."""
    person = st.integers(0, persons - 1)
    distance = st.sampled_from((MISSING, MISSING, 0, 500_000, 500_001, 1_000_000, 1_999_999, 2_000_000, 2_000_001, 30_000_000))
    probability = st.sampled_from((MISSING, MISSING, 0, 499_999_999, 500_000_000, 1_000_000_000))
    row = st.tuples(person, person, moments, lengths.map(lambda length: max(1, length)), distance, probability)
    return EncounterColumns(*table(draw(st.lists(row, min_size=draw(FEW_OR_MANY), max_size=30)), 6))


@st.composite
def cases(draw: st.DrawFn, persons: int) -> CaseColumns:
    """One or two cases, their windows told in every way."""
    chosen = draw(st.lists(st.integers(0, persons - 1), min_size=1, max_size=2, unique=True))
    rows = []
    for person in chosen:
        start, end, onset, sample = (draw(maybe_moments) for _ in range(4))
        if draw(st.booleans()) or (onset == sample == MISSING and MISSING in (start, end)):
            start, end = MIDNIGHT - draw(st.integers(0, 80)) * STEP, LATE
        rows.append((person, start, end, onset, sample))
    return CaseColumns(*table(rows, 5))


@st.composite
def part_of(draw: st.DrawFn, venues: int) -> Ints:
    """Zones only of venues before them: no circle."""
    return column([draw(st.integers(MISSING, number - 1)) for number in range(venues)])


@st.composite
def questions(draw: st.DrawFn) -> TraceQuestion:
    """A whole question; each table may be absent."""
    persons, venues = draw(st.sampled_from((8, 5, 3, 1))), draw(st.integers(1, 4))
    person = st.integers(0, persons - 1)
    closing = st.one_of(st.just(MISSING), st.integers(0, 47).map(lambda half: half * 1_800))
    membership = st.tuples(person, st.integers(0, 2), st.integers(-1, len(GROUPS) - 1), st.one_of(st.just(0), moments), maybe_moments)
    records = TraceRecords(
        persons=persons,
        cases=draw(cases(persons)),
        visits=draw(st.one_of(visits(persons, venues), visits(persons, venues), st.none())),
        venues=VenueColumns(
            column(draw(st.lists(st.integers(-1, len(KINDS) - 1), min_size=venues, max_size=venues))),
            column(draw(st.lists(closing, min_size=venues, max_size=venues))),
            draw(part_of(venues)),
        ),
        encounters=draw(st.one_of(st.none(), encounters(persons))),
        named=NamedContactColumns(*table(draw(st.lists(st.tuples(person, person, moments, st.integers(0, 1)), max_size=6)), 4))
        if draw(st.booleans())
        else None,
        groups=GroupColumns(*table(draw(st.lists(membership, max_size=8)), 5)) if draw(st.booleans()) else None,
        isolations=IsolationColumns(*table(draw(st.lists(st.tuples(person, moments), max_size=4)), 2)),
        commune=column(draw(st.lists(st.integers(-1, 2), min_size=persons, max_size=persons))) if draw(st.booleans()) else None,
        venue_kinds=KINDS,
        group_kinds=GROUPS,
        assurances=ASSURANCES,
    )
    return TraceQuestion(records, draw(definitions()), draw(st.sampled_from((LATE, LATE, draw(moments)))))
