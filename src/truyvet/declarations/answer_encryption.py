"""Encrypts answers and notes under the site's secret, so that a copy of the database shows nobody's symptoms."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from truyvet.core.encryption import DecryptionFailed, decrypt, encrypt

__all__ = ["DecryptionFailed", "seal", "seal_answers", "unseal", "unseal_answers"]
PURPOSE = "declarations.answers"


def seal(text: str) -> str:
    """Returns ``text`` encrypted; the empty text stays empty."""
    return encrypt(PURPOSE, text.encode()) if text else ""


def unseal(text: str) -> str:
    """Returns what was sealed. Raises DecryptionFailed."""
    return decrypt(PURPOSE, text).decode() if text else ""


def seal_answers(answers: Mapping[str, object]) -> str:
    """Returns answers by field name, encrypted."""
    return seal(json.dumps(dict(answers), ensure_ascii=False, separators=(",", ":")))


def unseal_answers(text: str) -> dict[str, Any]:
    """Returns answers by field name. Raises DecryptionFailed."""
    answers = json.loads(unseal(text) or "{}")
    return answers if isinstance(answers, dict) else {}
