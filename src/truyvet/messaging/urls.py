"""Addresses of the messaging room."""

from __future__ import annotations

from django.urls import path

from truyvet.messaging.views import delivery, inbox, sign_in, zalo_webhook

app_name = "messaging"
urlpatterns = [
    path("dang-nhap-dien-thoai/", sign_in.sign_in, name="sign_in"),
    path("zalo/webhook/", zalo_webhook.webhook, name="zalo_webhook"),
    path("tin-nhan/", delivery.deliveries, name="delivery"),
    path("hop-thu-thu/", inbox.sandbox_inbox, name="inbox"),
]
