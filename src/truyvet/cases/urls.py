"""Addresses of the cases room; a case stands in them by its code, a person never."""

from __future__ import annotations

from django.urls import path

from truyvet.cases.views import changing, entering, lists, one

app_name = "cases"
urlpatterns = [
    path("ca-benh/", lists.case_list, name="list"),
    path("ca-benh/moi/", entering.enter, name="enter"),
    path("ca-benh/<str:code>/", one.case_page, name="case"),
    path("ca-benh/<str:code>/ngay/", changing.dates, name="dates"),
    path("ca-benh/<str:code>/ket-qua/", changing.result, name="result"),
    path("ca-benh/<str:code>/ket-qua/<int:result_id>/xac-nhan/<int:version>/", changing.confirm, name="confirm"),
    path("ca-benh/<str:code>/cach-ly/", changing.apart, name="isolate"),
    path("ca-benh/<str:code>/cach-ly/<int:isolation_id>/ket-thuc/", changing.together, name="end_isolation"),
    path("ca-benh/<str:code>/ket-thuc/", changing.close, name="close"),
    path("ca-benh/<str:code>/loai/<int:version>/", changing.throw_out, name="discard"),
]
