"""Addresses of the messaging room."""

from __future__ import annotations

from django.urls import path

from truyvet.messaging.views import (
    call_results,
    delivery,
    inbound,
    inbox,
    opt_outs,
    own_email,
    own_message,
    recordings,
    sign_in,
    templates,
    zalo_webhook,
)

app_name = "messaging"
urlpatterns = [
    path("dang-nhap-dien-thoai/", sign_in.sign_in, name="sign_in"),
    path("zalo/webhook/", zalo_webhook.webhook, name="zalo_webhook"),
    path("hoi-tin-nhan/", own_message.own_message, name="own_message"),
    path("toi/tin-nhan/", opt_outs.own_messages, name="own_messages"),
    path("toi/thu-dien-tu/", own_email.own_email_page, name="own_email"),
    path("tin-nhan/mau/", templates.template_list, name="templates"),
    path("tin-nhan/mau/viet/", templates.write, name="write_template"),
    path("tin-nhan/mau/<str:name>/<int:number>/", templates.template_page, name="template"),
    path("tin-nhan/ghi-am/", recordings.recording_list, name="recordings"),
    path("tin-nhan/ghi-am/moi/", recordings.add, name="add_recording"),
    path("tin-nhan/ghi-am/<int:recording>/", recordings.decide, name="recording"),
    path("tin-nhan/ghi-am/<int:recording>/nghe/", recordings.sound, name="recording_sound"),
    path("cuoc-goi/ket-qua/", call_results.call_results, name="call_results"),
    path("tin-nhan/khong-nhan/", opt_outs.stop_number, name="stop_number"),
    path("tin-nhan/tra-loi/", inbound.inbound_list, name="inbound_list"),
    path("tin-nhan/tra-loi/<uuid:event>/", inbound.inbound, name="inbound"),
    path("tin-nhan/", delivery.deliveries, name="delivery"),
    path("hop-thu-thu/", inbox.sandbox_inbox, name="inbox"),
]
