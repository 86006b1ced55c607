"""What can be the matter with the house as a whole. Rooms name their own alarms in their ``room.py``."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from truyvet.core import clock_watch, installation, registry, worker_lease
from truyvet.core.alarm import AlarmKind
from truyvet.core.jobs import Job, Lane
from truyvet.core.local_day import LocalDay, second_of_day
from truyvet.core.models import JobState, PendingDeletion, Worker
from truyvet.web import clock

CHECK: Final = "site.check_alarms"
"""The job that finds the alarms."""
MAX_DISK_SHARE: Final = 0.85
"""A bigger province writes about a twentieth of such a disk in a week: time to act (issue 8 names the share)."""
CRITICAL_DISK_SHARE: Final = 0.95
"""Past it a day's work may end in refusals: PostgreSQL and SQLite need room of their own to tidy up."""
LATE_GRACE_S: Final = 60
"""Beyond what a job may take: a machine that was held for a moment is no matter for anybody."""
START_GRACE: Final = timedelta(seconds=60)
"""So long a worker may take to start the processes of its lanes; 3 s here, ten times that on a busy machine."""
MAX_BACKUP_AGE: Final = timedelta(hours=8, minutes=10)
"""Two of the timer's runs (every four hours) and the time that one takes; the German exposure server alarms at the same age."""
PURGE_BY_HOUR: Final = 6
"""Local hour by which the day's deletion must be done: before anybody works."""


def failed_jobs(_now: datetime) -> str:
    """Returns the jobs that failed several times in a row, with the type of the error."""
    rows = {row.name: row for row in JobState.objects.filter(failures__gt=0)}
    failed = [rows[job.name] for job in registry.jobs() if job.name in rows and rows[job.name].failures >= job.alarm_after]
    return ", ".join(f"{row.name}: {row.error} ({row.failures})" for row in failed)


def late_jobs(_now: datetime) -> str:
    """Returns the jobs whose run takes longer than it may, or that have not run although a worker has their lane."""
    at = datetime.now(UTC)
    workers = living_by_lane()
    rows = {row.name: row for row in JobState.objects.all()}
    jobs = [job for job in registry.jobs() if workers.get(job.lane) and job.name in rows]
    late = [job for job in jobs if _is_late(job, rows[job.name], at)]
    # Jobs of one lane run one after another: while one works within its own time, the others only wait.
    busy = {job.lane for job in jobs if rows[job.name].running_since is not None and job not in late}
    return ", ".join(job.name for job in late if job.lane not in busy or rows[job.name].running_since is not None)


def _is_late(job: Job, row: JobState, at: datetime) -> bool:
    if row.running_since is not None:
        return at - row.running_since > timedelta(seconds=job.timeout_s)
    if job.at_hour is not None or row.ran_at is None or row.failures:
        return False
    return at - row.ran_at > _patience(job)


def _patience(job: Job) -> timedelta:
    return timedelta(seconds=job.interval_s + job.timeout_s + LATE_GRACE_S)


def living_by_lane() -> dict[Lane, list[Worker]]:
    """Returns the workers that are alive, for each lane that has jobs. A lane whose job may hold the interpreter has its long lease."""
    leases: dict[Lane, float] = {}
    for job in registry.jobs():
        leases[job.lane] = max(job.lease_s, leases.get(job.lane, 0))
    living = {lease_s: list(Worker.objects.filter(pk__in=worker_lease.living_workers(lease_s))) for lease_s in set(leases.values())}
    return {lane: [row for row in living[lease_s] if lane in row.lanes.split(",")] for lane, lease_s in leases.items()}


def stale_check() -> datetime | None:
    """Returns when the alarms were last looked for, when a worker should have done it since; None when it did, or none is alive."""
    job = next((job for job in registry.jobs() if job.name == CHECK), None)
    workers = living_by_lane().get(job.lane, []) if job is not None else []
    if job is None or not workers:
        return None
    ran_at = JobState.objects.filter(name=CHECK).values_list("ran_at", flat=True).first()
    last = max(filter(None, (ran_at, min(row.started_at for row in workers))))
    return last if datetime.now(UTC) - last > _patience(job) else None


def overdue_purge(now: datetime) -> str:
    """Returns since when the daily deletion has not been done, from some hours after midnight on."""
    today = LocalDay.of(now)
    row = JobState.objects.filter(name="site.purge").first()
    if row is None:
        return ""
    # One that never ended well is as old as the oldest worker that should have done it.
    started = [worker.started_at for worker in living_by_lane().get(Lane.UPKEEP, [])]
    done = row.ran_on or (LocalDay.of(min(started)) if started else None)
    if done is None or done >= today:
        return ""
    is_time = second_of_day(int(now.timestamp())) >= PURGE_BY_HOUR * 3600 or today.number - LocalDay.of_date(done).number > 1
    return f"{done:%d/%m/%Y}" if is_time else ""


def pending_deletions(_now: datetime) -> str:
    """Returns the tables of which so much is due that somebody must confirm it."""
    return ", ".join(f"{row.rule}: {row.due}/{row.total}" for row in PendingDeletion.objects.order_by("pk"))


def full_disk(_now: datetime) -> str:
    """Returns how full the disks are that hold the home and a SQLite file, when one is nearly full."""
    return ", ".join(f"{share:.0%}" for share in disk_shares() if share > MAX_DISK_SHARE)


def disk_shares() -> list[float]:
    """Returns the used share of each disk that holds the home or a SQLite file."""
    folders = {Path(settings.TRUYVET_HOME)}
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3") and Path(str(database["NAME"])).parent.is_dir():
        folders.add(Path(str(database["NAME"])).parent)
    return [_used_share(folder) for folder in sorted(folders)]


def _used_share(folder: Path) -> float:
    usage = shutil.disk_usage(folder)
    # What only root may use is not free for us.
    return 1 - usage.free / (usage.used + usage.free)


def overdue_backup(_now: datetime) -> str:
    """Returns since when there is no backup, once there was one: what is entered now would be lost with the machine."""
    last = installation.last_backup()
    return f"{last:%Y-%m-%d %H:%M} UTC" if last and clock.real_now() - last > MAX_BACKUP_AGE else ""


def jumped_clock(_now: datetime) -> str:
    """Returns by how much the clock jumped, until it is back or confirmed."""
    jump = clock_watch.standing_jump_s()
    return f"{timedelta(seconds=abs(jump))} {'+' if jump > 0 else '-'}" if jump else ""


def silent_workers(_now: datetime) -> str:
    """Returns the lanes that no living worker has. A worker that has just started may still be starting the process of a lane."""
    lanes = living_by_lane()
    workers = Worker.objects.filter(pk__in=worker_lease.living_workers())
    if workers and all(datetime.now(UTC) - row.started_at < START_GRACE for row in workers):
        return ""
    return ", ".join(lane.value for lane in Lane if not lanes.get(lane, [True]))


ALARMS: Final = (
    AlarmKind("site.job_failed", _("Một việc nền bị lỗi"), "job-failed", failed_jobs),
    AlarmKind("site.job_late", _("Một việc nền bị chậm"), "job-late", late_jobs),
    AlarmKind("site.worker_silent", _("Bộ xử lý nền không chạy"), "worker-not-alive", silent_workers),
    AlarmKind("site.purge_overdue", _("Việc xóa theo hạn bị trễ"), "purge-overdue", overdue_purge),
    AlarmKind("site.deletion_to_confirm", _("Một lần xóa lớn chờ xác nhận"), "deletion-to-confirm", pending_deletions),
    AlarmKind("site.disk_nearly_full", _("Ổ đĩa sắp đầy"), "disk-full", full_disk),
    AlarmKind("site.backup_overdue", _("Chưa sao lưu lại"), "backup-overdue", overdue_backup),
    AlarmKind("site.clock_jumped", _("Đồng hồ máy chủ bị nhảy"), "clock-jumped", jumped_clock),
)
