"""Addresses of the indicators room; a unit stands in them by its official code."""

from __future__ import annotations

from django.urls import path

from truyvet.indicators.views import levels, situation, trends

app_name = "indicators"
urlpatterns = [
    path("tinh-hinh/", situation.day_situation, name="situation"),
    path("tinh-hinh/<str:figure>/", situation.figure, name="figure"),
    path("chi-so/", trends.trends, name="trends"),
    path("muc-nguy-co/", levels.level_list, name="levels"),
    path("muc-nguy-co/<str:unit>/", levels.level, name="level"),
    path("muc-nguy-co/<str:unit>/quyet-dinh/", levels.decide, name="decide"),
]
