"""The investigations room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class InvestigationsConfig(AppConfig):
    """Trace runs, contacts, evidence, decisions, interviews."""

    name = "truyvet.investigations"
    label = "investigations"
    verbose_name = "Truy vết"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the house this room's pages, days of deletion and share of persons."""
        from truyvet.investigations import registered

        registered.register()
