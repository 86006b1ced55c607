"""Addresses of the devices room: what phones use, and the pages of staff."""

from __future__ import annotations

from typing import Final

from django.urls import path

from truyvet.devices.api import installations, key_uploads, match_uploads
from truyvet.devices.views import downloads, shared_matches, upload_codes

API: Final = "api/bluezone/v1/"

app_name = "devices"
urlpatterns = [
    path("ca-benh/<str:case>/ma-bluezone/", upload_codes.upload_codes, name="codes"),
    path("bluezone/bao-gap/", shared_matches.match_list, name="matches"),
    path(f"{API}register", installations.register, name="register"),
    path(f"{API}phone", installations.phone, name="phone"),
    path(f"{API}phone/check", installations.phone_check, name="phone_check"),
    path(f"{API}forget", installations.forget, name="forget"),
    path(f"{API}verify", key_uploads.verify, name="verify"),
    path(f"{API}publish", key_uploads.publish, name="publish"),
    path(f"{API}share", match_uploads.share, name="share"),
    path(f"{API}log", match_uploads.log, name="log"),
    path(f"{API}index.txt", downloads.index, name="index"),
    path(f"{API}files/<int:batch>.zip", downloads.key_file, name="key_file"),
    path(f"{API}key.pem", downloads.public_key, name="public_key"),
    path(f"{API}config", downloads.config, name="config"),
]
