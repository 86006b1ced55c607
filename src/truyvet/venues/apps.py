"""The venues room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class VenuesConfig(AppConfig):
    """Venues, zones, visits, rosters."""

    name = "truyvet.venues"
    label = "venues"
    verbose_name = "Địa điểm"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the house this room's days of deletion and its share of pages and persons."""
        from truyvet.venues import registered

        registered.register()
