"""Days of a quarantine, states of an order, conditions of a release."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truyvet.core.local_day import LocalDay
from truyvet.core.toml_table import DataFileError
from truyvet.isolation.rules.case_course import COURSE_TRANSITIONS, NOT_LATER, STEP_AFTER, CourseStep, course_problem
from truyvet.isolation.rules.order_dates import order_dates
from truyvet.isolation.rules.order_states import OPEN_ORDER_STATES, TRANSITIONS, OrderState
from truyvet.isolation.rules.quarantine_lengths import PersonKind, length_in_force, load_lengths, parse_lengths
from truyvet.isolation.rules.release import ReleaseFacts, UnmetCondition, unmet_conditions

CASES = 10_000 if os.environ.get("TRUYVET_DATES") else 200
CONTACT = PersonKind.CONTACT
EARLIEST, LATEST = int(datetime(2020, 3, 12, tzinfo=UTC).timestamp()), int(datetime(2022, 4, 1, tzinfo=UTC).timestamp())


def local(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+07:00")


@pytest.mark.parametrize(
    ("exposed", "last"),
    [
        ("2021-02-11T23:59", "2021-02-25"),  # the eve of Tết
        ("2021-02-12T00:00", "2021-02-26"),
        ("2020-02-29T12:00", "2020-03-14"),
        ("2020-12-31T23:30", "2021-01-14"),
    ],
)
def test_fourteen_days_after_the_last_exposure(exposed: str, last: str) -> None:
    issued = max(local(exposed), local("2020-03-12T00:00"))
    dates = order_dates(CONTACT, local(exposed), issued)
    assert dates is not None and dates.last_day.isoformat() == last


@given(at=st.integers(EARLIEST, LATEST), late=st.integers(0, 20 * 86_400), person=st.sampled_from(PersonKind))
@settings(max_examples=CASES, deadline=None)
def test_the_last_day_is_the_day_of_the_exposure_and_the_days_of_the_rule(at: int, late: int, person: PersonKind) -> None:
    exposed = datetime.fromtimestamp(at, UTC)
    issued = exposed + timedelta(seconds=late)
    dates = order_dates(person, exposed, issued)
    # Counted by another way than the house's: Vietnam has kept UTC+7 all these years.
    day_of_exposure, day_of_issue = (exposed + timedelta(hours=7)).date(), (issued + timedelta(hours=7)).date()
    in_force = [each for each in load_lengths() if each.person is person and each.valid_from <= day_of_issue]
    if not in_force or day_of_exposure + timedelta(days=in_force[-1].days) < day_of_issue:
        assert dates is None
    else:
        assert dates is not None and dates.first_day == day_of_issue
        assert dates.last_day == day_of_exposure + timedelta(days=in_force[-1].days)
        assert dates.watch_until - dates.last_day == timedelta(days=in_force[-1].watch_days)


def test_versions_change_at_their_day() -> None:
    days = [
        found.days if (found := length_in_force(CONTACT, LocalDay.of_date(date.fromisoformat(day)))) else None
        for day in ("2020-03-11", "2021-05-04", "2021-05-05", "2021-07-13", "2021-07-14", "2022-04-15")
    ]
    assert days == [None, 14, 21, 21, 14, 0]
    assert order_dates(CONTACT, local("2022-04-14T10:00"), local("2022-04-15T10:00")) is None


def test_a_wrong_file_says_everything_that_is_wrong() -> None:
    rule = '{ person = "guest", days = 99, watch_days = 0, tests = ["x"], confirmed = 1 }'
    with pytest.raises(DataFileError) as wrong:
        parse_lengths(f'[[version]]\nname = "a"\nfrom = "2020-13-01"\nsource = ""\nrule = [{rule}]\n')
    assert len(wrong.value.errors) == 6


def test_nothing_follows_an_end() -> None:
    assert {OrderState.ISSUED, OrderState.EXTENDED} == OPEN_ORDER_STATES
    assert set(TRANSITIONS) == set(OrderState)


def test_a_release_names_every_condition_that_is_not_met() -> None:
    today = LocalDay(2021, 6, 1)
    free = ReleaseFacts(2, has_positive_test=False, has_symptoms=False, is_missing=False)
    assert unmet_conditions(today, today, 2, free) == ()
    worst = ReleaseFacts(1, has_positive_test=True, has_symptoms=True, is_missing=True)
    assert unmet_conditions(LocalDay(2021, 6, 2), today, 2, worst) == tuple(UnmetCondition)


def test_the_course_of_a_case_goes_forward() -> None:
    now = local("2021-06-01T12:00")
    in_hospital = (CourseStep.HOSPITAL, now - timedelta(hours=2))
    assert course_problem(None, CourseStep.RECOVERED, now, now) == ""
    assert course_problem(in_hospital, CourseStep.HOSPITAL, now, now) == "", "from one hospital to another"
    assert course_problem(in_hospital, CourseStep.RECOVERED, in_hospital[1], now) == NOT_LATER
    assert course_problem((CourseStep.DIED, in_hospital[1]), CourseStep.RECOVERED, now, now) == STEP_AFTER
    assert course_problem(None, CourseStep.HOSPITAL, now + timedelta(days=2), now) == "in_the_future"
    assert set(COURSE_TRANSITIONS) == set(CourseStep) and not COURSE_TRANSITIONS[CourseStep.DIED]
