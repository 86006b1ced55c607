"""Does the secret key of this home belong to this database? Under another one nothing in it can be read, and what is written cannot either.

A second machine on the same database needs the same key: it would make its own one in its own home, and look healthy.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.conf import settings

from truyvet.core.data_keys import key_ids
from truyvet.core.models import InstallationState

_ROW: Final = 1


class OtherKey(RuntimeError):
    """The database was filled under another secret key."""

    def __init__(self) -> None:
        super().__init__(
            "this database was filled under another SECRET_KEY; nothing was done. Put the key of the first machine "
            "(secret-key in its TRUYVET_HOME, or SECRET_KEY in its environment) on this one, then start again"
        )


class OtherDataKey(OtherKey):
    """The database was filled under data keys of which this machine has none."""

    def __init__(self) -> None:
        RuntimeError.__init__(
            self,
            "names and numbers in this database lie sealed under data keys that are not here; nothing was done. Put the file of the first "
            "machine (data-keys in its TRUYVET_HOME, or TRUYVET_DATA_KEY_FILE) on this one, then start again",
        )


def key_fingerprint(secret: str) -> str:
    """Returns what a database may know of a secret key: enough to tell it from another one, nothing to guess it by."""
    return hmac.digest(secret.encode(), b"truyvet key fingerprint", hashlib.sha256).hex()[:32]


def require_key() -> None:
    """Notes the keys of this machine in the database, unless it was filled under others. Raises OtherKey or OtherDataKey.

    A key that has taken the place of one that still decrypts (SECRET_KEY_FALLBACKS, an older line of the data keys) is noted in its stead.
    """
    if other := other_key():
        raise other
    noted = {"key_fingerprint": key_fingerprint(_secrets()[0]), "data_key_ids": " ".join(key_ids())}
    if not InstallationState.objects.filter(pk=_ROW, **noted).exists():
        InstallationState.objects.update_or_create(pk=_ROW, defaults=noted)


def other_key() -> OtherKey | None:
    """Returns what is to be said when the database was filled under a secret key or data keys that are not here."""
    known, ids = InstallationState.objects.filter(pk=_ROW).values_list("key_fingerprint", "data_key_ids").first() or ("", "")
    if known and known not in {key_fingerprint(secret) for secret in _secrets()}:
        return OtherKey()
    if ids and not set(ids.split()) & set(key_ids()):
        return OtherDataKey()
    return None


def last_backup() -> datetime | None:
    """Returns when the last backup was whole."""
    return InstallationState.objects.filter(pk=_ROW).values_list("backed_up_at", flat=True).first()


def note_backup(now: datetime) -> None:
    """Notes that a backup is whole now (real time)."""
    InstallationState.objects.update_or_create(pk=_ROW, defaults={"backed_up_at": now})


def _secrets() -> Sequence[str]:
    return [str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS)]
