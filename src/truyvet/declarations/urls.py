"""Addresses of the declarations room; a declaration stands in them by its code, a person never."""

from __future__ import annotations

from django.urls import path

from truyvet.declarations.views import filling, own, receiving, steps, team, watch, zalo

app_name = "declarations"
urlpatterns = [
    path("khai-bao/", filling.choose, name="choose"),
    path("khai-bao/gui/", receiving.receive, name="receive"),
    path("khai-bao/toi/", own.own, name="own"),
    path("khai-bao/zalo/<str:signed>/", zalo.arrive, name="zalo"),
    path("khai-bao/don-vi/<str:code>/", own.units, name="units"),
    path("khai-bao/<slug:form>/", filling.fill, name="fill"),
    path("khai-ho/", team.team, name="team"),
    path("khai-ho/quet/", team.scan, name="scan"),
    path("theo-doi/", watch.watch, name="watch"),
    path("theo-doi/tre/", watch.late, name="late"),
    path("theo-doi/<str:code>/", watch.item, name="item"),
    path("theo-doi/<str:code>/danh-tinh/", steps.identity, name="identity"),
    path("theo-doi/<str:code>/nhan/<int:version>/", steps.take_up, name="take_up"),
    path("theo-doi/<str:code>/goi/<int:version>/", steps.called, name="called"),
    path("theo-doi/<str:code>/ket-qua/<int:version>/", steps.close, name="close"),
]
