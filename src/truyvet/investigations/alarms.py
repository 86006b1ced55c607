"""What can be the matter with trace runs: one failed, and nobody has had an answer for its case since."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from truyvet.core.alarm import AlarmKind
from truyvet.investigations.models import Run
from truyvet.investigations.rules.runs import RunState

STANDS: Final = timedelta(days=1)
"""Ours: a day later the case's people were called without it, and the run's own page still says so."""
MAX_NAMED: Final = 5
"""Codes in the alarm's line; the page of runs has all of them."""


def failed_runs(now: datetime) -> str:
    """Returns the runs that failed within a day with their error, when no later run of the same case is done."""
    answered = Run.objects.filter(case=OuterRef("case"), state=RunState.DONE.value, pk__gt=OuterRef("pk"))
    failed = Run.objects.filter(~Exists(answered), state=RunState.FAILED.value, finished_at__gt=now - STANDS).order_by("-finished_at")
    return ", ".join(f"{code}: {error}" for code, error in failed.values_list("code", "error")[:MAX_NAMED])


ALARMS: Final = (AlarmKind("investigations.run_failed", _("Một lần truy vết bị dừng"), "run-failed", failed_runs),)
