"""Addresses of the map; units stand in them by their official codes, zones and points by opaque ones."""

from __future__ import annotations

from django.urls import path

from truyvet.epidemic_map.views import lines, marks, public, staff

app_name = "epidemic_map"
urlpatterns = [
    path("ban-do/", staff.staff_page, name="staff"),
    path("ban-do/in/", staff.printed, name="print"),
    path("ban-do/vung-va-diem/", marks.mark_list, name="marks"),
    path("ban-do/vung-va-diem/<str:code>/ket-thuc/", marks.end_mark, name="end_mark"),
    path("ban-do/ranh-gioi/<str:edition>/<str:level>/<str:province>.json", lines.lines, name="lines"),
    path("ban-do-dich/", public.public_page, name="public"),
]
