"""The passes room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class PassesConfig(AppConfig):
    """Signing keys, passes, cards, holds, standing at a gate."""

    name = "truyvet.passes"
    label = "passes"
    verbose_name = "Mã vào cổng"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the house this room's days of deletion and its share of a person."""
        from truyvet.passes import registered

        registered.register()
