"""Addresses of the exchange room."""

from __future__ import annotations

from django.urls import path

from truyvet.exchange import views

app_name = "exchange"
urlpatterns = [path("nhap-du-lieu/", views.jobs, name="jobs")]
