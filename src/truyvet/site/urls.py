"""The address table: each room's own, and the health page."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from truyvet.site.health import health


def _rooms() -> list[URLPattern | URLResolver]:
    """The address tables of the rooms that have one, lowest room first."""
    tables = (f"truyvet.{room}.urls" for room in settings.ROOMS if f"truyvet.{room}" in settings.INSTALLED_APPS)
    return [path("", include(table)) for table in tables if find_spec(table) is not None]


urlpatterns = [path("suc-khoe/", health, name="health"), *_rooms()]

handler400 = "truyvet.web.errors.bad_request"
handler403 = "truyvet.web.errors.forbidden"
handler404 = "truyvet.web.errors.not_found"
handler500 = "truyvet.web.errors.server_error"
