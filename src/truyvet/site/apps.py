"""The top of the house as a Django app: at start it reads what every room says of itself."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings


class SiteConfig(AppConfig):
    """Settings, addresses, the first page, health."""

    name = "truyvet.site"
    label = "site"

    def ready(self) -> None:
        """Hands in the secrets, registers the rooms, and lets each check its own files."""
        from truyvet.core import data_keys, encryption, registry
        from truyvet.site.data_key_file import read_data_keys
        from truyvet.site.rooms import with_part

        encryption.use_secrets(lambda: (str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS)))
        data_keys.use_keys(lambda: read_data_keys(settings.TRUYVET_DATA_KEYS))
        registry.register(import_module(f"truyvet.{room}.room").ROOM for room in (*with_part("room"), "site"))
        registry.start()
