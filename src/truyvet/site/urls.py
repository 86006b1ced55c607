"""The address table: the first page of the staff, the health page, and each room's own."""

from __future__ import annotations

from django.urls import include, path

from truyvet.site.health import health
from truyvet.site.home import home
from truyvet.site.metrics import metrics
from truyvet.site.rooms import with_part

urlpatterns = [
    path("", home, name="home"),
    path("suc-khoe/", health, name="health"),
    path("metrics", metrics, name="metrics"),
    *(path("", include(f"truyvet.{room}.urls")) for room in with_part("urls")),
]

handler400 = "truyvet.web.errors.bad_request"
handler403 = "truyvet.web.errors.forbidden"
handler404 = "truyvet.web.errors.not_found"
handler500 = "truyvet.web.errors.server_error"
