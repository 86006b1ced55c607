"""Addresses of the public figures. Units stand in them by their public codes."""

from __future__ import annotations

from django.urls import path

from truyvet.public_figures.views import pages

app_name = "public_figures"
urlpatterns = [
    path("so-lieu/", pages.overview, name="overview"),
    path("so-lieu/ban-tin/<str:language>.pdf", pages.bulletin, name="bulletin"),
    path("so-lieu/<str:code>/", pages.unit, name="unit"),
    path("api/figures/v1/", pages.api, name="api"),
]
