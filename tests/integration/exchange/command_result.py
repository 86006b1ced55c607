"""The answer of the import command, and rows for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class CommandResult:
    """The answer of a command."""

    status: int
    out: str
    err: str

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """read, accepted, rejected, duplicate."""
        answer = json.loads(self.out)
        assert answer["read"] == answer["accepted"] + answer["rejected"] + answer["duplicate"]
        return answer["read"], answer["accepted"], answer["rejected"], answer["duplicate"]

    @property
    def answer(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.out)
        return found


ImportCommand = Callable[..., CommandResult]


def visits_of(count: int, *, start: int = 1_622_000_000) -> list[tuple[str, ...]]:
    """Different visits of p1 to p9 at v1, a minute apart."""
    return [(f"p{n % 9 + 1}", "v1", str(start + 60 * n), str(start + 60 * n + 1_800)) for n in range(count)]
