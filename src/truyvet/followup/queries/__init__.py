"""Reads of this room; the first argument of each is who reads."""

from truyvet.followup.queries.check_links import LinkedHousehold, household_of_link
from truyvet.followup.queries.followed_persons import (
    FollowedFilter,
    FollowedRow,
    PersonToVisit,
    followed_among,
    followed_page,
    next_to_call,
    oldest_due,
    persons_to_visit,
)
from truyvet.followup.queries.list_counts import followed_counts, list_counts, taken_count
from truyvet.followup.queries.record import FollowUpRecord, call_facts, follow_up_record

__all__ = [
    "FollowUpRecord",
    "FollowedFilter",
    "FollowedRow",
    "LinkedHousehold",
    "PersonToVisit",
    "call_facts",
    "follow_up_record",
    "followed_among",
    "followed_counts",
    "followed_page",
    "household_of_link",
    "list_counts",
    "next_to_call",
    "oldest_due",
    "persons_to_visit",
    "taken_count",
]
