"""Addresses of the cases room; a case stands in them by its code, a person never."""

from __future__ import annotations

from django.urls import path

from truyvet.cases.views import case_changes, case_list, case_page, new_case

app_name = "cases"
urlpatterns = [
    path("ca-benh/", case_list.case_list, name="list"),
    path("ca-benh/tim-nguoi/", case_list.find_by_person, name="find"),
    path("ca-benh/moi/", new_case.enter, name="enter"),
    path("ca-benh/<str:code>/", case_page.case_page, name="case"),
    path("ca-benh/<str:code>/ngay/", case_changes.dates, name="dates"),
    path("ca-benh/<str:code>/ket-qua/", case_changes.result, name="result"),
    path("ca-benh/<str:code>/ket-qua/<int:result_id>/ten/", case_page.slip_name, name="slip_name"),
    path("ca-benh/<str:code>/ket-qua/<int:result_id>/xac-nhan/<int:version>/", case_changes.confirm, name="confirm"),
    path("ca-benh/<str:code>/ket-thuc/", case_changes.close, name="close"),
    path("ca-benh/<str:code>/loai/<int:version>/", case_changes.discard, name="discard"),
]
