"""What a backup holds, and how it comes back: the database and the files of the home, on SQLite and on PostgreSQL.

Left out is what is rebuilt. The settings of the environment are no part of it.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

from truyvet import __version__
from truyvet.site.backup_file import BackupError, BackupReader, BackupWriter, Damaged, key_of
from truyvet.site.config import Config
from truyvet.site.postgres_copy import count_tables_and_users, dump, load_dump

REBUILT: Final = frozenset({"store", "cache", "static", "workers", "numba", "server.log", "server.pid"})
"""Of the home: the trace store, counters of sign-ins, assets, locks, compiled code, a demonstration's log."""
NAME: Final = "truyvet-%Y-%m-%dT%H%M%SZ.backup"
KEEP_DAYS: Final = 21
"""As long as visits may be kept: a backup holds what the house has deleted since."""
LEDGER: Final = "erasures.txt"
"""As people.erasure_ledger names it. It is in no backup: the one that is there knows more than any older one."""
DATABASE_PART: Final = "database"
MANIFEST_PART: Final = "manifest.json"
HOME_PART: Final = "home/"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands in a backup. ``head`` is the audit's last seal before it: position and hash."""

    version: str
    engine: str
    made_at: datetime
    head: tuple[int, str]
    files: tuple[str, ...]


def read_key(config: Config) -> bytes:
    """Returns the backup key of the settings. Raises BackupError."""
    text = config.backup_key
    if not text and config.backup_key_file is not None:
        try:
            text = config.backup_key_file.read_text("ascii")
        except (OSError, UnicodeDecodeError) as error:
            raise BackupError(f"the backup key {config.backup_key_file} cannot be read ({type(error).__name__})") from None
        if config.backup_key_file.resolve().is_relative_to(config.home):
            raise BackupError("the backup key lies in TRUYVET_HOME: who takes one takes both; put it elsewhere, as in /etc/truyvet")
    if not text:
        raise BackupError("there is no backup key: `truyvet backup --new-key FILE`, then TRUYVET_BACKUP_KEY_FILE=FILE in the settings")
    return key_of(text)


def write_backup(config: Config, folder: Path, now: datetime, head: tuple[int, str]) -> tuple[Path, Manifest]:
    """Writes a backup into the folder, whole or not at all, for its owner alone; returns it and what it holds. Raises BackupError."""
    key = read_key(config)
    names = tuple(home_files(config))
    manifest = Manifest(__version__, config.database.engine, now, head, names)
    target = folder / now.astimezone(UTC).strftime(NAME)
    fresh = target.with_name(f".{target.name}.new")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            writer = BackupWriter(file, key)
            with tempfile.TemporaryFile() as told:
                told.write(json.dumps(_as_json(manifest)).encode())
                told.seek(0)
                writer.add(MANIFEST_PART, told)
            with _database_stream(config) as stream:
                writer.add(DATABASE_PART, stream)
            for name in names:
                # A file of the home may go while the backup is made (a published key file whose day is over).
                with suppress(FileNotFoundError), (config.home / name).open("rb") as stream:
                    writer.add(HOME_PART + name, stream)
            writer.close()
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"no backup was written into {folder}: {error}; the older ones are as they were") from error
    finally:
        fresh.unlink(missing_ok=True)
    return target, manifest


def remove_old(folder: Path, now: datetime, keep_days: int) -> int:
    """Removes our own backups of the folder that are older; returns how many."""
    gone = 0
    for file in folder.glob("truyvet-*.backup"):
        with suppress(ValueError):
            if datetime.strptime(file.name, NAME).replace(tzinfo=UTC) < now - timedelta(days=keep_days):
                file.unlink(missing_ok=True)
                gone += 1
    return gone


def home_files(config: Config) -> Iterator[str]:
    """Yields the files of the home that a backup holds, by their names below it."""
    for root, folders, files in os.walk(config.home):
        below = Path(root).relative_to(config.home)
        folders[:] = sorted(name for name in folders if (below / name).parts[0] not in REBUILT and not name.startswith("before-restore-"))
        for name in sorted(files):
            path = below / name
            is_database = str(Path(root, name)).startswith(config.database.name) or ".sqlite3" in name
            if path.parts[0] not in REBUILT and name != LEDGER and not is_database and Path(root, name).is_file():
                yield path.as_posix()


@contextmanager
def _database_stream(config: Config) -> Iterator[IO[bytes]]:
    """The rows as of one moment, while others go on writing."""
    if config.database.engine == "sqlite":
        # Beside the database: it is as large, and its disk is the one that is encrypted.
        with tempfile.NamedTemporaryFile(dir=config.home, prefix=".backup-", suffix=".sqlite3") as copy:
            with closing(sqlite3.connect(config.database.name)) as source, closing(sqlite3.connect(copy.name)) as target:
                source.backup(target)
                target.execute("PRAGMA journal_mode = DELETE")
            with Path(copy.name).open("rb") as stream:
                yield stream
        return
    with dump(config) as stream:
        yield stream


def _as_json(manifest: Manifest) -> dict[str, Any]:
    return {
        "version": manifest.version, "engine": manifest.engine, "made_at": manifest.made_at.isoformat(), "head": list(manifest.head),
        "files": list(manifest.files),
    }  # fmt: skip


def read_backup(file: Path, key: bytes) -> Manifest:
    """Reads a backup to its end, and returns what it holds: after this nothing in it is wrong. Raises BackupError."""
    manifest = None
    with _opened(file) as stream:
        for name, part in BackupReader(stream, key).parts():
            if name == MANIFEST_PART:
                told = json.loads(part.read())
                head = (int(told["head"][0]), str(told["head"][1]))
                made_at = datetime.fromisoformat(told["made_at"])
                manifest = Manifest(told["version"], told["engine"], made_at, head, tuple(told["files"]))
    if manifest is None:
        raise Damaged("this backup does not say what it holds")
    return manifest


@contextmanager
def _opened(file: Path) -> Iterator[IO[bytes]]:
    try:
        stream = file.open("rb")
    except OSError as error:
        raise BackupError(f"{file} cannot be read: {error.strerror}") from None
    with stream:
        yield stream


def occupied(config: Config) -> str:
    """Returns what keeps a restore from this database: programs that use it, or rows that are there; "" when it is free."""
    if config.database.engine == "sqlite":
        if readers := _readers_of(Path(config.database.name)):
            return f"programs use the database (processes {', '.join(readers)}): stop pages and worker first"
        return "a database is there" if Path(config.database.name).exists() else ""
    tables, users = count_tables_and_users(config)
    if users:
        return f"{users} connections use the database: stop pages and worker first"
    return "a database with tables is there" if tables else ""


def _readers_of(file: Path) -> list[str]:
    """Returns the processes of this user that have the file open."""
    found = set()
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        with suppress(OSError):
            if link.resolve() == file.resolve():
                found.add(link.parts[2])
    return sorted(found - {str(os.getpid())}, key=int)


def put_back(config: Config, file: Path, key: bytes) -> Path | None:
    """Puts database and files of a backup in their places, all that was there before into a folder of the home, which is returned.

    Until everything is unpacked nothing is replaced. Raises BackupError.
    """
    config.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=config.home, prefix=".restore-") as folder, _opened(file) as stream:
        staged = Path(folder)
        for name, part in BackupReader(stream, key).parts():
            if name == DATABASE_PART and config.database.engine == "postgresql":
                load_dump(config, part)
            elif name == DATABASE_PART:
                _unpack(part, staged / "database")
            elif name.startswith(HOME_PART):
                below = PurePosixPath(name.removeprefix(HOME_PART))
                if below.is_absolute() or ".." in below.parts:
                    raise Damaged(f"the backup names a file outside the home: {name}")
                _unpack(part, staged / "home" / below)
        kept = config.home / f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S}"
        for name in sorted(REBUILT - {"server.log"}):
            shutil.rmtree(config.home / name, ignore_errors=True)
        for fresh in sorted(path for path in (staged / "home").rglob("*") if path.is_file()):
            _exchange(fresh, config.home / fresh.relative_to(staged / "home"), kept / fresh.relative_to(staged / "home"))
        if config.database.engine == "sqlite":
            database = Path(config.database.name)
            database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            for suffix in ("-wal", "-shm"):
                _exchange(None, Path(f"{database}{suffix}"), kept / f"{database.name}{suffix}")
            _exchange(staged / "database", database, kept / database.name)
    return kept if kept.exists() else None


def _exchange(fresh: Path | None, place: Path, kept: Path) -> None:
    """Puts a file into its place and what was there aside."""
    if place.exists():
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.move(place, kept)
    if fresh is not None:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.move(fresh, place)


def _unpack(part: IO[bytes], place: Path) -> None:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        shutil.copyfileobj(part, file, 1024 * 1024)
        file.flush()
        os.fsync(file.fileno())
