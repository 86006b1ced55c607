"""``/metrics``: jobs, workers, alarms and the disk in the text format of Prometheus, for a monitor that has the token."""

from __future__ import annotations

import hmac
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from truyvet.access.doors import open_door
from truyvet.core import registry, worker_lease
from truyvet.core.models import JobState
from truyvet.site.alarm_status import current_alarms
from truyvet.web import clock

TEXT = "text/plain; version=0.0.4; charset=utf-8"


@open_door(reason="a monitor has no account: it shows the token of TRUYVET_METRICS_TOKEN, and without one the page is not there")
def metrics(request: HttpRequest) -> HttpResponse:
    """``/metrics`` gives Prometheus the state of jobs, alarms and queues."""
    token = str(settings.TRUYVET_METRICS_TOKEN)
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not hmac.compare_digest(shown.encode(), token.encode()):
        raise Http404
    return HttpResponse("".join(f"{line}\n" for line in _lines()), content_type=TEXT)


def _lines() -> Iterator[str]:
    standing = {each.name: each for each in current_alarms(clock.now())}
    yield "# HELP truyvet_alarm Whether an alarm stands (1) or not (0)."
    yield "# TYPE truyvet_alarm gauge"
    for kind in registry.alarms():
        yield f'truyvet_alarm{{name="{kind.name}"}} {int(kind.name in standing)}'
    yield "# HELP truyvet_workers Workers that are alive."
    yield "# TYPE truyvet_workers gauge"
    yield f"truyvet_workers {len(worker_lease.living_workers())}"
    states = {row.name: row for row in JobState.objects.all()}
    rows = [(job.name, states[job.name]) for job in registry.jobs() if job.name in states]
    series = (
        ("truyvet_job_runs_total", "counter", "Runs of a job that ended well.", lambda row: row.runs),
        ("truyvet_job_done_total", "counter", "Pieces of work that a job did.", lambda row: row.done),
        ("truyvet_job_failures", "gauge", "Failures of a job in a row.", lambda row: row.failures),
        ("truyvet_job_last_success_seconds", "gauge", "When a job last ended well, in seconds since 1970.", lambda row: _epoch(row.ran_at)),
    )
    for name, kind_of, text, value in series:
        yield f"# HELP {name} {text}"
        yield f"# TYPE {name} {kind_of}"
        for job, row in rows:
            yield f'{name}{{job="{job}"}} {value(row)}'
    usage = shutil.disk_usage(Path(settings.TRUYVET_HOME))
    yield "# HELP truyvet_disk_free_bytes Free bytes of the disk that holds the home folder."
    yield "# TYPE truyvet_disk_free_bytes gauge"
    yield f"truyvet_disk_free_bytes {usage.free}"


def _epoch(at: object) -> int:
    return int(at.timestamp()) if at is not None else 0  # type: ignore[attr-defined]
