"""Where a browser wants to be pushed to: an address that only the push services of a list may have."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

MAX_ENDPOINT_LETTERS: Final = 1_000
"""Those of today have up to some 500 letters."""


class EndpointRefused(ValueError):
    """Not an address of a push service. Its words name nothing of it."""


@dataclass(frozen=True, slots=True)
class PushEndpoint:
    """``host`` is one of the list; ``target`` is the path with its query."""

    host: str
    target: str

    @property
    def origin(self) -> str:
        """Returns what the signature of a request is bound to (RFC 8292 §2)."""
        return f"https://{self.host}"


def read_endpoint(text: str, hosts: Collection[str]) -> PushEndpoint:
    """Returns the parts of an endpoint. A browser names it, so it could name a machine inside our network: only ``hosts`` are let through.

    A host "*.push.apple.com" stands for every name below. Raises EndpointRefused.
    """
    is_plain = text.isascii() and text.isprintable() and not set(text) & set(' "<>\\^`{|}')
    if not is_plain or len(text) > MAX_ENDPOINT_LETTERS:
        raise EndpointRefused("letters")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise EndpointRefused("address") from None
    host = (parts.hostname or "").lower()
    if parts.scheme != "https" or "@" in parts.netloc or port not in (None, 443) or parts.fragment or not parts.path.startswith("/"):
        raise EndpointRefused("address")
    if not any(host == known or (known.startswith("*.") and host.endswith(known[1:]) and host != known[2:]) for known in hosts):
        raise EndpointRefused("host")
    return PushEndpoint(host, parts.path + (f"?{parts.query}" if parts.query else ""))
