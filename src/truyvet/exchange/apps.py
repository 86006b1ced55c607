"""The exchange room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Files that come in, row by row, each one accounted for."""

    name = "truyvet.exchange"
    label = "exchange"
    verbose_name = "Nhập dữ liệu"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the house this room's days of deletion and its line in the navigation."""
        from truyvet.exchange import registered

        registered.register()
