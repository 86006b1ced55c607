"""What was held before a gate: any text becomes a reading, and where only its time is wrong also whose it is."""

from __future__ import annotations

from collections.abc import Container
from typing import Any, Final

import base45

from truyvet.codes.reading import read, trimmed
from truyvet.codes.reasons import CodeRefused, Kind, Reason
from truyvet.codes.signed import PublicKeys, read_cbor, unseal
from truyvet.codes.tokens import CARD_PREFIX, CTI, DECLARED, PASS_PREFIX
from truyvet.venues.rules.taking import Read

TIMED: Final = frozenset({Reason.STALE, Reason.AHEAD, Reason.EXPIRED, Reason.NOT_YET})
"""Refusals of a code whose signatures are good: a gate with another clock may have let its holder in."""
UNREADABLE: Final = Read(Kind.UNKNOWN, Reason.BROKEN)


def present(text: str, *, at: int, keys: PublicKeys, posted: Container[bytes]) -> Read:
    """The reading of a scanned text at the epoch second ``at``. ``posted``: code ids of the venue where the gate stands."""
    answer = read(text, now=at, keys=keys, venue=posted)
    if answer.held is not None:
        return Read(answer.kind, None, answer.held.token, answer.held.declared)
    if answer.reason in TIMED:
        token, declared = _whose(trimmed(text), keys)
        return Read(answer.kind, answer.reason, token, declared)
    return Read(answer.kind, answer.reason, paper=answer.paper)


def _whose(text: str, keys: PublicKeys) -> tuple[bytes | None, int | None]:
    """Token and moment of declaration in a code of ours that is signed but not for now."""
    if not text.startswith((PASS_PREFIX, CARD_PREFIX)):
        return None, None
    try:
        outer: Any = read_cbor(bytes(base45.b45decode(text[len(PASS_PREFIX) :])))
        claims = unseal(outer[0], keys) if isinstance(outer, list) else unseal(bytes(base45.b45decode(text[len(CARD_PREFIX) :])), keys)
    except (CodeRefused, ValueError, TypeError, IndexError):
        return None, None
    token, declared = claims.get(CTI), claims.get(DECLARED)
    return (token if isinstance(token, bytes) else None), (declared if isinstance(declared, int) else None)
