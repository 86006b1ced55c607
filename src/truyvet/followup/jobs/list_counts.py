"""Adds up what the database wrote of each change of a follow-up, and counts all of them anew now and then."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Final

from django.db import connection, transaction

from truyvet.core.jobs import Job, Lane
from truyvet.followup.models import FollowUpCount
from truyvet.followup.rules.count_level import CountLevel, units_above

CHANGES_PER_PART: Final = 1_000
"""In one transaction, so that nobody who writes meanwhile waits long."""
FACTS: Final = {
    "is_reached": "reached_at IS NOT NULL",
    "is_tried": "last_attempt_at IS NOT NULL",
    "is_unwell": "is_unwell",
    "has_phone": "has_phone",
    "has_needs": "open_needs > 0",
    "is_checked": "last_check_on IS NOT NULL",
    "is_call_first": "is_call_first",
    "next_check_day": "next_check_day",
    "last_day": "last_day",
}
"""What is counted → how it is read from a follow-up."""


def add_up_changes(now: datetime) -> int:
    """Adds each change to the sums of its commune and of the units above, and removes it; returns how many changes."""
    del now
    count = 0
    while part := _add_up_part():
        count += part
    return count


def count_anew(now: datetime) -> int:
    """Counts the open follow-ups themselves and corrects what the sums say otherwise; returns how many sums were wrong."""
    del now
    facts, read = ", ".join(FACTS), ", ".join(f"{sql} AS {name}" for name, sql in FACTS.items())
    # One statement: what changes meanwhile is in both halves of it or in neither.
    counted = (
        f"SELECT coalesce((SELECT path FROM places_unit WHERE id = commune_id), '') AS area, {read}, 1 AS n "
        f"FROM followup_followup WHERE closed_at IS NULL "
        f"UNION ALL SELECT area, {facts}, -count FROM followup_followupcount WHERE level <= {CountLevel.COMMUNE.value}"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT area, {facts}, SUM(n) FROM ({counted}) AS found GROUP BY area, {facts} HAVING SUM(n) <> 0")
        wrong = [dict(zip(("area", *FACTS, "count"), row, strict=True)) for row in cursor.fetchall()]
    FollowUpCount.objects.bulk_create(FollowUpCount(level=CountLevel.CHANGE, **each) for each in wrong)
    return len(wrong)


def _add_up_part() -> int:
    with transaction.atomic():
        changes = FollowUpCount.objects.select_for_update(skip_locked=True).filter(level=CountLevel.CHANGE)
        rows = list(changes.order_by("pk")[:CHANGES_PER_PART])
        more: Counter[tuple[object, ...]] = Counter()
        for row in rows:
            more[_key(row, CountLevel.COMMUNE, row.area)] += row.count
            for path in units_above(row.area):
                more[_key(row, CountLevel.ABOVE, path)] += row.count
        sums = FollowUpCount.objects.filter(level__gt=CountLevel.CHANGE, area__in={key[1] for key in more})
        kept = {_key(row, row.level, row.area): row for row in sums if _key(row, row.level, row.area) in more}
        for key, row in kept.items():
            row.count += more[key]
        FollowUpCount.objects.bulk_update([row for row in kept.values() if row.count], ["count"], batch_size=500)
        new = [dict(zip(("level", "area", *FACTS), key, strict=True)) | {"count": count} for key, count in more.items() if key not in kept]
        FollowUpCount.objects.bulk_create(FollowUpCount(**each) for each in new if each["count"])
        gone = [*rows, *(row for row in kept.values() if not row.count)]
        FollowUpCount.objects.filter(pk__in=[row.pk for row in gone]).delete()
    return len(rows)


def _key(row: FollowUpCount, level: int, area: str) -> tuple[object, ...]:
    return level, area, *(getattr(row, name) for name in FACTS)


JOBS: Final = (
    Job("followup.counts", add_up_changes, interval_s=10, lane=Lane.UPKEEP, timeout_s=300),
    Job("followup.counts_anew", count_anew, interval_s=3_600, lane=Lane.UPKEEP, timeout_s=300),
)
