"""Starts Django for the commands that need the database, and reports wrong settings."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from truyvet.cli.language import say

DEMO_FILE: Final = "demo.json"
"""Left in its home by a finished demo."""


def start_django() -> None:
    """Loads settings and rooms. Ends the program with status 2 when the settings cannot be used."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "truyvet.site.settings")
    _demo_clock()
    import django

    from truyvet.site.config import ConfigError

    try:
        django.setup()
    except ConfigError as error:
        sys.stderr.writelines(f"{say(line)}\n" for line in str(error).splitlines())
        sys.exit(2)


def require_own_key() -> None:
    """Ends the program with status 1 when the database was filled under another key. A database that is not ready says so itself."""
    from django.db import DatabaseError

    from truyvet.core.installation import other_key
    from truyvet.site.data_key_file import DataKeyUnreadable

    with suppress(DatabaseError):
        try:
            other = other_key()
        except DataKeyUnreadable as error:
            sys.exit(say(str(error)))
        if other:
            sys.exit(say(str(other)))


def require_home() -> None:
    """Ends the program with status 2 when there is no installation where the environment points: a command must not make one unasked."""
    named = os.environ.get("TRUYVET_HOME", "").strip()
    home = Path(named or "var").expanduser().resolve()
    if home.is_dir() and (named or os.environ.get("DATABASE_URL") or any(home.glob("secret-key"))):
        return
    where = f"TRUYVET_HOME={named}" if named else say("TRUYVET_HOME is not set")
    sys.stderr.write(
        say(f"no installation in {home} ({where}); nothing was done.")
        + "\n"
        + say("On a server the settings stand in /etc/truyvet.env, and /usr/local/bin/truyvet reads them (docs/how-to/install.md);")
        + "\n"
        + say("`truyvet migrate` makes a new installation.")
        + "\n"
    )
    sys.exit(2)


def _demo_clock() -> None:
    """A demo's home carries its clock: a command without it would live years later and delete what is not old."""
    note = Path(os.environ.get("TRUYVET_HOME") or "var").expanduser() / DEMO_FILE
    if note.exists():
        os.environ.setdefault("TRUYVET_CLOCK", json.loads(note.read_text("utf-8"))["clock"])
        os.environ.setdefault("TRUYVET_DEMO", "1")
