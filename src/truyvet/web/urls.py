"""Addresses of the shell."""

from django.urls import path

from truyvet.web import views

app_name = "web"
urlpatterns = [
    path("ngon-ngu/", views.language, name="language"),
    path("giao-dien/", views.theme, name="theme"),
    path("ung-dung.webmanifest", views.manifest, name="manifest"),
    path("sw.js", views.worker, name="worker"),
    path("thanh-phan/", views.components, name="components"),
]
