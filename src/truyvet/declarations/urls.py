"""Addresses of the declarations room."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "declarations"
urlpatterns: list[URLPattern] = []
