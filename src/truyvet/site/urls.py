"""The address table: each room's own, and the health page."""

from __future__ import annotations

from typing import Final

from django.urls import include, path

from truyvet.site.health import health

ROOMS_WITH_PAGES: Final = (
    "web", "access", "people", "messaging", "cases", "passes", "venues", "declarations", "devices", "investigations", "exchange",
)  # fmt: skip
"""Lowest room first; each names its own addresses."""

urlpatterns = [path("suc-khoe/", health, name="health"), *(path("", include(f"truyvet.{room}.urls")) for room in ROOMS_WITH_PAGES)]

handler400 = "truyvet.web.errors.bad_request"
handler403 = "truyvet.web.errors.forbidden"
handler404 = "truyvet.web.errors.not_found"
handler500 = "truyvet.web.errors.server_error"
