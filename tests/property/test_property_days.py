"""10,000 days of orders and follow-ups against a count on a calendar: none is off by one over midnight, Tết, a leap day, a new rule.

The oracle knows no code of ours: it takes Vietnam's wall clock from the zone database and the rules from their file. Half of the moments
lie within a second of a midnight, in Vietnam or in UTC, on a day on which programs go wrong.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from importlib.resources import files
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

from truyvet.core.local_day import LocalDay
from truyvet.followup.rules.computed_lists import FollowUpList, lists_of
from truyvet.followup.rules.due_step import FollowUpFacts, StepKind, next_check_day, next_step
from truyvet.followup.rules.follow_up_rule import follow_up_table, last_follow_up_day
from truyvet.followup.rules.records import day_of_follow_up
from truyvet.followup.rules.release import ReleaseCondition, unmet_conditions
from truyvet.isolation.rules import release
from truyvet.isolation.rules.order_dates import order_dates
from truyvet.isolation.rules.quarantine_lengths import PersonKind

CASES: Final = 10_000
VIETNAM: Final = ZoneInfo("Asia/Ho_Chi_Minh")
HARD_DAYS: Final = (
    *(date(year, 2, 29) for year in (2020, 2024)),  # leap days
    *(date(2021, 2, day) for day in (11, 12)),  # Tết of 2021 and its eve
    *(date(2024, 2, day) for day in (9, 10)),
    *(date(year, month, day) for year in (2020, 2021, 2024) for month, day in ((1, 1), (2, 28), (3, 1), (12, 31))),
    date(2025, 7, 1),  # the day on which the units of 2021 end
)
FREE: Final = release.ReleaseFacts(9, has_positive_test=False, has_symptoms=False, is_missing=False)


def rules() -> list[tuple[date, dict[str, dict[str, Any]]]]:
    """The file of lengths, oldest first: from when, and the rules by the kind of person."""
    read = tomllib.loads(files("truyvet.isolation").joinpath("data", "quarantine_lengths.toml").read_text("utf-8"))
    return [(date.fromisoformat(each["from"]), {rule["person"]: rule for rule in each["rule"]}) for each in read["version"]]


def rule_of(kind: str, on: date) -> dict[str, Any] | None:
    return next((named[kind] for since, named in reversed(rules_read) if since <= on and kind in named), None)


rules_read: Final = rules()


def moments(draw: Random) -> Iterator[datetime]:
    """Instants of 2020–2026, half of them within a second of a midnight of a hard day, in whatever zone a program may write them."""
    hard = (*HARD_DAYS, *(since for since, _ in rules_read))
    while True:
        if draw.random() < 0.5:
            zone = draw.choice((VIETNAM, UTC))
            near = datetime.combine(draw.choice(hard), time(), zone) + timedelta(days=draw.randint(-1, 1), seconds=draw.randint(-1, 1))
        else:
            near = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=draw.randrange(7 * 365 * 86_400))
        yield near.astimezone(draw.choice((UTC, VIETNAM, timezone(timedelta(hours=-5)), timezone(timedelta(hours=12)))))


def wall_day(at: datetime) -> date:
    return at.astimezone(VIETNAM).date()


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), VIETNAM)


def test_days_of_an_order() -> None:
    draw = Random(20210531)
    instants = moments(draw)
    issued_any = 0
    for _ in range(CASES):
        issued, kind = next(instants), draw.choice(tuple(PersonKind))
        exposed = issued - timedelta(seconds=draw.randrange(25 * 86_400))
        rule = rule_of(kind.value, wall_day(issued))
        found = order_dates(kind, exposed, issued)
        last = wall_day(exposed) + timedelta(days=rule["days"]) if rule else wall_day(exposed)
        if rule is None or not rule["days"] or last < wall_day(issued):
            assert found is None, (kind, exposed, issued)
            continue
        assert found is not None
        issued_any += 1
        told = (found.first_day, found.last_day, found.watch_until, *found.test_days)
        tests = [wall_day(exposed) + timedelta(days=int(day)) for day in rule["tests"]]
        assert told == (wall_day(issued), last, last + timedelta(days=rule["watch_days"]), *tests), (kind, exposed, issued)
        # The first second of the last day may be the release; the last second of the day before may not.
        start = datetime.combine(last, time(), VIETNAM)
        for second, is_open in ((start - timedelta(seconds=1), True), (start, False), (start + timedelta(days=1, seconds=-1), False)):
            unmet = release.unmet_conditions(found.last_day, LocalDay.of(second), 0, FREE)
            assert (release.UnmetCondition.LAST_DAY in unmet) is is_open
    assert issued_any > CASES / 4


def test_days_of_a_follow_up() -> None:
    draw = Random(20210212)
    instants, table = moments(draw), follow_up_table()
    for _ in range(CASES):
        opened = next(instants)
        exposed = wall_day(opened) - timedelta(days=draw.randint(0, 20))
        rule = rule_of("contact", exposed) or rules_read[0][1]["contact"]
        last = exposed + timedelta(days=rule["days"] + rule["watch_days"])
        assert last_follow_up_day(exposed) == last, exposed
        many = (last - exposed).days
        assert day_of_follow_up(exposed, last, wall_day(opened)) == (min((wall_day(opened) - exposed).days, many), many)
        times = table.rule_on(wall_day(opened))
        reached = opened + timedelta(seconds=draw.randrange(3 * 86_400))
        facts = replace(FollowUpFacts(opened, last, is_call_first=True, has_phone=True), last_attempt_at=reached, reached_at=reached)
        owed = wall_day(reached) + timedelta(days=1)
        step = next_step(facts, times)
        assert next_check_day(facts) == owed
        assert (step.kind, step.due_at) == (StepKind.DAILY_CHECK if owed <= last else StepKind.RELEASE, noon(owed)), (opened, reached)
        # Who answers every day to the last one may go with the first second of the day after it, not with the last one of it.
        done = replace(facts, reached_at=min(reached, noon(last)), last_check_on=last)
        over = datetime.combine(last + timedelta(days=1), time(), VIETNAM)
        for second, may_go in ((over - timedelta(seconds=1), False), (over, True)):
            assert (ReleaseCondition.LAST_DAY not in unmet_conditions(done, wall_day(second))) is may_go
            assert (FollowUpList.READY_FOR_RELEASE in lists_of(done, 0, second.astimezone(UTC), times)) is may_go
        eve = datetime.combine(last - timedelta(days=1), time(), VIETNAM)
        for second, is_on in ((eve - timedelta(seconds=1), False), (eve, True), (eve + timedelta(days=1), False)):
            assert (FollowUpList.ENDS_TOMORROW in lists_of(facts, 0, second.astimezone(UTC), times)) is is_on
