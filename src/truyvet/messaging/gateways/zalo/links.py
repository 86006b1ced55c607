"""The signed link by which somebody comes from the Zalo page to the declaration: a hash, a time, a signature."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.core.signing import BadSignature, Signer

from truyvet.people.keyed_hash import keyed_hash

LINK_VALID_FOR: Final = timedelta(hours=24)
HASH_LETTERS: Final = 32
"""Hex characters of the keyed hash: 128 bits."""
_SALT: Final = "truyvet.zalo.declaration"


class LinkInvalid(ValueError):
    """The link was changed, or is too old (``old``)."""

    def __init__(self, *, old: bool) -> None:
        self.old = old
        super().__init__("old" if old else "changed")


def make_link(user: str, now: datetime) -> str:
    """Returns the link's text for Zalo's number of a person: letters that go into an address, without that number."""
    return Signer(salt=_SALT, sep=".").sign(f"{keyed_hash('zalo', user)[:HASH_LETTERS]}-{int(now.timestamp()):x}")


def read_link(text: str, now: datetime) -> str:
    """Returns the hash in a link that is at most 24 hours old. Raises LinkInvalid."""
    try:
        who, _, stamp = Signer(salt=_SALT, sep=".").unsign(text).partition("-")
        at = int(stamp, 16)
    except (BadSignature, ValueError):
        raise LinkInvalid(old=False) from None
    if not 0 <= int(now.timestamp()) - at <= LINK_VALID_FOR.total_seconds():
        raise LinkInvalid(old=True)
    return who
