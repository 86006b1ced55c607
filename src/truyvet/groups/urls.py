"""Addresses of the groups; a group stands in them by its opaque code."""

from __future__ import annotations

from django.urls import path

from truyvet.groups.views import groups, own_groups

app_name = "groups"
urlpatterns = [
    path("nhom/", groups.group_list_page, name="list"),
    path("nhom/<str:code>/", groups.group_page, name="group"),
    path("nhom/<str:code>/ap-dung/", groups.apply_list, name="apply"),
    path("nhom/<str:code>/bo/", groups.discard_list, name="discard"),
    path("nhom/<str:code>/phu-trach/", groups.keepers, name="keepers"),
    path("nhom/<str:code>/danh-sach/", groups.gap_list, name="gaps"),
    path("nhom/<str:code>/<int:member>/", groups.who, name="who"),
    path("toi/nhom/", own_groups.own, name="own"),
    path("toi/nhom/<int:member>/bo/", own_groups.remove, name="remove_relative"),
    path("toi/nhom/<str:code>/", own_groups.kept_list, name="kept"),
]
