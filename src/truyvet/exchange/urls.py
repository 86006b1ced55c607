"""Addresses of the exchange room."""

from __future__ import annotations

from django.urls import path

from truyvet.exchange.views import connections, import_jobs, uploads

app_name = "exchange"
urlpatterns = [
    path("nhap-du-lieu/", import_jobs.jobs, name="jobs"),
    path("nhap-du-lieu/tep-moi/", uploads.upload, name="upload"),
    path("nhap-du-lieu/tep/<str:code>/", uploads.upload_page, name="upload_page"),
    path("nhap-du-lieu/tep/<str:code>/dong-bi-loai/", uploads.rejected_rows, name="rejected_rows"),
    path("nhap-du-lieu/<int:job>/", import_jobs.job, name="job"),
    path("nhap-du-lieu/<int:job>/dong-bi-loai/", import_jobs.rejects, name="rejects"),
    path("nhap-du-lieu/<int:job>/co-the-trung/", import_jobs.likely, name="likely"),
    path("cau-hinh/ket-noi/", connections.connections, name="connections"),
]
