"""Starts Django for the commands that need the database, and says plainly what is wrong with the settings."""

from __future__ import annotations

import os
import sys


def start() -> None:
    """Load settings and rooms. Ends the program with status 2 when the settings cannot be used."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "truyvet.site.settings")
    import django

    from truyvet.site.config import ConfigError

    try:
        django.setup()
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
