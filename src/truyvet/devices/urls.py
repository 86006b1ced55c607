"""Addresses of the devices room: what phones use, and the pages of staff."""

from __future__ import annotations

from typing import Final

from django.urls import path

from truyvet.devices.views import codes, giving, installing, matches, sharing, uploading

API: Final = "api/bluezone/v1/"

app_name = "devices"
urlpatterns = [
    path("ca-benh/<str:case>/ma-bluezone/", codes.upload_codes, name="codes"),
    path("bluezone/bao-gap/", matches.match_list, name="matches"),
    path(f"{API}register", installing.register_app, name="register"),
    path(f"{API}phone", installing.send_code, name="phone"),
    path(f"{API}phone/check", installing.check_sent_code, name="phone_check"),
    path(f"{API}forget", installing.forget, name="forget"),
    path(f"{API}verify", uploading.check_code, name="verify"),
    path(f"{API}publish", uploading.publish_keys, name="publish"),
    path(f"{API}share", sharing.share_matches, name="share"),
    path(f"{API}log", sharing.share_log, name="log"),
    path(f"{API}index.txt", giving.index, name="index"),
    path(f"{API}files/<int:batch>.zip", giving.key_file, name="key_file"),
    path(f"{API}key.pem", giving.public_key, name="public_key"),
    path(f"{API}config", giving.config, name="config"),
]
