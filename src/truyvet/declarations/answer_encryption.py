"""Answers and notes, unreadable without the site's secret: a copy of the database tells nobody's symptoms."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from truyvet.core.encrypted_field import DecryptionFailed, decrypt, encrypt

__all__ = ["DecryptionFailed", "seal", "seal_answers", "unseal", "unseal_answers"]
PURPOSE = "declarations.answers"


def seal(text: str) -> str:
    """``text`` encrypted; the empty text stays empty."""
    return encrypt(PURPOSE, text.encode()) if text else ""


def unseal(text: str) -> str:
    """What was sealed. Raises SealBroken."""
    return decrypt(PURPOSE, text).decode() if text else ""


def seal_answers(answers: Mapping[str, object]) -> str:
    """Answers by field name, encrypted."""
    return seal(json.dumps(dict(answers), ensure_ascii=False, separators=(",", ":")))


def unseal_answers(text: str) -> dict[str, Any]:
    """Answers by field name. Raises SealBroken."""
    answers = json.loads(unseal(text) or "{}")
    return answers if isinstance(answers, dict) else {}
