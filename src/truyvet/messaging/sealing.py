"""Parameters of a waiting message, unreadable without the site's secret: a sign-in code is among them."""

from __future__ import annotations

import json
from collections.abc import Mapping

from truyvet.core.encrypted_field import DecryptionFailed, decrypt, encrypt

__all__ = ["DecryptionFailed", "seal", "unseal"]
PURPOSE = "messaging.params"


def seal(params: Mapping[str, str]) -> str:
    """``params`` as encrypted text."""
    return encrypt(PURPOSE, json.dumps(dict(params), sort_keys=True).encode())


def unseal(text: str) -> dict[str, str]:
    """The parameters in ``text``. Raises SealBroken."""
    try:
        opened = json.loads(decrypt(PURPOSE, text))
    except ValueError:
        raise DecryptionFailed("parameters cannot be opened") from None
    return {str(name): str(value) for name, value in opened.items()}
