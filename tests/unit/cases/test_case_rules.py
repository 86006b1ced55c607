"""States, dates, results and codes of cases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from truyvet.cases import rules
from truyvet.cases.rules import Dates, Outcome, Problem, Reason, State

NOW = datetime(2021, 5, 31, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def test_every_state_has_its_row_and_reaches_known_states_only() -> None:
    assert set(rules.TRANSITIONS) == set(State)
    assert all(after <= set(State) for after in rules.TRANSITIONS.values())


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        (State.SUSPECTED, State.CONFIRMED, True),
        (State.SUSPECTED, State.DISCARDED, True),
        (State.SUSPECTED, State.DIED, False),
        (State.CONFIRMED, State.RECOVERED, True),
        (State.CONFIRMED, State.DISCARDED, True),
        (State.DISCARDED, State.CONFIRMED, False),
        (State.DIED, State.RECOVERED, False),
    ],
)
def test_transitions(before: State, after: State, allowed: bool) -> None:
    assert rules.allowed(before, after) is allowed


@pytest.mark.parametrize("state", [State.RECOVERED, State.DIED, State.DISCARDED])
def test_a_closed_case_stays_closed(state: State) -> None:
    assert not rules.TRANSITIONS[state]


def test_dates_that_are_right() -> None:
    window = Dates(NOW - 3 * DAY, NOW - 2 * DAY, NOW - 6 * DAY, NOW + 8 * DAY)
    assert rules.check_dates(window, NOW) == ()
    assert rules.check_dates(Dates(), NOW) == ()


@pytest.mark.parametrize(
    ("dates", "problem"),
    [
        (Dates(onset_at=NOW + DAY), Problem("onset_at", Reason.IN_THE_FUTURE)),
        (Dates(sample_at=NOW + timedelta(seconds=1)), Problem("sample_at", Reason.IN_THE_FUTURE)),
        (Dates(onset_at=datetime(1969, 12, 31, tzinfo=UTC)), Problem("onset_at", Reason.OUT_OF_RANGE)),
        (Dates(onset_at=datetime(2101, 1, 1, tzinfo=UTC)), Problem("onset_at", Reason.OUT_OF_RANGE)),
        (Dates(onset_at=datetime(2021, 5, 1)), Problem("onset_at", Reason.NO_ZONE)),  # noqa: DTZ001 - the point of it
        (Dates(infectious_from=NOW - DAY), Problem("infectious_until", Reason.HALF_A_WINDOW)),
        (Dates(infectious_until=NOW), Problem("infectious_from", Reason.HALF_A_WINDOW)),
        (
            Dates(infectious_from=NOW - DAY, infectious_until=NOW - DAY),
            Problem("infectious_until", Reason.EMPTY_WINDOW),
        ),
    ],
)
def test_dates_that_are_wrong(dates: Dates, problem: Problem) -> None:
    assert rules.check_dates(dates, NOW) == (problem,)


def test_all_wrong_dates_are_told_at_once() -> None:
    wrong = rules.check_dates(Dates(onset_at=NOW + DAY, sample_at=NOW + DAY), NOW)
    assert [problem.field for problem in wrong] == ["onset_at", "sample_at"]


@pytest.mark.parametrize(("days", "warned"), [(30, False), (31, True)])
def test_an_onset_long_after_the_sample_is_a_warning(days: int, warned: bool) -> None:
    sample = NOW - 60 * DAY
    problems = rules.check_dates(Dates(onset_at=sample + days * DAY, sample_at=sample), NOW)
    assert problems == ((Problem("onset_at", Reason.FAR_APART, warning=True),) if warned else ())


@pytest.mark.parametrize(
    ("reference", "first", "second", "confirmed_by", "reason"),
    [
        ("XN-1", 1, 2, None, None),
        ("XN-1", 1, 1, None, Reason.SAME_PERSON),
        ("XN-1", 1, None, None, Reason.NOT_STAFF),
        ("XN-1", None, 2, None, Reason.NO_FIRST_PERSON),
        (" ", 1, 2, None, Reason.REFERENCE_MISSING),
        ("XN-1", 1, 2, 3, Reason.ALREADY_CONFIRMED),
    ],
)
def test_the_second_person(reference: str, first: int | None, second: int | None, confirmed_by: int | None, reason: Reason | None) -> None:
    assert rules.may_confirm(reference, first, second, confirmed_by) is reason


@pytest.mark.parametrize("state", list(State))
def test_only_a_standing_case_opens_names(state: State) -> None:
    opens = rules.opens_names(state, Outcome.POSITIVE, "XN-1", 1, 2)
    assert opens is (state in {State.CONFIRMED, State.RECOVERED, State.DIED})


@pytest.mark.parametrize(
    ("outcome", "reference", "first", "second"),
    [
        (Outcome.NEGATIVE, "XN-1", 1, 2),
        (Outcome.POSITIVE, "", 1, 2),
        (Outcome.POSITIVE, "XN-1", 1, 1),
        (Outcome.POSITIVE, "XN-1", 1, None),
        (Outcome.POSITIVE, "XN-1", None, None),
    ],
)
def test_names_stay_shut(outcome: Outcome, reference: str, first: int | None, second: int | None) -> None:
    assert not rules.opens_names(State.CONFIRMED, outcome, reference, first, second)


def test_result_needs_a_reference_and_a_sample_that_was_taken() -> None:
    assert rules.check_result("XN-1", NOW, NOW) == ()
    wrong = rules.check_result("  ", NOW + DAY, NOW)
    assert [problem.reason for problem in wrong] == [Reason.REFERENCE_MISSING, Reason.IN_THE_FUTURE]


@pytest.mark.parametrize(("actor", "staff"), [("staff:12", 12), ("person:K7F2Q9", None), ("system:worker", None), ("staff:", None)])
def test_staff_of_an_actor(actor: str, staff: int | None) -> None:
    assert rules.staff_of(actor) == staff


@pytest.mark.parametrize(("folded", "letters"), [("bac giang", "BG"), ("thua thien hue", "TTH"), ("", "TV")])
def test_letters_of_a_province(folded: str, letters: str) -> None:
    assert rules.prefix(folded) == letters


def test_codes_grow_past_four_digits() -> None:
    assert (rules.code("BG", 412), rules.code("BG", 12_345)) == ("BG-0412", "BG-12345")


def test_days_are_local() -> None:
    assert rules.day_of(datetime(2021, 5, 30, 17, 0, tzinfo=UTC)) == date(2021, 5, 31)
    assert rules.day_of(datetime(2021, 5, 30, 16, 59, tzinfo=UTC)) == date(2021, 5, 30)


def test_a_closed_file_is_kept_two_years() -> None:
    assert rules.deleted_on(NOW) == date(2023, 6, 1)


def test_body_hash_is_of_the_moment_not_of_its_zone() -> None:
    other = NOW.astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))
    assert rules.body_hash(1, NOW) == rules.body_hash(1, other)
    assert rules.body_hash(1, None) != rules.body_hash(None, 1)
