"""Addresses of community teams; a round stands in them by its code."""

from __future__ import annotations

from django.urls import path

from truyvet.teams.views import members, paper, phone, rounds

app_name = "teams"
urlpatterns = [
    path("to-cong-dong/", rounds.round_list, name="list"),
    path("to-cong-dong/lap-to/", rounds.new_team, name="new_team"),
    path("to-cong-dong/lap-luot/", rounds.new_round, name="new_round"),
    path("to-cong-dong/<str:code>/", rounds.round_page, name="round"),
    path("to-cong-dong/<str:code>/buoc/", rounds.step, name="step"),
    path("to-cong-dong/<str:code>/giay/", paper.paper, name="paper"),
    path("to-cong-dong/<str:code>/giay/<str:door>/", paper.paper_door, name="paper_door"),
    path("to-cong-dong/<str:code>/in/", rounds.sheet, name="sheet"),
    path("tung-nha/", phone.walk, name="walk"),
    path("tung-nha/luot/", phone.own_rounds, name="own_rounds"),
    path("tung-nha/lay/", phone.bundle, name="bundle"),
    path("tung-nha/the/<str:code>/", members.cards, name="cards"),
    path("tung-nha/cong/", members.own_work, name="own_work"),
    path("tung-nha/gui/", phone.entry, name="entry"),
]
