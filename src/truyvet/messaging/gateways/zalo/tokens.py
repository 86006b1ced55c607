"""The access token, which Zalo changes about once a day together with the one that renews it.

What was renewed is kept in a file of its own, encrypted under the site's secret and readable by its owner alone: the
environment holds only the first pair.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from truyvet.core.encryption import decrypt_values, encrypt_values
from truyvet.messaging.gateways.zalo.settings import ZaloSettings
from truyvet.messaging.models import PARAMS_PURPOSE

FILE = "zalo-token"


def current(zalo: ZaloSettings) -> tuple[str, str]:
    """Returns (access token, refresh token) in use: those kept last, else those of the environment."""
    kept = _kept()
    # A new first token in the environment means that somebody set the page up again.
    if kept.get("first") == zalo.refresh_token and kept.get("access"):
        return kept["access"], kept["refresh"]
    return zalo.access_token, zalo.refresh_token


@contextmanager
def renewal() -> Iterator[None]:
    """Lets one worker of this machine renew at a time: a refresh token can be used once, and who comes second finds the new pair."""
    with os.fdopen(os.open(_path().with_name(FILE + ".lock"), os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def keep(zalo: ZaloSettings, access: str, refresh: str) -> None:
    """Keeps a renewed pair, in one step."""
    path = _path()
    making = path.with_name(path.name + ".new")
    with os.fdopen(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(encrypt_values(PARAMS_PURPOSE, {"access": access, "refresh": refresh, "first": zalo.refresh_token}))
        file.flush()
        os.fsync(file.fileno())
    making.replace(path)


def _kept() -> dict[str, str]:
    try:
        return decrypt_values(PARAMS_PURPOSE, _path().read_text(encoding="ascii"))
    except (OSError, ValueError):
        return {}


def _path() -> Path:
    return Path(settings.TRUYVET_HOME) / FILE
