"""Starts Django for the commands that need the database, and reports wrong settings."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Final

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
        sys.stderr.write(f"{error}\n")
        sys.exit(2)


def _demo_clock() -> None:
    """A demo's home carries its clock: a command without it would live years later and delete what is not old."""
    note = Path(os.environ.get("TRUYVET_HOME") or "var").expanduser() / DEMO_FILE
    if note.exists():
        os.environ.setdefault("TRUYVET_CLOCK", json.loads(note.read_text("utf-8"))["clock"])
        os.environ.setdefault("TRUYVET_DEMO", "1")
