"""When a campaign writes again to those who have not done what it asks for, and when it is over. Pure rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from truyvet.campaigns.rules.campaign_state import MAX_CAMPAIGN_DAYS, MAX_REPEAT_DAYS, CampaignPlan
from truyvet.core.local_day import LocalDay
from truyvet.core.refusal import Refusal

HOURS_IN_DAY = 24


def schedule_refusals(plan: CampaignPlan, *, is_seen: bool) -> Iterator[Refusal]:
    """Yields what is wrong with the hours and repeats of a plan. ``is_seen``: the house can see who did what such a campaign asks for."""
    if not 0 <= plan.hour_from < plan.hour_until <= HOURS_IN_DAY:
        yield Refusal("hours_wrong", "hour_until")
    if not plan.repeat_days:
        if plan.target_percent or plan.last_day:
            yield Refusal("repeat_missing", "repeat_days")
        return
    first = LocalDay.of(plan.starts_at)
    if plan.repeat_days > MAX_REPEAT_DAYS:
        yield Refusal("repeat_days_wrong", "repeat_days")
    if not is_seen:
        yield Refusal("repeat_unseen", "repeat_days")
    if plan.target_percent > 100:
        yield Refusal("target_wrong", "target_percent")
    if plan.last_day is None or not first <= plan.last_day <= first + timedelta(days=MAX_CAMPAIGN_DAYS):
        yield Refusal("last_day_wrong", "last_day")


def next_repeat(begun: date, repeat_days: int, last_day: date | None) -> date | None:
    """Returns the local day of the next repeat after one that began on ``begun``; None when the campaign is over."""
    day = begun + timedelta(days=repeat_days)
    return day if repeat_days and last_day is not None and day <= last_day else None


def is_target_met(acted: int, persons: int, target_percent: int) -> bool:
    """Whether so many of those written to have done it that nobody is asked again."""
    return bool(target_percent) and persons > 0 and 100 * acted >= target_percent * persons
