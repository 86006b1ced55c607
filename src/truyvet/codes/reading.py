"""Any scanned text → one answer: what it is, whether it is good, what may be shown, or why it is refused.

Every text gets an answer: ``read`` raises nothing. It writes nothing, asks nobody and needs no network.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from truyvet.codes import papers
from truyvet.codes.papers import Doubt, Paper
from truyvet.codes.reasons import CodeRefused, Kind, Reason
from truyvet.codes.signed import PublicKeys
from truyvet.codes.tokens import CARD_PREFIX, PASS_PREFIX, VENUE_PREFIX, Held, Posted, read_card, read_pass, read_venue

MOST: Final = 7_089
"""Characters: no QR code holds more."""
_INVISIBLE: Final = (range(0x21), range(0x7F, 0xA1), range(0x2000, 0x2010), range(0x2028, 0x2030), range(0x205F, 0x206A), (0x3000, 0xFEFF))
EDGES: Final = "".join(chr(each) for some in _INVISIBLE for each in some)
"""What scanners and clipboards leave around a text: blanks, ends of line, control letters, byte order and direction marks.
No code of ours begins or ends with a blank: base45 of two or three letters cannot end with one."""
_SCANNER: Final = re.compile(r"\][A-Za-z][0-9A-Za-z]")
"""What some scanners put before a text to say which symbol they read (ISO/IEC 15424): ``]Q1``."""
_NOT_TEXT: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffd-\uffff]")
_ADDRESS: Final = re.compile(r"https?://([^\s/?#@\\]+)/d/([^\s/?#]*)/?(?:[?#].*)?", re.IGNORECASE)
_NO_KEYS: Final[PublicKeys] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a text is. ``reason`` is None exactly when ``ok``; of ``held``, ``posted`` and ``paper`` one is there when ``ok``.

    For a national paper ``ok`` means that it can be read, not that it is genuine.
    """

    kind: Kind
    ok: bool
    reason: Reason | None = None
    show: Mapping[str, str | int] = field(default_factory=dict, repr=False)
    """What may be shown: moments (epoch seconds) of our codes, masked values of a paper. Never a token."""
    held: Held | None = field(default=None, repr=False)
    posted: Posted | None = field(default=None, repr=False)
    paper: Paper | None = field(default=None, repr=False)
    warnings: tuple[Doubt, ...] = ()


def read(
    text: str,
    *,
    now: int,
    keys: PublicKeys = _NO_KEYS,
    revoked: Container[str] = frozenset(),
    venue: Container[bytes] | None = None,
    sites: Container[str] = frozenset(),
) -> Answer:
    """The answer to any text.

    ``now``: epoch seconds. ``keys``: public keys by kid. ``revoked``: see ``revocation``. ``venue``: code ids of the venue
    where the reader stands; None takes any. ``sites``: our hosts, lower case; empty takes any, for the signature decides.
    """
    text = trimmed(text)
    if (unreadable := _unreadable(text)) is not None:
        return _refused(Kind.UNKNOWN, unreadable)
    kind, body = _sort(text, sites)
    try:
        if kind == Kind.PASS:
            return _held(read_pass(body, now=now, keys=keys), revoked)
        if kind == Kind.CARD:
            return _held(read_card(body, now=now, keys=keys), revoked)
        if kind == Kind.VENUE:
            return _posted(read_venue(body, now=now, keys=keys), revoked, venue)
        return _read(kind, body)
    except CodeRefused as refused:
        return _refused(kind, refused.reason)


def revocation(token: bytes) -> str:
    """How a revoked token stands in the list that gates carry: hex of the first 8 bytes of its SHA-256."""
    return hashlib.sha256(token).digest()[:8].hex()


def trimmed(text: str) -> str:
    """The text without what scanners and clipboards add around it; with the letters right when Caps Lock was on."""
    text = text.strip(EDGES)
    if found := _SCANNER.match(text):
        text = text[found.end() :].strip(EDGES)
    ours = (PASS_PREFIX, CARD_PREFIX, VENUE_PREFIX)
    return text.swapcase() if text.startswith(tuple(prefix.lower() for prefix in ours)) else text


def _unreadable(text: str) -> Reason | None:
    if len(text) > MOST:
        return Reason.TOO_LONG
    if not text:
        return Reason.BLANK
    return Reason.NOT_TEXT if _NOT_TEXT.search(text) else None


def _sort(text: str, sites: Container[str]) -> tuple[Kind, str]:
    """What it looks like, and the part that says the rest."""
    for prefix, kind in ((PASS_PREFIX, Kind.PASS), (CARD_PREFIX, Kind.CARD)):
        if text.startswith(prefix):
            return kind, text
    if text.startswith(VENUE_PREFIX):
        return Kind.VENUE, text.removeprefix(VENUE_PREFIX)
    if (found := _ADDRESS.fullmatch(text)) and (not sites or found[1].lower() in sites):
        return Kind.VENUE, found[2]
    return papers.kind_of(text), text


def _held(held: Held, revoked: Container[str]) -> Answer:
    if revocation(held.token) in revoked:
        return _refused(held.kind, Reason.REVOKED)
    show: dict[str, str | int] = {"issued": held.issued, "expires": held.expires, "declared": held.declared}
    if held.moment is not None:
        show["moment"] = held.moment
    return Answer(held.kind, True, show=show, held=held)


def _posted(posted: Posted, revoked: Container[str], venue: Container[bytes] | None) -> Answer:
    if revocation(posted.code_id) in revoked:
        return _refused(Kind.VENUE, Reason.REVOKED)
    if venue is not None and posted.code_id not in venue:
        return _refused(Kind.VENUE, Reason.OTHER_VENUE)
    show: dict[str, str | int] = {"form": "screen" if posted.screen else "poster", "issued": posted.issued}
    if posted.expires is not None:
        show["expires"] = posted.expires
    return Answer(Kind.VENUE, True, show=show, posted=posted)


def _read(kind: Kind, text: str) -> Answer:
    if kind == Kind.UNKNOWN:
        raise CodeRefused(Reason.UNKNOWN)
    paper = papers.parse(kind, text)
    return Answer(kind, True, show=papers.shown(paper), paper=paper, warnings=papers.doubts(paper))


def _refused(kind: Kind, reason: Reason) -> Answer:
    return Answer(kind, False, reason)
