"""From when on a diagnosis key may be public: while a device may still show its identifiers, anybody could replay them."""

from __future__ import annotations

from typing import Final

from truyvet.proximity.rolling_identifiers import TemporaryExposureKey

EMBARGO_S: Final = 7_200
"""Seconds after a key is no longer used before it is published: a device whose clock is behind may still show it."""


def public_from(key: TemporaryExposureKey) -> int:
    """Returns the epoch second at which the embargo of a key ends."""
    return key.ends_at + EMBARGO_S
