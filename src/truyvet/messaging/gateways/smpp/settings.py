"""Which message centre this installation speaks to. Read from the site's settings, never from the database."""

from __future__ import annotations

from django.conf import settings

from truyvet.messaging.rules.smpp_address import SmppAddress


def smpp_settings(number: int = 1) -> SmppAddress | None:
    """Returns the first or second of this installation; a demonstration never speaks to the outside."""
    found: SmppAddress | None = settings.TRUYVET_SMPP if number == 1 else settings.TRUYVET_SMPP_2
    return None if settings.TRUYVET_DEMO else found
