"""The reasons why a keeper's request is refused."""

from __future__ import annotations

from enum import StrEnum


class KeeperRefusal(StrEnum):
    """The reason of a refusal; a door turns it into words."""

    NOT_KEEPER = "not_keeper"
    TOO_MANY = "too_many"
    UNKNOWN = "unknown"


class KeeperActionRefused(ValueError):
    """The request is refused; ``reason`` says why, never who."""

    def __init__(self, reason: KeeperRefusal) -> None:
        self.reason = reason
        super().__init__(reason.value)
