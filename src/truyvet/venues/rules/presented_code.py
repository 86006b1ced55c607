"""Reads any text that was presented to a gate, and finds its holder also where only its time is wrong."""

from __future__ import annotations

from collections.abc import Container
from typing import Any, Final

import base45

from truyvet.codes.code_reader import read_code, trim_code
from truyvet.codes.code_reasons import CodeKind, CodeReason, CodeRefused
from truyvet.codes.code_tokens import CARD_PREFIX, CTI, DECLARED, PASS_PREFIX
from truyvet.codes.cose_sign1 import PublicKeys, read_cbor, verify_claims
from truyvet.venues.rules.scan import PresentedCode

TIMED: Final = frozenset({CodeReason.STALE, CodeReason.AHEAD, CodeReason.EXPIRED, CodeReason.NOT_YET})
"""Refusals of a code whose signatures are good: a gate with another clock may have let its holder in."""
UNREADABLE: Final = PresentedCode(CodeKind.UNKNOWN, CodeReason.BROKEN)


def present(text: str, *, at: int, keys: PublicKeys, posted_code_ids: Container[bytes]) -> PresentedCode:
    """Reads a scanned text at the epoch second ``at``. ``posted_code_ids``: code ids of the venue where the gate stands."""
    answer = read_code(text, now=at, keys=keys, venue_codes=posted_code_ids)
    if answer.verified_pass is not None:
        good = answer.verified_pass
        return PresentedCode(answer.kind, None, good.token, good.declared, moment=good.moment)
    if answer.reason in TIMED:
        token, declared, moment = _whose(trim_code(text), keys)
        return PresentedCode(answer.kind, answer.reason, token, declared, moment=moment)
    return PresentedCode(answer.kind, answer.reason, document=answer.document)


def _whose(text: str, keys: PublicKeys) -> tuple[bytes | None, int | None, int | None]:
    """Returns token, moment of declaration and moment of showing of a code of ours that is signed but not valid now."""
    if not text.startswith((PASS_PREFIX, CARD_PREFIX)):
        return None, None, None
    try:
        outer: Any = read_cbor(bytes(base45.b45decode(text[len(PASS_PREFIX) :])))
        claims = (
            verify_claims(outer[0], keys)
            if isinstance(outer, list)
            else verify_claims(bytes(base45.b45decode(text[len(CARD_PREFIX) :])), keys)
        )
    except (CodeRefused, ValueError, TypeError, IndexError):
        return None, None, None
    token, declared = claims.get(CTI), claims.get(DECLARED)
    moment = outer[1] if isinstance(outer, list) else None
    return (
        token if isinstance(token, bytes) else None,
        declared if isinstance(declared, int) else None,
        moment if isinstance(moment, int) else None,
    )
