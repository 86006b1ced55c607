"""Parameters of a waiting message, unreadable without the site's secret: a sign-in code is among them."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class SealBroken(ValueError):
    """The parameters were sealed under another secret, or changed."""


def _box() -> MultiFernet:
    # Older secrets still open, so that a change of the secret does not lose what waits.
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(str(secret))) for secret in secrets])


def _key(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(b"truyvet.messaging.params\x00" + secret.encode()).digest())


def seal(params: Mapping[str, str]) -> str:
    """``params`` as encrypted text."""
    return _box().encrypt(json.dumps(dict(params), sort_keys=True).encode()).decode("ascii")


def unseal(text: str) -> dict[str, str]:
    """The parameters in ``text``. Raises SealBroken."""
    try:
        opened = json.loads(_box().decrypt(text.encode("ascii")))
    except (InvalidToken, ValueError):
        raise SealBroken("parameters cannot be opened") from None
    return {str(name): str(value) for name, value in opened.items()}
