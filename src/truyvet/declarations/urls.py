"""Addresses of the declarations room; a declaration stands in them by its code, a person never."""

from __future__ import annotations

from django.urls import path

from truyvet.declarations.views import browser_declarations, form_pages, own_declarations, submit, team, watch, watch_steps, zalo

app_name = "declarations"
urlpatterns = [
    path("khai-bao/", form_pages.choose, name="choose"),
    path("khai-bao/gui/", submit.submit, name="receive"),
    path("khai-bao/toi/", own_declarations.own, name="own"),
    path("khai-bao/cua-toi/", browser_declarations.answer, name="answer"),
    path("khai-bao/zalo/<str:signed>/", zalo.arrive, name="zalo"),
    path("khai-bao/don-vi/<str:code>/", own_declarations.units, name="units"),
    path("khai-bao/<slug:form>/", form_pages.fill, name="fill"),
    path("khai-ho/", team.team, name="team"),
    path("khai-ho/quet/", team.scan, name="scan"),
    path("theo-doi/", watch.watch, name="watch"),
    path("theo-doi/tre/", watch.late, name="late"),
    path("theo-doi/<str:code>/", watch.item, name="item"),
    path("theo-doi/<str:code>/danh-tinh/", watch_steps.identity, name="identity"),
    path("theo-doi/<str:code>/nhan/<int:version>/", watch_steps.take_up, name="take_up"),
    path("theo-doi/<str:code>/tra-lai/<int:version>/", watch_steps.give_back, name="give_back"),
    path("theo-doi/<str:code>/goi/<int:version>/", watch_steps.called, name="called"),
    path("theo-doi/<str:code>/ket-qua/<int:version>/", watch_steps.close, name="close"),
]
