"""Reads any scanned text and answers what it is, whether it is good, what may be shown, or why it is refused.

Every text gets an answer: ``read_code`` raises nothing. It writes nothing, asks nobody and needs no network.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from truyvet.codes import identity_documents
from truyvet.codes.code_reasons import CodeKind, CodeReason, CodeRefused
from truyvet.codes.code_tokens import (
    CARD_PREFIX,
    PASS_PREFIX,
    VENUE_PREFIX,
    VerifiedPass,
    VerifiedVenueCode,
    read_card,
    read_pass,
    read_venue,
)
from truyvet.codes.cose_sign1 import PublicKeys
from truyvet.codes.identity_documents import DocumentDoubt, IdentityDocument

MAX_CODE_CHARS: Final = 7_089
"""Characters: no QR code holds more."""
_INVISIBLE: Final = (range(0x21), range(0x7F, 0xA1), range(0x2000, 0x2010), range(0x2028, 0x2030), range(0x205F, 0x206A), (0x3000, 0xFEFF))
TRIMMED_CHARS: Final = "".join(chr(each) for some in _INVISIBLE for each in some)
"""What scanners and clipboards leave around a text: blanks, ends of line, control letters, byte order and direction marks.
No code of ours begins or ends with a blank: base45 of two or three letters cannot end with one."""
_SCANNER: Final = re.compile(r"\][A-Za-z][0-9A-Za-z]")
"""What some scanners put before a text to say which symbol they read (ISO/IEC 15424): ``]Q1``."""
_NOT_TEXT: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffd-\uffff]")
_ADDRESS: Final = re.compile(r"https?://([^\s/?#@\\]+)/d/([^\s/?#]*)/?(?:[?#].*)?", re.IGNORECASE)
_NO_KEYS: Final[PublicKeys] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class CodeAnswer:
    """What a text is. ``reason`` is None exactly when ``ok``; then one of ``verified_pass``, ``venue_code``, ``document`` is there.

    For a national paper ``ok`` means that it can be read, not that it is genuine.
    """

    kind: CodeKind
    ok: bool
    reason: CodeReason | None = None
    show: Mapping[str, str | int] = field(default_factory=dict, repr=False)
    """What may be shown: moments (epoch seconds) of our codes, masked values of a paper. Never a token."""
    verified_pass: VerifiedPass | None = field(default=None, repr=False)
    venue_code: VerifiedVenueCode | None = field(default=None, repr=False)
    document: IdentityDocument | None = field(default=None, repr=False)
    warnings: tuple[DocumentDoubt, ...] = ()


def read_code(
    text: str,
    *,
    now: int,
    keys: PublicKeys = _NO_KEYS,
    revoked: Container[str] = frozenset(),
    venue_codes: Container[bytes] | None = None,
    sites: Container[str] = frozenset(),
) -> CodeAnswer:
    """Returns the answer to any text.

    ``now``: epoch seconds. ``keys``: public keys by kid. ``revoked``: see ``revocation_mark``. ``venue_codes``: code ids of the venue
    where the reader stands; None takes any. ``sites``: our hosts, lower case; empty takes any, for the signature decides.
    """
    text = trim_code(text)
    if (unreadable := _unreadable(text)) is not None:
        return _refused(CodeKind.UNKNOWN, unreadable)
    kind, body = _sort(text, sites)
    try:
        if kind == CodeKind.PASS:
            return _pass_answer(read_pass(body, now=now, keys=keys), revoked)
        if kind == CodeKind.CARD:
            return _pass_answer(read_card(body, now=now, keys=keys), revoked)
        if kind == CodeKind.VENUE:
            return _venue_answer(read_venue(body, now=now, keys=keys), revoked, venue_codes)
        return _read(kind, body)
    except CodeRefused as refused:
        return _refused(kind, refused.reason)


def revocation_mark(token: bytes) -> str:
    """Returns how a revoked token stands in the list that gates carry: hex of the first 8 bytes of its SHA-256."""
    return hashlib.sha256(token).digest()[:8].hex()


def trim_code(text: str) -> str:
    """Returns the text without what scanners and clipboards add around it; with the letters right when Caps Lock was on."""
    text = text.strip(TRIMMED_CHARS)
    if found := _SCANNER.match(text):
        text = text[found.end() :].strip(TRIMMED_CHARS)
    ours = (PASS_PREFIX, CARD_PREFIX, VENUE_PREFIX)
    return text.swapcase() if text.startswith(tuple(prefix.lower() for prefix in ours)) else text


def _unreadable(text: str) -> CodeReason | None:
    if len(text) > MAX_CODE_CHARS:
        return CodeReason.TOO_LONG
    if not text:
        return CodeReason.BLANK
    return CodeReason.NOT_TEXT if _NOT_TEXT.search(text) else None


def _sort(text: str, sites: Container[str]) -> tuple[CodeKind, str]:
    """Returns what it looks like, and the part that says the rest."""
    for prefix, kind in ((PASS_PREFIX, CodeKind.PASS), (CARD_PREFIX, CodeKind.CARD)):
        if text.startswith(prefix):
            return kind, text
    if text.startswith(VENUE_PREFIX):
        return CodeKind.VENUE, text.removeprefix(VENUE_PREFIX)
    if (found := _ADDRESS.fullmatch(text)) and (not sites or found[1].lower() in sites):
        return CodeKind.VENUE, found[2]
    return identity_documents.document_kind(text), text


def _pass_answer(verified_pass: VerifiedPass, revoked: Container[str]) -> CodeAnswer:
    if revocation_mark(verified_pass.token) in revoked:
        return _refused(verified_pass.kind, CodeReason.REVOKED)
    show: dict[str, str | int] = {"issued": verified_pass.issued, "expires": verified_pass.expires, "declared": verified_pass.declared}
    if verified_pass.moment is not None:
        show["moment"] = verified_pass.moment
    return CodeAnswer(verified_pass.kind, True, show=show, verified_pass=verified_pass)


def _venue_answer(venue_code: VerifiedVenueCode, revoked: Container[str], venue_codes: Container[bytes] | None) -> CodeAnswer:
    if revocation_mark(venue_code.code_id) in revoked:
        return _refused(CodeKind.VENUE, CodeReason.REVOKED)
    if venue_codes is not None and venue_code.code_id not in venue_codes:
        return _refused(CodeKind.VENUE, CodeReason.OTHER_VENUE)
    show: dict[str, str | int] = {"form": "screen" if venue_code.screen else "poster", "issued": venue_code.issued}
    if venue_code.expires is not None:
        show["expires"] = venue_code.expires
    return CodeAnswer(CodeKind.VENUE, True, show=show, venue_code=venue_code)


def _read(kind: CodeKind, text: str) -> CodeAnswer:
    if kind == CodeKind.UNKNOWN:
        raise CodeRefused(CodeReason.UNKNOWN)
    document = identity_documents.parse_document(kind, text)
    return CodeAnswer(
        kind,
        True,
        show=identity_documents.masked_document(document),
        document=document,
        warnings=identity_documents.document_doubts(document),
    )


def _refused(kind: CodeKind, reason: CodeReason) -> CodeAnswer:
    return CodeAnswer(kind, False, reason)
