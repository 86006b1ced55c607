"""Addresses of the venues room; a venue stands in them by its opaque code."""

from __future__ import annotations

from django.urls import path

from truyvet.venues import views

app_name = "venues"
urlpatterns = [
    path("dia-diem/", views.venue_list, name="list"),
    path("dia-diem/<str:code>/", views.venue_page, name="venue"),
]
