"""Addresses of the daily report: a day, and the unit whose report or sum it is."""

from __future__ import annotations

from django.urls import path

from truyvet.reports.views import closures, days, downloads, set_up, steps

app_name = "reports"
urlpatterns = [
    path("bao-cao/", days.today, name="today"),
    path("bao-cao/cai-dat/", set_up.settings, name="settings"),
    path("bao-cao/cai-dat/<str:step>/", set_up.change_settings, name="change_settings"),
    path("bao-cao/truc/<str:unit>/", set_up.roster, name="roster"),
    path("bao-cao/truc/<str:unit>/<int:duty_id>/bo/", set_up.remove_from_roster, name="remove_duty"),
    path("bao-cao/<str:day>/<str:unit>/", days.day, name="day"),
    path("bao-cao/<str:day>/<str:unit>/gui/", steps.submit, name="submit"),
    path("bao-cao/<str:day>/<str:unit>/tra-lai/", steps.send_back, name="return"),
    path("bao-cao/<str:day>/<str:unit>/nhac/", steps.urge, name="urge"),
    path("bao-cao/<str:day>/<str:unit>/chot/", steps.close, name="close"),
    path("bao-cao/<str:day>/<str:unit>/da-xem/", steps.approve, name="approve"),
    path("bao-cao/<str:day>/<str:unit>/ban-chot/", closures.closure, name="closure"),
    path("bao-cao/<str:day>/<str:unit>/ban-chot/<str:file>/", downloads.download, name="download"),
]
