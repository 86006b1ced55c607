"""Which of our texts Zalo approved, as one line of the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ZnsTemplate:
    """A text as Zalo knows it: its number there, and what our parameters are called in it where that differs."""

    number: str
    names: Mapping[str, str] = field(default_factory=dict)


def zns_templates(text: str) -> dict[str, ZnsTemplate]:
    """Returns ``signin_code:259340:code=otp, contact_notice:260001`` as a mapping by our name. Raises ValueError."""
    found: dict[str, ZnsTemplate] = {}
    for part in filter(None, (each.strip() for each in text.split(","))):
        name, number, *names = part.split(":")
        if not (name.isidentifier() and number.isascii() and number.isdecimal()) or name in found or len(names) > 1:
            raise ValueError("zns")
        pairs = [pair.partition("=")[::2] for pair in (names[0].split("+") if names else ())]
        if not all(ours.isidentifier() and theirs.isidentifier() for ours, theirs in pairs):
            raise ValueError("zns")
        found[name] = ZnsTemplate(number, dict(pairs))
    return found
