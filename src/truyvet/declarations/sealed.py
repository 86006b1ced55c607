"""Answers and notes, unreadable without the site's secret: a copy of the database tells nobody's symptoms."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class SealBroken(ValueError):
    """Sealed under another secret, or changed."""


def _box() -> MultiFernet:
    # Older secrets still open, so that a change of the secret does not lose what was declared.
    return _made((str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS)))


@lru_cache(maxsize=4)
def _made(secrets: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_key(secret)) for secret in secrets])


def _key(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(b"truyvet.declarations.answers\x00" + secret.encode()).digest())


def seal(text: str) -> str:
    """``text`` encrypted; the empty text stays empty."""
    return _box().encrypt(text.encode()).decode("ascii") if text else ""


def unseal(text: str) -> str:
    """What was sealed. Raises SealBroken."""
    if not text:
        return ""
    try:
        return _box().decrypt(text.encode("ascii")).decode()
    except (InvalidToken, ValueError):
        raise SealBroken("this cannot be opened") from None


def seal_answers(answers: Mapping[str, object]) -> str:
    """Answers by field name, encrypted."""
    return seal(json.dumps(dict(answers), ensure_ascii=False, separators=(",", ":")))


def unseal_answers(text: str) -> dict[str, Any]:
    """Answers by field name. Raises SealBroken."""
    opened = json.loads(unseal(text) or "{}")
    return opened if isinstance(opened, dict) else {}
