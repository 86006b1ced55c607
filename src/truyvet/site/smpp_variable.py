"""The setting TRUYVET_SMPP: an operator's message centre in one line."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

from truyvet.messaging.rules.receipt import IdForm
from truyvet.messaging.rules.smpp_address import MAX_SENDER_LETTERS, SmppAddress


def smpp_address(text: str) -> SmppAddress | None:
    """Returns ``smpps://user:password@host:port?sender=SO-Y-TE&window=10&ids=hex,decimal``; None for "". Raises ValueError.

    ``smpp:`` is the same without TLS.
    """
    if not text:
        return None
    parts = urlsplit(text)
    wishes = {name: values[-1] for name, values in parse_qs(parts.query, strict_parsing=bool(parts.query)).items()}
    answers, _, receipts = wishes.pop("ids", "text").partition(",")
    window, sender = int(wishes.pop("window", "10")), wishes.pop("sender", "")
    if parts.scheme not in ("smpp", "smpps") or not (parts.hostname and parts.username) or wishes:
        raise ValueError("smpp")
    if not 1 <= window <= 100 or len(sender) > MAX_SENDER_LETTERS or not sender.isascii():
        raise ValueError("smpp")
    return SmppAddress(
        parts.hostname, parts.port or 2775, unquote(parts.username), unquote(parts.password or ""), sender, window, parts.scheme == "smpps",
        IdForm(answers), IdForm(receipts or answers),
    )  # fmt: skip
