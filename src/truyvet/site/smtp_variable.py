"""The setting TRUYVET_SMTP: the province's mail server in one line."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from truyvet.messaging.rules.smtp_address import SmtpAddress

SENDER: Final = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+")


def smtp_address(text: str) -> SmtpAddress | None:
    """Returns ``smtps://user:password@host:port?from=y-te@tinh.gov.vn``; None for "". Raises ValueError.

    ``smtp:`` begins in clear and goes on with STARTTLS; without it only to this machine itself.
    """
    if not text:
        return None
    parts = urlsplit(text)
    wishes = {name: values[-1] for name, values in parse_qs(parts.query, strict_parsing=bool(parts.query)).items()}
    sender = wishes.pop("from", "")
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or wishes or not SENDER.fullmatch(sender):
        raise ValueError("smtp")
    is_tls = parts.scheme == "smtps"
    port = parts.port or (465 if is_tls else 587)
    return SmtpAddress(parts.hostname, port, unquote(parts.username or ""), unquote(parts.password or ""), sender, is_tls)
