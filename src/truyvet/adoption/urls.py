"""Addresses of adoption; units stand in them by their public codes."""

from __future__ import annotations

from django.urls import path

from truyvet.adoption.views import adoption

app_name = "adoption"
urlpatterns = [
    path("cai-dat/", adoption.table_page, name="table"),
    path("cai-dat/to-chuc/", adoption.organisations_page, name="organisations"),
    path("cai-dat/chi-tieu/", adoption.target_page, name="target"),
    path("cai-dat/don-vi/<str:unit>/", adoption.unit_page, name="unit"),
]
