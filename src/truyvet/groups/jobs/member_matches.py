"""Looks once more for the entries of members of whom none was known: people register after their school sent its list."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from truyvet.audit.values import Scope
from truyvet.core.change_number import next_change
from truyvet.core.jobs import Job, Lane
from truyvet.core.local_day import LocalDay
from truyvet.groups.actions.member_matches import match_members
from truyvet.groups.models import Membership

MEMBERS_PER_PART: Final = 2_000
MATCH_HOUR: Final = 3
"""At night, when nobody waits."""


def match_again(now: datetime) -> int:
    """Matches every present member without an entry once more, in parts; returns how many were found."""
    scope, last, count = Scope.system("groups", LocalDay.of(now)), 0, 0
    while part := list(
        Membership.objects.filter(pk__gt=last, person=None, valid_until=None).select_related("group").order_by("pk")[:MEMBERS_PER_PART]
    ):
        last = part[-1].pk
        found = match_members(scope, part)
        with transaction.atomic():
            change = next_change()
            for row in found:
                row.change = change
            Membership.objects.bulk_update(found, ["person", "change"], batch_size=500)
        count += len(found)
    return count


def _run(now: datetime) -> int:
    match_again(now)
    return 0


JOBS: Final = (Job("groups.match_members", _run, 3_600, Lane.UPKEEP, timeout_s=600, at_hour=MATCH_HOUR),)
