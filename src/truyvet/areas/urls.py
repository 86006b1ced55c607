"""Addresses of the areas room; a unit stands in them by its official code."""

from __future__ import annotations

from django.urls import path

from truyvet.areas.views import health_stations

app_name = "areas"
urlpatterns = [
    path("so-tram-y-te/", health_stations.station_list, name="stations"),
    path("so-tram-y-te/<str:unit>/", health_stations.station, name="station"),
]
