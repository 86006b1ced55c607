"""The comparison of ways to find contacts, with naive tracers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from truyvet.simulate.evaluation import Evaluation, MeanAndSpread, evaluate, list_to_find
from truyvet.simulate.evaluation_text import _number, _percent, format_evaluation
from truyvet.simulate.options import RATE_PRESETS, ProvinceOptions
from truyvet.simulate.province import Province
from truyvet.simulate.strategies import ContactStrategy, TracedContacts
from truyvet.simulate.world import SimulatedWorld, make_world
from truyvet.tracing.records import TraceRecords

SMALL = ProvinceOptions(people=4_000, wave=(20, 400), detected=(3, 200))


def nobody(records: TraceRecords) -> TracedContacts:
    return TracedContacts(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))


def everybody(records: TraceRecords) -> TracedContacts:
    person = np.arange(records.persons)
    return TracedContacts(person, np.where(person % 2 == 0, 1, 2), -person.astype(np.float64))


def named_only(records: TraceRecords) -> TracedContacts:
    assert records.named is not None
    person = np.unique(records.named.contact)
    return TracedContacts(person, np.ones_like(person), np.ones(person.size))


def by_way(evaluation: Evaluation) -> dict[tuple[str, ContactStrategy], tuple[float, float, float]]:
    return {(line.rates, line.strategy): (line.found_next.mean, line.found_all.mean, line.healthy.mean) for line in evaluation.lines}


def test_the_bounds_are_nobody_and_everybody() -> None:
    rates = (RATE_PRESETS["low"],)
    none = by_way(evaluate((1, 2), rates, 4_000, tracer=nobody, options=SMALL))
    full = by_way(evaluate((1, 2), rates, 4_000, tracer=everybody, options=SMALL, top=10))
    assert none["low", ContactStrategy.TRACE_F1_F2] == (0.0, 0.0, 0.0)
    next_share, all_share, healthy = full["low", ContactStrategy.TRACE_F1_F2]
    assert (next_share, all_share) == (1.0, 1.0)
    assert 3_500 < healthy < 4_000
    assert full["low", ContactStrategy.TRACE_TOP][2] <= 10
    assert none["low", ContactStrategy.BLANKET_COMMUNES] == full["low", ContactStrategy.BLANKET_COMMUNES]


def test_three_rates_compare_the_same_truth() -> None:
    made = evaluate((1, 2), people=4_000, tracer=named_only, options=SMALL)
    table = by_way(made)
    assert len(made.lines) == 3 * len(ContactStrategy)
    for less, more in (("low", "medium"), ("medium", "high")):
        assert table[less, ContactStrategy.INTERVIEWS][0] <= table[more, ContactStrategy.INTERVIEWS][0]
        assert table[less, ContactStrategy.BLANKET_VENUES][2] < table[more, ContactStrategy.BLANKET_VENUES][2]
        assert table[less, ContactStrategy.BLANKET_COMMUNES] == table[more, ContactStrategy.BLANKET_COMMUNES]
        assert table[less, ContactStrategy.TRACE_F1][2] <= table[less, ContactStrategy.INTERVIEWS][2]


def test_an_evaluation_is_deterministic() -> None:
    first, second = (evaluate((4,), people=4_000, tracer=named_only, options=SMALL) for _ in range(2))
    assert format_evaluation(first) == format_evaluation(second)


def test_who_is_to_be_found_is_not_yet_detected(world: SimulatedWorld, provinces: dict[str, Province]) -> None:
    following, everyone = list_to_find(world.truth, world.cases)
    assert not following[world.cases.person].any()
    assert following.sum() <= everyone.sum() == world.truth.infected.sum() - len(world.cases)
    assert np.isin(world.truth.infector[following], world.cases.person).all()
    assert provinces["low"].truth is world.truth


def test_figures_leave_out_the_unknown() -> None:
    assert MeanAndSpread.of([1.0, 3.0, float("nan")]) == MeanAndSpread(2.0, math.sqrt(2.0))
    assert math.isnan(MeanAndSpread.of([5.0]).spread), "one seed has no deviation, not one of 0"
    assert (_number(MeanAndSpread.of([5.0])), _percent(MeanAndSpread.of([0.5, 0.5]))) == ("5", "50 ± 0 %")
    assert math.isnan(MeanAndSpread.of([float("nan")]).mean)


def test_without_seeds_nothing_is_evaluated() -> None:
    with pytest.raises(ValueError, match="seeds"):
        evaluate((), tracer=nobody)


def test_the_text_is_vietnamese_first_and_complete_in_english() -> None:
    made = evaluate((1,), (RATE_PRESETS["medium"],), 4_000, "vn-2021-07", tracer=nobody, options=SMALL)
    vietnamese, english = format_evaluation(made), format_evaluation(made, "en")
    assert "Người khỏe bị cách ly" in vietnamese
    assert "Healthy isolated" in english
    assert "vn-2021-07" in vietnamese
    assert vietnamese.count("\n") == english.count("\n")


def test_a_world_of_another_size_keeps_the_other_options() -> None:
    assert make_world(SMALL).options.wave == (20, 400)
