"""States, dates, results and codes of cases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from truyvet.cases import rules
from truyvet.cases.rules import CaseDates, CaseProblem, CaseProblemReason, CaseState, ResultOutcome
from truyvet.core.local_day import LocalDay

NOW = datetime(2021, 5, 31, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def test_every_state_has_its_row_and_reaches_known_states_only() -> None:
    assert set(rules.TRANSITIONS) == set(CaseState)
    assert all(after <= set(CaseState) for after in rules.TRANSITIONS.values())


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        (CaseState.SUSPECTED, CaseState.CONFIRMED, True),
        (CaseState.SUSPECTED, CaseState.DISCARDED, True),
        (CaseState.SUSPECTED, CaseState.DIED, False),
        (CaseState.CONFIRMED, CaseState.RECOVERED, True),
        (CaseState.CONFIRMED, CaseState.DISCARDED, True),
        (CaseState.DISCARDED, CaseState.CONFIRMED, False),
        (CaseState.DIED, CaseState.RECOVERED, False),
    ],
)
def test_transitions(before: CaseState, after: CaseState, allowed: bool) -> None:
    assert rules.may_change_state(before, after) is allowed


@pytest.mark.parametrize("state", [CaseState.RECOVERED, CaseState.DIED, CaseState.DISCARDED])
def test_a_closed_case_stays_closed(state: CaseState) -> None:
    assert not rules.TRANSITIONS[state]


def test_dates_that_are_right() -> None:
    window = CaseDates(NOW - 3 * DAY, NOW - 2 * DAY, NOW - 6 * DAY, NOW + 8 * DAY)
    assert rules.check_dates(window, NOW) == ()
    assert rules.check_dates(CaseDates(), NOW) == ()


@pytest.mark.parametrize(
    ("dates", "problem"),
    [
        (CaseDates(onset_at=NOW + DAY), CaseProblem(CaseProblemReason.IN_THE_FUTURE, "onset_at")),
        (CaseDates(sample_at=NOW + timedelta(seconds=1)), CaseProblem(CaseProblemReason.IN_THE_FUTURE, "sample_at")),
        (CaseDates(onset_at=datetime(1969, 12, 31, tzinfo=UTC)), CaseProblem(CaseProblemReason.OUT_OF_RANGE, "onset_at")),
        (CaseDates(onset_at=datetime(2101, 1, 1, tzinfo=UTC)), CaseProblem(CaseProblemReason.OUT_OF_RANGE, "onset_at")),
        (CaseDates(onset_at=datetime(2021, 5, 1)), CaseProblem(CaseProblemReason.NO_ZONE, "onset_at")),  # noqa: DTZ001 - the point of it
        (CaseDates(infectious_from=NOW - DAY), CaseProblem(CaseProblemReason.HALF_A_WINDOW, "infectious_until")),
        (CaseDates(infectious_until=NOW), CaseProblem(CaseProblemReason.HALF_A_WINDOW, "infectious_from")),
        (
            CaseDates(infectious_from=NOW - DAY, infectious_until=NOW - DAY),
            CaseProblem(CaseProblemReason.EMPTY_WINDOW, "infectious_until"),
        ),
    ],
)
def test_dates_that_are_wrong(dates: CaseDates, problem: CaseProblem) -> None:
    assert rules.check_dates(dates, NOW) == (problem,)


def test_all_wrong_dates_are_told_at_once() -> None:
    wrong = rules.check_dates(CaseDates(onset_at=NOW + DAY, sample_at=NOW + DAY), NOW)
    assert [problem.field for problem in wrong] == ["onset_at", "sample_at"]


@pytest.mark.parametrize(("days", "warned"), [(30, False), (31, True)])
def test_an_onset_long_after_the_sample_is_a_warning(days: int, warned: bool) -> None:
    sample = NOW - 60 * DAY
    problems = rules.check_dates(CaseDates(onset_at=sample + days * DAY, sample_at=sample), NOW)
    assert problems == ((CaseProblem(CaseProblemReason.DATES_TOO_DISTANT, "onset_at", warning=True),) if warned else ())


@pytest.mark.parametrize(
    ("reference", "first", "second", "confirmed_by", "reason"),
    [
        ("XN-1", 1, 2, None, None),
        ("XN-1", 1, 1, None, CaseProblemReason.SAME_PERSON),
        ("XN-1", 1, None, None, CaseProblemReason.NOT_STAFF),
        ("XN-1", None, 2, None, CaseProblemReason.NO_FIRST_PERSON),
        (" ", 1, 2, None, CaseProblemReason.REFERENCE_MISSING),
        ("XN-1", 1, 2, 3, CaseProblemReason.ALREADY_CONFIRMED),
    ],
)
def test_the_second_person(
    reference: str, first: int | None, second: int | None, confirmed_by: int | None, reason: CaseProblemReason | None
) -> None:
    assert rules.may_confirm(reference, first, second, confirmed_by) is reason


@pytest.mark.parametrize("state", list(CaseState))
def test_only_a_standing_case_opens_names(state: CaseState) -> None:
    opens = rules.opens_names(state, ResultOutcome.POSITIVE, "XN-1", 1, 2)
    assert opens is (state in {CaseState.CONFIRMED, CaseState.RECOVERED, CaseState.DIED})


@pytest.mark.parametrize(
    ("outcome", "reference", "first", "second"),
    [
        (ResultOutcome.NEGATIVE, "XN-1", 1, 2),
        (ResultOutcome.POSITIVE, "", 1, 2),
        (ResultOutcome.POSITIVE, "XN-1", 1, 1),
        (ResultOutcome.POSITIVE, "XN-1", 1, None),
        (ResultOutcome.POSITIVE, "XN-1", None, None),
    ],
)
def test_names_stay_shut(outcome: ResultOutcome, reference: str, first: int | None, second: int | None) -> None:
    assert not rules.opens_names(CaseState.CONFIRMED, outcome, reference, first, second)


def test_result_needs_a_reference_and_a_sample_that_was_taken() -> None:
    assert rules.check_result("XN-1", NOW, NOW) == ()
    wrong = rules.check_result("  ", NOW + DAY, NOW)
    assert [problem.code for problem in wrong] == [CaseProblemReason.REFERENCE_MISSING, CaseProblemReason.IN_THE_FUTURE]


@pytest.mark.parametrize(("folded", "letters"), [("bac giang", "BG"), ("thua thien hue", "TTH"), ("", "TV")])
def test_letters_of_a_province(folded: str, letters: str) -> None:
    assert rules.code_letters(folded) == letters


def test_codes_grow_past_four_digits() -> None:
    assert (rules.case_code("BG", 412), rules.case_code("BG", 12_345)) == ("BG-0412", "BG-12345")


def test_days_are_local() -> None:
    assert LocalDay.of(datetime(2021, 5, 30, 17, 0, tzinfo=UTC)) == date(2021, 5, 31)
    assert LocalDay.of(datetime(2021, 5, 30, 16, 59, tzinfo=UTC)) == date(2021, 5, 30)


def test_a_closed_file_is_kept_two_years() -> None:
    assert rules.deletion_day(NOW) == date(2023, 6, 1)


def test_body_hash_is_of_the_moment_not_of_its_zone() -> None:
    other = NOW.astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))
    assert rules.body_hash(1, NOW) == rules.body_hash(1, other)
    assert rules.body_hash(1, None) != rules.body_hash(None, 1)
