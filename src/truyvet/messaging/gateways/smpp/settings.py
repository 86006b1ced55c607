"""Which message centre this installation speaks to. Read from the site's settings, never from the database."""

from __future__ import annotations

from django.conf import settings

from truyvet.messaging.rules.smpp_address import SmppAddress


def smpp_settings() -> SmppAddress | None:
    """Returns that of this installation; a demonstration never speaks to the outside."""
    found: SmppAddress | None = None if settings.TRUYVET_DEMO else settings.TRUYVET_SMPP
    return found
