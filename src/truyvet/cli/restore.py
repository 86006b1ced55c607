"""``truyvet restore``: puts a backup back, erases again whom the ledger tells as erased since, and deletes what is past its day."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from truyvet.cli.language import say
from truyvet.site.backup import LEDGER, Manifest, occupied, put_back, read_backup, read_key
from truyvet.site.backup_file import BackupError
from truyvet.site.config import Config, ConfigError, load


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the options of the command to the parser."""
    parser.add_argument("file", type=Path, help="a backup")
    parser.add_argument("--check", action="store_true", help="only read it to its end and say what it holds")
    parser.add_argument("--replace", action="store_true", help="although a database is there; the old files are kept beside it")
    parser.add_argument("--erasures", type=Path, action="append", default=[], metavar="FILE", help="a ledger of erasures; may be repeated")
    parser.add_argument("--without-erasures", action="store_true", help="no ledger is left: whoever was erased since will be back")


def run(arguments: Namespace) -> int:
    """Exit status 0 when all is back and in order; 1 with the reason. Nothing is replaced before the whole backup has been read."""
    try:
        config = load(os.environ, make_key=False)
        key = read_key(config)
        manifest = read_backup(arguments.file, key)
        if arguments.check:
            sys.stdout.write(_words(manifest))
            return 0
        ledgers = _ledgers(arguments, config)
        _refuse(arguments, config, manifest, ledgers)
        told = b"\n".join(each.read_bytes() for each in ledgers)
        kept = put_back(config, arguments.file, key)
    except (BackupError, ConfigError, OSError) as error:
        sys.stderr.write(say(str(error)) + "\n")
        return 1
    sys.stdout.write(_words(manifest))
    if kept is not None:
        sys.stdout.write(say(f"what was there before lies in {kept}; remove it when all is well") + "\n")
    return _put_in_order(manifest, told)


def _words(manifest: Manifest) -> str:
    told = f"backup of {manifest.made_at:%Y-%m-%d %H:%M} UTC, version {manifest.version}, {manifest.engine}: {', '.join(manifest.files)}"
    return say(told) + "\n"


def _ledgers(arguments: Namespace, config: Config) -> list[Path]:
    if missing := [each for each in arguments.erasures if not each.is_file()]:
        raise BackupError(f"{missing[0]}: no such ledger; nothing was changed")
    near = [arguments.file.parent / LEDGER, config.erasures or config.home / LEDGER]
    return [*arguments.erasures, *(each for each in near if each.is_file())]


def _refuse(arguments: Namespace, config: Config, manifest: Manifest, ledgers: list[Path]) -> None:
    if manifest.engine != config.database.engine:
        raise BackupError(f"the backup is of {manifest.engine}, DATABASE_URL names {config.database.engine}; nothing was changed")
    state = occupied(config)
    if state and not (arguments.replace and "is there" in state):
        more = "" if "stop" in state else "; --replace puts the backup in its place and keeps the old one"
        raise BackupError(f"{state}{more}; nothing was changed")
    if not ledgers and not arguments.without_erasures:
        raise BackupError(
            f"no ledger of erasures ({LEDGER}) lies beside the backup or where TRUYVET_ERASURES says: people who were erased since "
            f"{manifest.made_at:%Y-%m-%d %H:%M} UTC would be back. Name it with --erasures, or say --without-erasures; nothing was changed"
        )


def _put_in_order(manifest: Manifest, ledger: bytes) -> int:
    """What must be done before anybody signs in; returns the exit status."""
    from truyvet.cli.django import start_django

    start_django()
    from truyvet.cli.restore_steps import put_in_order

    return put_in_order(manifest, ledger)
