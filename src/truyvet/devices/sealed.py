"""Small values that only the running site may read: a pending number, whose key it was. Sealed under the site's secret."""

from __future__ import annotations

import json
from collections.abc import Mapping

from truyvet.core.encrypted_field import decrypt, encrypt

PURPOSE = "devices"


def seal(values: Mapping[str, str]) -> str:
    """``said`` as encrypted text."""
    return encrypt(PURPOSE, json.dumps(dict(values), sort_keys=True).encode())


def unseal(text: str) -> dict[str, str]:
    """What was sealed; nothing of it when the site's secret changed and the old one was not kept."""
    try:
        unsealed = json.loads(decrypt(PURPOSE, text))
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in unsealed.items()}
