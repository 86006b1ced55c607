"""Addresses of the people room; a person stands in them by code only."""

from __future__ import annotations

from django.urls import path

from truyvet.people.views import own_data, own_data_changes, own_page, person_pages

app_name = "people"
urlpatterns = [
    path("toi/", own_page.me, name="me"),
    path("toi/dang-xuat/", own_page.sign_out, name="sign_out"),
    path("toi/du-lieu/", own_data.my_data, name="my_data"),
    path("toi/du-lieu/in/", own_data.print_data, name="print_data"),
    path("toi/du-lieu/tai-ve/", own_data.download, name="download"),
    path("toi/du-lieu/sua/", own_data_changes.correct, name="correct"),
    path("toi/du-lieu/dong-y/", own_data_changes.consent, name="consent"),
    path("toi/du-lieu/xoa/", own_data_changes.erase, name="erase"),
    path("nguoi/", person_pages.find_people, name="find"),
    path("nguoi/<str:code>/", person_pages.person, name="person"),
    path("nguoi/<str:code>/gop/", person_pages.merge, name="merge"),
    path("nguoi/<str:code>/go-gop/", person_pages.unmerge, name="unmerge"),
]
