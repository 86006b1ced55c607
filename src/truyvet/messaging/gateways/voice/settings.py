"""Which provider of calls this installation speaks to. Read from the site's settings, never from the database."""

from __future__ import annotations

from django.conf import settings

from truyvet.messaging.call_plan_file import call_plan
from truyvet.messaging.rules.call_plan import VoiceProvider
from truyvet.messaging.rules.voice_address import VoiceAddress


def voice_settings() -> VoiceAddress | None:
    """Returns that of this installation; a demonstration never speaks to the outside."""
    found: VoiceAddress | None = None if settings.TRUYVET_DEMO else settings.TRUYVET_VOICE
    return found


def check_provider() -> None:
    """Raises ValueError at start where the setting names a provider whose words nobody wrote down."""
    address: VoiceAddress | None = settings.TRUYVET_VOICE
    if address is not None and address.provider not in call_plan().providers:
        raise ValueError(f"TRUYVET_VOICE: provider must be one of {', '.join(call_plan().providers)}")


def provider_of(address: VoiceAddress) -> VoiceProvider:
    """Returns the words of a provider. Raises KeyError."""
    return call_plan().providers[address.provider]
