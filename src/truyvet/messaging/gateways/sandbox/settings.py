"""How the sandbox behaves."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SandboxSettings:
    """``down``: answers nothing. ``silent``: takes messages but its answer is lost."""

    down: bool = False
    silent: bool = False
