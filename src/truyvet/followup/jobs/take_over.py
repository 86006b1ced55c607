"""Takes over what lower rooms found, as soon as they have found it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from truyvet.audit.values import By
from truyvet.core.jobs import Job, Lane
from truyvet.followup.actions import take_over_cases, take_over_declarations, take_over_runs, take_over_verdicts
from truyvet.followup.jobs import call_answers, corrections, daily_links, list_counts, message_answers, order_sightings, turned_results


def take_over(now: datetime) -> int:
    """Takes over new traces, decisions, declarations and changed cases; returns how much changed."""
    by = By.system("followup")
    return sum(take(by=by, now=now) for take in (take_over_runs, take_over_verdicts, take_over_declarations, take_over_cases))


JOBS: Final = (
    Job("followup.take_over", take_over, interval_s=2, lane=Lane.PUBLISHING, timeout_s=300),
    turned_results.JOB,
    order_sightings.JOB,
    daily_links.JOB,
    *list_counts.JOBS,
    call_answers.JOB,
    message_answers.JOB,
    corrections.JOB,
)
