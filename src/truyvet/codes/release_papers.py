"""The signed part of a printed certificate of release: what the paper says, so that anybody with our public keys can check it offline.

It stands behind the ``#`` of the address on the paper, which no browser sends: ``https://<host>/giay/<code>/#<base64url>``.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from truyvet.codes.code_reasons import CodeReason, CodeRefused
from truyvet.codes.code_tokens import CTI, IAT, TOKEN_TYPE
from truyvet.codes.cose_sign1 import MAX_TOKEN_BYTES, PublicKeys, Signer, sign_claims, verify_claims

RELEASE_TOKEN: Final = 5
"""The claim that keeps a certificate from being taken for one of code_tokens.TokenType."""
KIND, FIRST_DAY, LAST_DAY, INITIALS, UNIT = -70003, -70004, -70005, -70006, -70007
"""Private claims: what was ordered, from which day to which (days since 1 January of year 1), of whom, by whom."""
MAX_UNIT_CHARS: Final = 60
"""Characters: a longer name would make the printed squares too small; the paper itself has the whole."""
_ADDRESS: Final = re.compile(r"https?://[^\s/?#@\\]+/giay/([^\s/?#]{1,32})/?#([A-Za-z0-9_-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReleasePaper:
    """What a certificate says when it was printed; whether it was revoked since, no paper knows."""

    code: str
    kind: str
    first_day: date
    last_day: date
    initials: str
    unit: str
    issued: int
    """Epoch seconds."""


def sign_release(paper: ReleasePaper, signer: Signer) -> str:
    """Returns what stands behind the ``#`` of the address."""
    claims = {
        IAT: paper.issued, CTI: paper.code.encode(), TOKEN_TYPE: RELEASE_TOKEN, KIND: paper.kind, FIRST_DAY: paper.first_day.toordinal(),
        LAST_DAY: paper.last_day.toordinal(), INITIALS: paper.initials, UNIT: f"{paper.unit:.{MAX_UNIT_CHARS}}",
    }  # fmt: skip
    return base64.urlsafe_b64encode(sign_claims(claims, signer)).decode("ascii").rstrip("=")


def is_release(text: str) -> bool:
    """Returns whether a scanned text looks like a signed certificate."""
    return _ADDRESS.fullmatch(text.strip()) is not None


def read_release(text: str, *, keys: PublicKeys) -> ReleasePaper:
    """Returns what a scanned certificate says. Raises CodeRefused: BROKEN, UNKNOWN_KEY, FORGED or WRONG_KIND."""
    found = _ADDRESS.fullmatch(text.strip())
    if found is None or len(found[2]) > 2 * MAX_TOKEN_BYTES:
        raise CodeRefused(CodeReason.BROKEN)
    try:
        token = base64.b64decode(found[2] + "=" * (-len(found[2]) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise CodeRefused(CodeReason.BROKEN) from None
    claims = verify_claims(token, keys)
    if claims.get(TOKEN_TYPE) != RELEASE_TOKEN:
        raise CodeRefused(CodeReason.WRONG_KIND)
    paper = _paper(claims)
    if paper.code != found[1].upper():  # the page that a camera opens would speak of another certificate
        raise CodeRefused(CodeReason.FORGED)
    return paper


def _paper(claims: dict[int, Any]) -> ReleasePaper:
    match [claims.get(name) for name in (CTI, KIND, FIRST_DAY, LAST_DAY, INITIALS, UNIT, IAT)]:
        case [bytes(code), str(kind), int(first), int(last), str(initials), str(unit), int(issued)]:
            try:
                return ReleasePaper(code.decode(), kind, date.fromordinal(first), date.fromordinal(last), initials, unit, issued)
            except (ValueError, OverflowError):
                pass
    raise CodeRefused(CodeReason.BROKEN)
