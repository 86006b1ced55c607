"""Addresses of the exchange room."""

from __future__ import annotations

from django.urls import path

from truyvet.exchange.views import connections, import_jobs

app_name = "exchange"
urlpatterns = [
    path("nhap-du-lieu/", import_jobs.jobs, name="jobs"),
    path("cau-hinh/ket-noi/", connections.connections, name="connections"),
]
