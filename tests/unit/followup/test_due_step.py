"""What is due with a followed person: from facts, by a table that a doctor can read, and by properties."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truyvet.core.local_day import LocalDay
from truyvet.core.toml_table import DataFileError
from truyvet.followup.rules.computed_lists import FollowUpList, lists_of
from truyvet.followup.rules.due_step import FollowUpFacts, LateLevel, StepKind, late_level, next_check_day, next_step
from truyvet.followup.rules.follow_up_rule import follow_up_table, last_follow_up_day, parse_table
from truyvet.followup.rules.records import FollowUpRefused, Symptom, day_of_follow_up, symptoms_of
from truyvet.followup.rules.release import ReleaseCondition, unmet_conditions

RULE = follow_up_table().rule_on(date(2021, 5, 31))
FOUND = datetime(2021, 5, 31, 3, 0, tzinfo=UTC)
"""10:00 in Vietnam."""
NEW = FollowUpFacts(opened_at=FOUND, last_day=date(2021, 6, 20), is_call_first=True, has_phone=True)


def hours(count: float) -> datetime:
    return FOUND + timedelta(hours=count)


def local(day: date, hour: int) -> datetime:
    return LocalDay.of_date(day).start + timedelta(hours=hour)


REACHED = replace(NEW, last_attempt_at=hours(1), reached_at=hours(1))


@pytest.mark.parametrize(
    ("facts", "step", "due"),
    [
        (NEW, StepKind.FIRST_CALL, hours(4)),
        (replace(NEW, is_call_first=False), StepKind.FIRST_CALL, hours(24)),
        (replace(NEW, has_phone=False), StepKind.TEAM_VISIT, hours(12)),
        (replace(NEW, last_attempt_at=hours(1), unanswered=1), StepKind.CALL_AGAIN, hours(4)),
        (replace(NEW, last_attempt_at=hours(7), unanswered=3), StepKind.TEAM_VISIT, hours(19)),
        (REACHED, StepKind.DAILY_CHECK, local(date(2021, 6, 1), 12)),
        (replace(REACHED, last_check_on=date(2021, 6, 3)), StepKind.DAILY_CHECK, local(date(2021, 6, 4), 12)),
        (replace(REACHED, last_check_on=date(2021, 6, 20)), StepKind.RELEASE, local(date(2021, 6, 21), 12)),
        # Who is missing is looked for, not released, however late it is.
        (replace(REACHED, last_check_on=date(2021, 6, 17)), StepKind.DAILY_CHECK, local(date(2021, 6, 18), 12)),
        (replace(REACHED, symptoms_since=hours(30), is_unwell=True), StepKind.SYMPTOM_CALL, hours(31)),
        (replace(REACHED, is_closed=True), StepKind.NOTHING, None),
    ],
)
def test_the_next_step(facts: FollowUpFacts, step: StepKind, due: datetime | None) -> None:
    found = next_step(facts, RULE)
    assert (found.kind, found.due_at) == (step, due)


def test_a_late_step_rises_from_the_team_to_the_district() -> None:
    levels = [late_level(hours(0), hours(late), RULE) for late in (-1, 0, 2.9, 3, 7.9, 8, 100)]
    assert levels == [
        LateLevel.NOT_LATE, LateLevel.TEAM, LateLevel.TEAM, LateLevel.COMMUNE, LateLevel.COMMUNE, LateLevel.DISTRICT, LateLevel.DISTRICT
    ]  # fmt: skip


def test_lists_at_noon_and_before() -> None:
    day = date(2021, 6, 2)
    facts = replace(REACHED, last_check_on=date(2021, 6, 1))
    assert FollowUpList.MISSED_TODAY not in lists_of(facts, 0, local(day, 11), RULE)
    assert FollowUpList.MISSED_TODAY in lists_of(facts, 0, local(day, 12), RULE)
    assert FollowUpList.MISSED_TWO_DAYS not in lists_of(facts, 0, local(date(2021, 6, 3), 23), RULE)
    assert FollowUpList.MISSED_TWO_DAYS in lists_of(facts, 0, local(date(2021, 6, 4), 0), RULE)
    assert lists_of(replace(facts, is_closed=True), 3, local(day, 13), RULE) == frozenset()


def test_release_names_what_is_not_met() -> None:
    assert unmet_conditions(NEW, date(2021, 6, 1)) == (ReleaseCondition.LAST_DAY, ReleaseCondition.REACHED)
    missing = replace(REACHED, last_check_on=date(2021, 6, 18))
    assert unmet_conditions(missing, date(2021, 6, 21)) == (ReleaseCondition.ANSWERED,)
    assert unmet_conditions(replace(missing, last_check_on=date(2021, 6, 20), is_unwell=True), date(2021, 6, 21)) == (
        ReleaseCondition.SYMPTOMS,
    )
    assert unmet_conditions(replace(missing, last_check_on=date(2021, 6, 20)), date(2021, 6, 21)) == ()


def test_lengths_by_the_day_of_the_last_exposure() -> None:
    assert last_follow_up_day(date(2020, 3, 12)) == date(2020, 3, 26)
    assert last_follow_up_day(date(2021, 5, 4)) == date(2021, 5, 18)
    assert last_follow_up_day(date(2021, 5, 5)) == date(2021, 6, 2)
    assert last_follow_up_day(date(2024, 2, 28)) == date(2024, 3, 9), "a leap day counts"
    assert day_of_follow_up(date(2021, 5, 5), date(2021, 6, 2), date(2021, 5, 5)) == (0, 28)
    assert day_of_follow_up(date(2021, 5, 5), date(2021, 6, 2), date(2021, 6, 2)) == (28, 28)


def test_a_fever_is_measured() -> None:
    assert symptoms_of(frozenset(), 374) == frozenset()
    assert symptoms_of(frozenset({Symptom.COUGH}), 375) == {Symptom.COUGH, Symptom.FEVER}
    with pytest.raises(FollowUpRefused):
        symptoms_of(frozenset(), 120)


def test_a_wrong_file_names_everything_that_is_wrong() -> None:
    with pytest.raises(DataFileError) as wrong:
        parse_table('[[rule]]\nversion = "1"\nvalid_from = 2020-01-01\nsource = "x"\ncheck_hour = 24\nlives = 9\n')
    assert {"check_hour", "lives", "is"} <= {word for line in wrong.value.errors for word in line.replace(":", " ").split()}


seconds = st.integers(int(datetime(2021, 5, 1, tzinfo=UTC).timestamp()), int(datetime(2021, 7, 1, tzinfo=UTC).timestamp()))
moments = seconds.map(lambda at: datetime.fromtimestamp(at, UTC))
facts_drawn = st.builds(
    FollowUpFacts, opened_at=moments, last_day=st.dates(date(2021, 5, 1), date(2021, 7, 1)), is_call_first=st.booleans(),
    has_phone=st.booleans(), unanswered=st.integers(0, 5), last_attempt_at=st.none() | moments, reached_at=st.none() | moments,
    last_check_on=st.none() | st.dates(date(2021, 5, 1), date(2021, 7, 1)), symptoms_since=st.none() | moments, is_unwell=st.booleans(),
)  # fmt: skip


@given(facts_drawn, moments)
def test_somebody_open_always_has_a_next_step_and_is_owed_at_most_one_answer_a_day(facts: FollowUpFacts, now: datetime) -> None:
    found = next_step(facts, RULE)
    assert found.kind is not StepKind.NOTHING
    assert found.due_at is not None
    lists = lists_of(facts, 0, now, RULE)
    if FollowUpList.READY_FOR_RELEASE in lists:
        assert unmet_conditions(facts, LocalDay.of(now)) == ()
        assert not lists & {FollowUpList.MISSED_TODAY, FollowUpList.MISSED_TWO_DAYS, FollowUpList.SYMPTOMS}
    if facts.last_check_on is not None and facts.reached_at is not None and LocalDay.of(facts.reached_at) <= facts.last_check_on:
        assert next_check_day(facts) == facts.last_check_on + timedelta(days=1)
