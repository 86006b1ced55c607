"""How a pass stands on the list that gates carry: too little to make a code of, enough to know one again."""

from __future__ import annotations

import hashlib
from typing import Final

SHORT: Final = 8
"""Bytes of a token's SHA-256: it names no token, and two never meet in practice."""


def short_token(token: bytes) -> str:
    """Hex of the first 8 bytes of the token's SHA-256."""
    return hashlib.sha256(token).digest()[:SHORT].hex()
