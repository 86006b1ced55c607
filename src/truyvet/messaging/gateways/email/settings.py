"""Which mail server this installation hands its e-mail to. Read from the site's settings, never from the database."""

from __future__ import annotations

from django.conf import settings

from truyvet.messaging.rules.smtp_address import SmtpAddress


def smtp_settings() -> SmtpAddress | None:
    """Returns that of this installation; a demonstration never speaks to the outside."""
    found: SmtpAddress | None = None if settings.TRUYVET_DEMO else settings.TRUYVET_SMTP
    return found
