"""Addresses of the people room; a person stands in them by code only."""

from __future__ import annotations

from django.urls import path

from truyvet.people.views import changing, me, mydata, staff

app_name = "people"
urlpatterns = [
    path("toi/", me.me, name="me"),
    path("toi/dang-xuat/", me.sign_out, name="sign_out"),
    path("toi/du-lieu/", mydata.my_data, name="my_data"),
    path("toi/du-lieu/in/", mydata.print_data, name="print_data"),
    path("toi/du-lieu/tai-ve/", mydata.download, name="download"),
    path("toi/du-lieu/sua/", changing.correct, name="correct"),
    path("toi/du-lieu/dong-y/", changing.consent, name="consent"),
    path("toi/du-lieu/xoa/", changing.erase, name="erase"),
    path("nguoi/", staff.find_people, name="find"),
    path("nguoi/<str:code>/", staff.person, name="person"),
    path("nguoi/<str:code>/gop/", staff.merge, name="merge"),
    path("nguoi/<str:code>/go-gop/", staff.unmerge, name="unmerge"),
]
