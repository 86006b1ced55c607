"""Addresses of the notices room; a notice and a case stand in them by their opaque codes, a visit by its row."""

from __future__ import annotations

from django.urls import path

from truyvet.notices.views import decisions, own
from truyvet.proximity.venue_notices import LIST_PATH

app_name = "notices"
urlpatterns = [
    path("bao-tin/", decisions.list_page, name="list"),
    path("bao-tin/ca/<str:case>/", decisions.case_page, name="case"),
    path("bao-tin/ca/<str:case>/<int:visit>/", decisions.decide, name="decide"),
    path("bao-tin/<str:code>/", decisions.notice_page, name="notice"),
    path("bao-tin/<str:code>/<str:step>/", decisions.take_step, name="step"),
    path("thong-bao/", own.own_list, name="own"),
    path(LIST_PATH.removeprefix("/"), own.places_list, name="places_list"),
    path("noi-co-thong-bao/", own.places, name="places"),
]
