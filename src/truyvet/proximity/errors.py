"""Two kinds of trouble, kept apart: somebody else's bytes are wrong, or we were called wrongly."""

from __future__ import annotations


class PeerError(ValueError):
    """What came from elsewhere (a file, a radio, an upload) does not keep the protocol. ``reason`` is a code, ``where`` says which part."""

    def __init__(self, reason: str, where: str = "") -> None:
        self.reason, self.where = reason, where
        super().__init__(f"{where}: {reason}" if where else reason)


class OwnError(ValueError):
    """We were asked for something that the protocol cannot say: a mistake of the caller."""
