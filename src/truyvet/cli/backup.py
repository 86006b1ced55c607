"""``truyvet backup``: the database and the files of the home in one encrypted file."""

from __future__ import annotations

import json
import os
import shutil
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from truyvet.audit import sealer
from truyvet.cli.language import say
from truyvet.core import installation
from truyvet.people import erasure_ledger
from truyvet.site.backup import KEEP_DAYS, remove_old, write_backup
from truyvet.site.backup_file import BackupError, new_key
from truyvet.site.settings import CONFIG
from truyvet.web import clock

MEGABYTE = 1_000_000


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the options of the command to the parser."""
    parser.add_argument("folder", type=Path, nargs="?", help="where the backup is put, best on a disk of another machine")
    parser.add_argument("--new-key", type=Path, metavar="FILE", help="only make a backup key, in a file that is not there yet")
    parser.add_argument("--keep-days", type=int, default=KEEP_DAYS, help=f"older backups of the folder go ({KEEP_DAYS})")
    parser.add_argument("--json", action="store_true", help="print what was written as JSON")


def run(arguments: Namespace) -> int:
    """Exit status 0 with a whole backup, 1 with the reason, 2 for wrong options."""
    if (arguments.folder is None) == (arguments.new_key is None):
        sys.stderr.write(say("name the folder for the backup, or a file with --new-key") + "\n")
        return 2
    try:
        return _make_key(arguments.new_key) if arguments.new_key else _back_up(arguments)
    except BackupError as error:
        sys.stderr.write(say(str(error)) + "\n")
        return 1


def _make_key(file: Path) -> int:
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as stream:
            stream.write(new_key() + "\n")
    except OSError as error:
        sys.stderr.write(say(f"{file}: {error.strerror}; no key was made") + "\n")
        return 1
    told = f"{file}: write it down and keep it away from this machine. Without it no backup can be read, by nobody."
    sys.stdout.write(say(told) + "\n")
    return 0


def _back_up(arguments: Namespace) -> int:
    now = clock.real_now()
    file, manifest = write_backup(CONFIG, arguments.folder, now, sealer.head())
    ledger = erasure_ledger.ledger_file()
    try:
        erasure_ledger.write_erasures(now)
        copy = arguments.folder / erasure_ledger.FILE
        if ledger.exists() and ledger.resolve() != copy.resolve():
            shutil.copyfile(ledger, copy)
    except OSError as error:
        raise BackupError(f"{file} is whole, but the ledger of erasures could not be written: {error}") from error
    removed = remove_old(arguments.folder, now, arguments.keep_days)
    installation.note_backup(now)
    size = file.stat().st_size
    if arguments.json:
        told = {
            "file": str(file),
            "bytes": size,
            "files": manifest.files,
            "removed": removed,
            "secret_key_inside": "secret-key" in manifest.files,
        }
        sys.stdout.write(json.dumps(told) + "\n")
    else:
        files = ", ".join(manifest.files) or say("no file")
        sys.stdout.write(say(f"{file}: {size / MEGABYTE:.1f} MB; the database and {files}; {removed} old removed") + "\n")
    for name, where in (("secret-key", "SECRET_KEY"), ("data-keys", "TRUYVET_DATA_KEY_FILE or _COMMAND")):
        if name not in manifest.files:
            missing = f"{name} comes from {where} and is not in the backup, which is of no use without it; keep it too"
            sys.stderr.write(say(missing) + "\n")
    return 0
