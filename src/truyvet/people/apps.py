"""The people room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Who a person is; every other room knows a person by number and code only."""

    name = "truyvet.people"
    label = "people"
    verbose_name = "Con người"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tells the house this room's days of deletion, pages and share of a person."""
        from truyvet.people import registered

        registered.register()
