"""What the follow-up and the laboratory know of somebody, for an order: answers to questions of the room ``isolation``."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from truyvet.audit.values import Scope, require_scope
from truyvet.core.local_day import LocalDay
from truyvet.followup.models import FollowUp, FollowUpSource
from truyvet.followup.queries.followed_persons import follow_ups
from truyvet.followup.rules.records import SourceKind
from truyvet.isolation.queries import LastExposure
from truyvet.isolation.rules.quarantine_lengths import PersonKind
from truyvet.isolation.rules.release import ReleaseFacts
from truyvet.laboratory.queries import results_of
from truyvet.laboratory.rules.results import LabOutcome
from truyvet.people.queries.merges import merged_entries

KINDS: Final = {
    SourceKind.CONTACT: PersonKind.CONTACT,
    SourceKind.BY_HAND: PersonKind.CONTACT,
    SourceKind.ARRIVAL: PersonKind.ARRIVAL,
}
"""Why somebody is followed → whom the rule of quarantine speaks of. Whether they are vaccinated is the officer's to say."""
UNKNOWN_DAYS: Final = 2
"""Nobody knows their health for two days: missing, as on the list "two days without an answer"."""


def last_exposure(scope: Scope, person_id: int) -> LastExposure | None:
    """Returns the latest exposure that stands of a person who is followed within the scope."""
    rows = FollowUpSource.objects.filter(
        follow_up__in=follow_ups(scope).filter(person__in=merged_entries(person_id), closed_at__isnull=True), withdrawn_at__isnull=True,
        kind__in=[kind.value for kind in KINDS],
    ).order_by("-last_exposure")  # fmt: skip
    found = rows.first()
    return None if found is None else LastExposure(KINDS[SourceKind(found.kind)], found.last_exposure)


def looks_after(scope: Scope, person_id: int) -> bool:
    """Returns whether the reader's units follow this person now, wherever they are at home."""
    return follow_ups(scope).filter(person__in=merged_entries(person_id), closed_at__isnull=True).exists()


def release_facts(scope: Scope, person_id: int, since: datetime, now: datetime) -> ReleaseFacts | None:
    """Returns what checks and samples since an instant say, wherever they were made; None without any. Of samples the newest decides."""
    system = Scope.system("followup", require_scope(scope).on)
    rows = list(FollowUp.objects.filter(person__in=merged_entries(person_id), closed_at__isnull=True))
    results = [each for each in results_of(system, [person_id]).get(person_id, ()) if not each.is_corrected and each.taken_at >= since]
    if not rows and not results:
        return None
    newest = max(results, key=lambda each: each.taken_at, default=None)
    today = LocalDay.of(now)
    # Of two entries of one person, an answer under either is an answer, and symptoms under either are symptoms.
    is_missing = bool(rows) and all(
        row.reached_at is None or row.next_check_day <= min(today, row.last_day) - timedelta(days=UNKNOWN_DAYS) for row in rows
    )
    return ReleaseFacts(
        sum(each.outcome is LabOutcome.NEGATIVE for each in results), newest is not None and newest.outcome is LabOutcome.POSITIVE,
        any(row.is_unwell for row in rows), is_missing,
    )  # fmt: skip
