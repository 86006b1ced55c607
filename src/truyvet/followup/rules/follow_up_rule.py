"""The times of a follow-up as data (data/follow_up.toml), checked when they are read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Final

from truyvet.core.local_day import LocalDay
from truyvet.core.toml_table import DataFileError, TomlTable, parse_toml
from truyvet.isolation.rules.quarantine_lengths import PersonKind, length_in_force, load_lengths

MAX_HOURS: Final = 24 * 7


@dataclass(frozen=True, slots=True)
class FollowUpRule:
    """When the next step with a followed person is due. Hours; ``link_hour`` and ``check_hour`` are local hours of the day.

    From ``link_hour`` on the day's link goes to the telephones of those who owe an answer.
    """

    version: str
    valid_from: date
    source: str
    is_confirmed: bool
    call_first_hours: int
    other_call_hours: int
    call_again_hours: int
    calls_before_visit: int
    visit_hours: int
    symptom_call_hours: int
    link_hour: int
    check_hour: int
    commune_after_hours: int
    district_after_hours: int


@dataclass(frozen=True, slots=True)
class FollowUpTable:
    """The rules of the file, the oldest first."""

    rules: tuple[FollowUpRule, ...]

    def rule_on(self, day: date) -> FollowUpRule:
        """Returns the rule in force on a day; the oldest one before the first."""
        return next((each for each in reversed(self.rules) if each.valid_from <= day), self.rules[0])


def last_follow_up_day(last_exposure: date, person: PersonKind = PersonKind.CONTACT) -> date:
    """Returns the last day of a follow-up: the day of the last exposure is day 0, then come the days of quarantine and of watch.

    The rule of that day is taken, so that nobody's days change while they are followed; before the first rule, the first one.
    """
    first = next(each for each in load_lengths() if each.person is person)
    length = length_in_force(person, LocalDay.of_date(last_exposure)) or first
    return last_exposure + timedelta(days=length.days + length.watch_days)


@cache
def follow_up_table() -> FollowUpTable:
    """Returns the table that comes with the programme. Raises DataFileError with every error of the file."""
    return parse_table(files("truyvet.followup").joinpath("data", "follow_up.toml").read_text("utf-8"))


def parse_table(text: str) -> FollowUpTable:
    """Returns the table in the TOML ``text``. Raises DataFileError with every error."""
    errors: list[str] = []
    top = parse_toml(text, "follow_up.toml", errors)
    rules = [_rule(each) for each in top.tables("rule", "version")]
    if not rules:
        top.wrong("rule", "needs at least one")
    top.done()
    if errors:
        raise DataFileError(errors)
    return FollowUpTable(tuple(sorted(rules, key=lambda each: each.valid_from)))


def _rule(table: TomlTable) -> FollowUpRule:
    rule = FollowUpRule(
        version=table.text("version", max_chars=16),
        valid_from=table.day("valid_from"),
        source=table.text("source"),
        is_confirmed=table.flag("confirmed"),
        call_first_hours=table.whole("call_first_hours", 1, MAX_HOURS, needed=True),
        other_call_hours=table.whole("other_call_hours", 1, MAX_HOURS, needed=True),
        call_again_hours=table.whole("call_again_hours", 1, MAX_HOURS, needed=True),
        calls_before_visit=table.whole("calls_before_visit", 1, 20, needed=True),
        visit_hours=table.whole("visit_hours", 1, MAX_HOURS, needed=True),
        symptom_call_hours=table.whole("symptom_call_hours", 1, MAX_HOURS, needed=True),
        link_hour=table.whole("link_hour", 0, 23, needed=True),
        check_hour=table.whole("check_hour", 1, 23, needed=True),
        commune_after_hours=table.whole("commune_after_hours", 1, MAX_HOURS, needed=True),
        district_after_hours=table.whole("district_after_hours", 1, MAX_HOURS, needed=True),
    )
    if rule.commune_after_hours >= rule.district_after_hours:
        table.wrong("district_after_hours", "lies after commune_after_hours")
    if rule.link_hour >= rule.check_hour:
        table.wrong("check_hour", "lies after link_hour")
    table.done()
    return rule
