"""The cases room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Suspected and confirmed cases, results, isolation."""

    name = "truyvet.cases"
    label = "cases"
    verbose_name = "Ca bệnh"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tells the house this room's days of deletion and its share of pages and persons."""
        from truyvet.cases import registered

        registered.register()
