"""Why something that a keeper asks for is not done."""

from __future__ import annotations

from enum import StrEnum


class KeeperRefusal(StrEnum):
    """A door turns it into words."""

    NOT_KEEPER = "not_keeper"
    TOO_MANY = "too_many"
    UNKNOWN = "unknown"


class KeeperActionRefused(ValueError):
    """It is not done; ``reason`` says why, never who."""

    def __init__(self, reason: KeeperRefusal) -> None:
        self.reason = reason
        super().__init__(reason.value)
