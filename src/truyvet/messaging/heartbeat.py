"""Whether the worker that carries messages is alive: it touches a file after each round. Real time."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.conf import settings

from truyvet.web.clock import real_now

MAX_SILENCE = timedelta(seconds=60)
"""A worker makes a round every few seconds; silence this long means that it hangs or is gone."""


def beat() -> None:
    """Notes that a round was made."""
    _file().touch(mode=0o600)


def is_alive() -> bool:
    """Returns whether a round was made lately."""
    try:
        last = _file().stat().st_mtime
    except FileNotFoundError:
        return False
    return abs(real_now().timestamp() - last) <= MAX_SILENCE.total_seconds()


def _file() -> Path:
    return Path(settings.TRUYVET_HOME) / "messages-carried"
