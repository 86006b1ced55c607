"""The setting TRUYVET_VOICE: a provider of automatic calls in one line."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

from truyvet.messaging.rules.voice_address import VoiceAddress


def voice_address(text: str) -> VoiceAddress | None:
    """Returns ``https://:token@calls.example.vn/v1?provider=truyvet``; None for "". Raises ValueError. ``http`` to this machine alone."""
    if not text:
        return None
    parts = urlsplit(text)
    wishes = {name: values[-1] for name, values in parse_qs(parts.query, strict_parsing=bool(parts.query)).items()}
    provider = wishes.pop("provider", "truyvet")
    is_own_machine = parts.hostname in ("127.0.0.1", "localhost")
    if wishes or not (parts.hostname and parts.password) or parts.scheme not in (("http", "https") if is_own_machine else ("https",)):
        raise ValueError("voice")
    host = parts.hostname if parts.port is None else f"{parts.hostname}:{parts.port}"
    return VoiceAddress(f"{parts.scheme}://{host}{parts.path.rstrip('/')}", unquote(parts.password), provider)
