"""Addresses of the passes room."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "passes"
urlpatterns: list[URLPattern] = []
