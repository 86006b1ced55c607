"""Two kinds of error: the peer's bytes are wrong, or our own caller is."""

from __future__ import annotations


class PeerError(ValueError):
    """Something from elsewhere (a file, a radio, an upload) breaks the protocol. ``reason`` is a code, ``where`` names the part."""

    def __init__(self, reason: str, where: str = "") -> None:
        self.reason, self.where = reason, where
        super().__init__(f"{where}: {reason}" if where else reason)


class CallerError(ValueError):
    """The caller asked for something that the protocol cannot express."""
