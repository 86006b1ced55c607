"""The declarations room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class DeclarationsConfig(AppConfig):
    """Forms, declarations, triage, the watch."""

    name = "truyvet.declarations"
    label = "declarations"
    verbose_name = "Khai báo y tế"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the house this room's days of deletion, its queue and its share of pages and persons."""
        from truyvet.declarations import registered

        registered.register()
