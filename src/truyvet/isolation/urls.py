"""Addresses of isolation periods: they lie under the case to which a period belongs."""

from __future__ import annotations

from django.urls import path

from truyvet.isolation.views import isolations

app_name = "isolation"
urlpatterns = [
    path("ca-benh/<str:code>/cach-ly/", isolations.start, name="start"),
    path("ca-benh/<str:code>/cach-ly/<int:isolation_id>/ket-thuc/", isolations.end, name="end"),
]
