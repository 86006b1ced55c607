"""The places room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Administrative units with their dates of validity, and how one edition became the next."""

    name = "truyvet.places"
    label = "places"
    verbose_name = "Đơn vị hành chính"
    default_auto_field = "django.db.models.BigAutoField"
