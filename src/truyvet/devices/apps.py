"""The devices room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class DevicesConfig(AppConfig):
    """Encounters told by machines, and the key server."""

    name = "truyvet.devices"
    label = "devices"
    verbose_name = "Tiếp xúc do máy ghi"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the house this room's days of deletion and its share of pages and persons."""
        from truyvet.devices import registered

        registered.register()
