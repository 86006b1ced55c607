"""Addresses of the passes room."""

from __future__ import annotations

from django.urls import path

from truyvet.passes.views import cards, home

app_name = "passes"
urlpatterns = [
    path("ma/", home.home, name="home"),
    path("ma/cap/", home.fetch, name="fetch"),
    path("ma/the/", cards.own_card, name="own_card"),
    path("the/", cards.cards, name="cards"),
    path("the/in/", cards.card, name="card"),
]
