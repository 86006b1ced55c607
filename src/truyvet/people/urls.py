"""Addresses of the people room; a person stands in them by code only."""

from __future__ import annotations

from django.urls import path

from truyvet.people.views import me, staff

app_name = "people"
urlpatterns = [
    path("toi/", me.me, name="me"),
    path("toi/dang-xuat/", me.sign_out, name="sign_out"),
    path("nguoi/", staff.find_people, name="find"),
    path("nguoi/<str:code>/", staff.person, name="person"),
    path("nguoi/<str:code>/gop/", staff.merge, name="merge"),
    path("nguoi/<str:code>/go-gop/", staff.unmerge, name="unmerge"),
]
