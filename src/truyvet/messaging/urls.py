"""Addresses of the messaging room."""

from __future__ import annotations

from django.urls import path

from truyvet.messaging.views import inbox, signin, zalo

app_name = "messaging"
urlpatterns = [
    path("dang-nhap-dien-thoai/", signin.sign_in, name="sign_in"),
    path("zalo/webhook/", zalo.webhook, name="zalo_webhook"),
    path("hop-thu-thu/", inbox.sandbox_inbox, name="inbox"),
]
