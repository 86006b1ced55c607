"""Small values that only the running site may read: a pending number, whose key it was. Sealed under the site's secret."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def seal(said: Mapping[str, str]) -> str:
    """``said`` as encrypted text."""
    return _box().encrypt(json.dumps(dict(said), sort_keys=True).encode()).decode("ascii")


def unseal(text: str) -> dict[str, str]:
    """What was sealed; nothing of it when the site's secret changed and the old one was not kept."""
    try:
        opened = json.loads(_box().decrypt(text.encode("ascii")))
    except (InvalidToken, ValueError):
        return {}
    return {str(name): str(value) for name, value in opened.items()}


def _box() -> MultiFernet:
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = (hashlib.sha256(b"truyvet.devices\x00" + str(secret).encode()).digest() for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
