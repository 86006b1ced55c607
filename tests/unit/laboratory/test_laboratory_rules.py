"""What a sample may become, what a word means, when results contradict each other."""

from __future__ import annotations

import unicodedata
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from truyvet.laboratory.rules import results, samples
from truyvet.laboratory.rules.consequences import Consequence, consequences
from truyvet.laboratory.rules.results import LabMethod, LabOutcome, LabResultEntry
from truyvet.laboratory.rules.samples import SampleState, SamplingReason, SamplingRequest
from truyvet.laboratory.rules.turnaround import Turnaround, turnaround

NOW = datetime(2021, 5, 31, 3, tzinfo=UTC)
POSITIVE, NEGATIVE = LabOutcome.POSITIVE, LabOutcome.NEGATIVE


def test_only_a_sample_that_was_taken_has_a_result() -> None:
    assert not samples.may_change_sample(SampleState.ORDERED, SampleState.RESULTED)
    assert samples.may_change_sample(SampleState.POOLED, SampleState.RECEIVED), "a positive pool gives its samples back"
    assert not any(samples.SAMPLE_TRANSITIONS[gone] for gone in (SampleState.REJECTED, SampleState.LOST))
    assert set(samples.SAMPLE_TRANSITIONS) == set(SampleState)


@pytest.mark.parametrize("cell", ["Dương tính", "DƯƠNG  TÍNH", " positive ", unicodedata.normalize("NFD", "dương tính"), "Pos"])
def test_words_of_a_positive_result(cell: str) -> None:
    assert results.outcome_of(cell) is POSITIVE


@pytest.mark.parametrize(
    "cell",
    ["", "+", "-", "0", "1", "không dương tính", "dương tính giả", "âm tính?", "ấm tính", "not positive", "âm (dương cũ)", "N"],
)
def test_what_is_unclear_is_no_outcome(cell: str) -> None:
    assert results.outcome_of(cell) is None


def test_no_word_of_a_negative_result_is_positive() -> None:
    for word, outcome in results.words().outcomes.items():
        assert results.outcome_of(word.upper()) is outcome
    assert results.outcome_of("Không phát hiện") is NEGATIVE
    assert results.outcome_of("not detected") is NEGATIVE


def test_contradictions_and_what_concludes() -> None:
    assert results.is_conflict([POSITIVE, NEGATIVE])
    assert not results.is_conflict([POSITIVE, LabOutcome.INVALID])
    assert results.concludes([NEGATIVE, LabOutcome.INVALID])
    assert not results.concludes([POSITIVE, NEGATIVE])
    assert not results.concludes([LabOutcome.INCONCLUSIVE])


@pytest.mark.parametrize("outcome", list(LabOutcome))
def test_only_a_negative_pool_says_something_of_its_members(outcome: LabOutcome) -> None:
    assert (results.member_state(outcome) is SampleState.RESULTED) is (outcome is NEGATIVE)


def test_the_size_of_a_pool() -> None:
    codes = tuple(f"M{n}" for n in range(21))
    states = dict.fromkeys(codes, SampleState.TAKEN)
    assert samples.pool_problem(states, codes[:20], 20) == ""
    assert samples.pool_problem(states, codes, 20) == "pool_too_large"
    assert samples.pool_problem(states, codes[:1], 20) == "too_few_samples"
    assert samples.pool_problem(states, ("M1", "MX"), 20) == "unknown_sample"
    assert samples.pool_problem({**states, "M1": SampleState.POOLED}, codes[:2], 20) == "sample_state"


def test_cycles_belong_to_a_pcr() -> None:
    def codes(method: LabMethod, ct: float) -> list[str]:
        entry = LabResultEntry(uuid.uuid4(), "M1", POSITIVE, method, NOW, ct)
        return [problem.code for problem in results.result_problems(entry, NOW)]

    assert codes(LabMethod.PCR, 50.0) == []
    assert codes(LabMethod.PCR, 50.1) == ["ct_out_of_range"]
    assert codes(LabMethod.ANTIGEN, 20.0) == ["ct_without_pcr"]


def test_days_of_a_request() -> None:
    today = date(2021, 5, 31)

    def problem(*days: date) -> tuple[str, str]:
        return samples.request_problem(SamplingRequest(uuid.uuid4(), (1,), days, SamplingReason.CONTACT), today)

    assert problem(today, today + timedelta(days=60)) == ("", "")
    assert problem(today - timedelta(days=1)) == ("due_on", "due_out_of_range")
    assert problem(today + timedelta(days=61)) == ("due_on", "due_out_of_range")
    assert problem() == ("due_on", "missing")


def test_a_code_is_read_as_it_is_typed() -> None:
    assert samples.sample_code(" m2ab-cd34 e\n") == "M2ABCD34E"
    assert samples.label_code("m2ab-cd34e") == "M2ABCD34E"
    assert samples.label_code("LA-0001") == ""


def test_medians_of_the_turn_around() -> None:
    assert turnaround([]) == Turnaround(0)
    hour = timedelta(hours=1)
    tests = [(NOW, NOW + n * hour, NOW + (n + 10) * hour) for n in (1, 2, 9)]
    assert turnaround(tests) == Turnaround(3, 2 * 3_600, 10 * 3_600, 12 * 3_600)
    assert turnaround([(NOW, NOW - hour, NOW + hour)]).to_sample_s == 0, "ordered after the sample: it took no time"


def test_what_a_result_changes_is_said_before_it_is_written() -> None:
    assert consequences(POSITIVE, is_pool=True, has_case=False) == (Consequence.POOL_OPENS,)
    assert consequences(POSITIVE, is_pool=True, has_case=False, corrects=NEGATIVE) == (Consequence.TAKES_BACK, Consequence.POOL_OPENS)
    assert consequences(NEGATIVE, is_pool=True, has_case=False) == (Consequence.POOL_NEGATIVE,)
    assert consequences(POSITIVE, is_pool=False, has_case=False) == (
        Consequence.OPENS_CASE, Consequence.SECOND_PERSON, Consequence.ENDS_TEST,
    )  # fmt: skip
    assert consequences(POSITIVE, is_pool=False, has_case=True, standing=[NEGATIVE])[::2] == (Consequence.FEEDS_CASE, Consequence.CONFLICT)
    assert Consequence.CERTIFICATE in consequences(POSITIVE, is_pool=False, has_case=False, corrects=NEGATIVE)
    assert consequences(NEGATIVE, is_pool=False, has_case=True, corrects=POSITIVE) == (Consequence.CASE_WARNED, Consequence.ENDS_TEST)
    assert consequences(LabOutcome.INVALID, is_pool=False, has_case=False) == (Consequence.NEW_SAMPLE,)
