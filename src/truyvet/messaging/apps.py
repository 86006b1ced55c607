"""The messaging room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Nothing is sent from inside a transaction: a message is a row, a worker carries it."""

    name = "truyvet.messaging"
    label = "messaging"
    verbose_name = "Tin nhắn"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Checks every text, then tell the house this room's days of deletion and pages."""
        from truyvet.messaging import registered

        registered.register()
