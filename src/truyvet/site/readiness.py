"""May this installation go live? Each finding says what is so and what to do.

``serve`` and ``work`` refuse to start with what lets people in or loses data.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from truyvet.core import installation, worker_lease
from truyvet.messaging.gateways import undeliverable_codes
from truyvet.people.erasure_ledger import ledger_file
from truyvet.site.alarm_kinds import CRITICAL_DISK_SHARE, MAX_BACKUP_AGE, MAX_DISK_SHARE, disk_shares
from truyvet.site.alarm_status import current_alarms
from truyvet.site.backup import read_key
from truyvet.site.backup_file import BackupError
from truyvet.site.config import LOOPBACK, Config
from truyvet.site.health import try_to_write
from truyvet.site.whole_request_worker import SCAN_THREADS
from truyvet.web import clock

CONNECTIONS_BESIDE_THREADS: Final = 2
"""Of a process that answers pages: the group of scans that is committed, and the sealer of what waits."""
CONNECTIONS_OF_WORKER: Final = 8
"""Five lanes, the renewal of the lease, and two of the process of the traces."""
MAX_CLOCK_DIFFERENCE: Final = timedelta(seconds=5)
"""Machine and database; codes of passes live 30 seconds."""
RELEASED: Final = datetime(2026, 11, 1, tzinfo=UTC)
"""No right clock shows an earlier time."""


class Level(StrEnum):
    """How bad a finding is."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the check. ``stops``: ``serve`` and ``work`` refuse to start with it."""

    name: str
    level: Level
    text: str
    advice: str = ""
    stops: bool = False


def _ok(name: str, text: str) -> Finding:
    return Finding(name, Level.OK, text)


def _warning(name: str, text: str, advice: str) -> Finding:
    return Finding(name, Level.WARNING, text, advice)


def _error(name: str, text: str, advice: str, *, stops: bool = False) -> Finding:
    return Finding(name, Level.ERROR, text, advice, stops)


def is_public(config: Config) -> bool:
    """Returns whether others than this machine are served."""
    return any(host not in LOOPBACK for host in config.hosts)


def settings_findings(config: Config) -> Iterator[Finding]:
    """Yields what the settings and the files say; asks no database."""
    public, is_demo_home = is_public(config), (config.home / "demo.json").exists()
    if config.debug:
        yield _error("debug", "TRUYVET_DEBUG is on: error pages show the program", "take it out of the settings", stops=public)
    else:
        yield _ok("debug", "off")
    if config.demo:
        yield _error(
            "demo", "TRUYVET_DEMO is on: staff read one-time codes", "take it out of the settings", stops=public and not is_demo_home
        )
    else:
        yield _ok("demo", "off")
    if config.clock is not None:
        yield _error(
            "clock setting",
            "TRUYVET_CLOCK shows another time: rows would be deleted by it",
            "take it out of the settings",
            stops=public and not is_demo_home,
        )
    if not public:
        yield _warning("hosts", "only this machine is served", "put the public name into TRUYVET_HOSTS")
    elif not config.https:
        yield _error("https", "TRUYVET_HTTPS=0: cookies and codes pass in clear", "take it out of the settings", stops=True)
    elif not config.proxies:
        yield _error(
            "proxies",
            "TRUYVET_PROXIES=0: behind nginx every page is sent to https for ever, and all readers count as one",
            "TRUYVET_PROXIES=1, with our nginx block",
        )
    else:
        yield _ok("hosts", f"{', '.join(host for host in config.hosts if host not in LOOPBACK)} by https, {config.proxies} proxy before it")
    yield from _permission_findings(config)


def _permission_findings(config: Config) -> Iterator[Finding]:
    secret = [config.home / "secret-key", *([config.backup_key_file] if config.backup_key_file else [])]
    if config.database.engine == "sqlite":
        secret.append(Path(config.database.name))
    keys = config.data_keys
    if not keys.command:
        secret.append(keys.path)
        if keys.path.parent == config.home:
            yield _warning(
                "data keys",
                "they lie in TRUYVET_HOME: who takes the folder of a SQLite database takes names and keys",
                "TRUYVET_DATA_KEY_FILE elsewhere",
            )
    wide = [path for path in secret if path.exists() and path.stat().st_mode & 0o077]
    for path in wide:
        yield _error("permissions", f"others can read {path}", f"chmod 600 {path}, and take its content for known", stops=True)
    if config.home.exists() and config.home.stat().st_mode & 0o077:
        yield _warning("permissions", f"others can look into {config.home}", f"chmod 700 {config.home}")
    elif not wide:
        yield _ok("permissions", "keys, database and home are for their owner alone")


def connection_findings(config: Config, processes: int, threads: int, machines: int = 1) -> Iterator[Finding]:
    """Yields whether PostgreSQL has as many connections as pages and workers may open. Raises DatabaseError."""
    if config.database.engine != "postgresql":
        if is_public(config):
            yield _warning("database", "SQLite serves a demonstration or one office", "PostgreSQL for a province")
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int, now()")
        limit, there = cursor.fetchone()
    needed = machines * (processes * (threads + SCAN_THREADS + CONNECTIONS_BESIDE_THREADS) + CONNECTIONS_OF_WORKER)
    told = (
        f"{machines} × ({processes} processes × {threads + SCAN_THREADS + CONNECTIONS_BESIDE_THREADS} + {CONNECTIONS_OF_WORKER}) = {needed}"
    )
    if needed > limit:
        yield _error(
            "connections",
            f"pages and worker may open {told} connections, PostgreSQL gives {limit}: scans would be refused",
            f"max_connections = {needed + 10} in PostgreSQL, or fewer --processes or --threads",
            stops=True,
        )
    else:
        yield _ok("connections", f"{told} of {limit}")
    if abs(there - clock.real_now()) > MAX_CLOCK_DIFFERENCE:
        yield _error("clock", f"machine and database differ by {abs(there - clock.real_now())}", "NTP on both: timedatectl set-ntp true")


def state_findings(config: Config) -> Iterator[Finding]:
    """Yields what database, disk, clock, gateway and backups say. Raises DatabaseError."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield _error("tables", "the tables are not those of this version", "truyvet migrate, then check again")
        return
    yield _ok("tables", "those of this version")
    if other := installation.other_key():
        yield _error("key", str(other), "put the first machine's key here", stops=True)
    else:
        yield _ok("key", "the one of this database")
    if codes := undeliverable_codes():
        yield _warning("gateway", f"{', '.join(codes)} reach no telephone and are not made", "docs/how-to/zalo.md")
    else:
        yield _ok("gateway", "carries every code")
    yield from _disk_findings(config)
    if clock.real_now() < RELEASED:
        yield _error("clock", f"it is not {clock.real_now():%Y-%m-%d}", "timedatectl set-ntp true", stops=True)
    yield from _backup_findings(config)
    if worker_lease.living_workers():
        yield _ok("worker", "alive")
    else:
        yield _warning("worker", "none is alive", "systemctl start truyvet-worker")
    for alarm in current_alarms(clock.now()):
        yield _warning("alarm", f"{alarm.name}: {alarm.text}", "its playbook in docs/playbooks")


def _disk_findings(config: Config) -> Iterator[Finding]:
    share = max(disk_shares())
    if not try_to_write(config.home):
        yield _error("disk", "a row or a file cannot be written", "docs/playbooks/disk-full.md")
    elif share > CRITICAL_DISK_SHARE:
        yield _error("disk", f"{share:.0%} full", "docs/playbooks/disk-full.md")
    elif share > MAX_DISK_SHARE:
        yield _warning("disk", f"{share:.0%} full", "docs/playbooks/disk-full.md")
    else:
        yield _ok("disk", f"{share:.0%} full, and can be written to")


def _backup_findings(config: Config) -> Iterator[Finding]:
    try:
        read_key(config)
    except BackupError as error:
        yield _error("backup key", str(error), "docs/how-to/back-up.md")
    last = installation.last_backup()
    if last is None:
        yield _error("backup", "there has never been one", "truyvet backup FOLDER, and the timer: docs/how-to/back-up.md")
    elif clock.real_now() - last > MAX_BACKUP_AGE:
        yield _error("backup", f"the last one is of {last:%Y-%m-%d %H:%M} UTC", "docs/playbooks/backup-overdue.md")
    else:
        yield _ok("backup", f"the last one is of {last:%Y-%m-%d %H:%M} UTC")
    if ledger_file().resolve().is_relative_to(config.home):
        yield _warning(
            "erasures", "the ledger lies in TRUYVET_HOME and would be lost with it", "TRUYVET_ERASURES on the disk of the backups"
        )
    else:
        yield _ok("erasures", "the ledger lies outside the home")


def findings(config: Config, processes: int, threads: int, machines: int) -> Iterator[Finding]:
    """Yields everything that can be said from inside."""
    yield from settings_findings(config)
    try:
        yield from connection_findings(config, processes, threads, machines)
        yield from state_findings(config)
    except DatabaseError as error:
        yield _error("database", f"it does not answer ({type(error).__name__})", "is it running, and is DATABASE_URL right?")
