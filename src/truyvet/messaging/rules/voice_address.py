"""A provider of automatic calls, as one line of the environment."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class VoiceAddress:
    """``token`` opens the provider's door, and signs what it reports to us."""

    url: str
    token: str = field(repr=False)
    provider: str = "truyvet"
