"""Addresses of the venues room; a venue stands in them by its opaque code, a posted code by its signed text."""

from __future__ import annotations

from django.urls import path

from truyvet.venues.api import urls as interface
from truyvet.venues.views import code_reports, day_log, entrances, gate, keeper, keeper_zones, venues, visitor

app_name = "venues"
urlpatterns = [
    path("dia-diem/", venues.venue_list, name="list"),
    path("dia-diem/bao-cao/", code_reports.reports, name="reports"),
    path("dia-diem/bao-cao/<int:entrance>/xong/", code_reports.reports_done, name="reports_done"),
    path("dia-diem/<str:code>/", venues.venue_page, name="venue"),
    path("dia-diem/<str:code>/xac-nhan/", code_reports.confirmed, name="confirmed"),
    path("d/<str:payload>", visitor.code, name="code"),
    path("d/<str:payload>/vao", visitor.code_in, name="code_in"),
    path("d/<str:payload>/bao", visitor.code_reported, name="code_reported"),
    path("da-den/", visitor.been, name="been"),
    path("da-den/<str:code>/ra/", visitor.left, name="left"),
    path("co-so/", keeper.kept_list, name="kept_list"),
    path("co-so/dang-ky/", keeper.register, name="register"),
    path("co-so/<str:code>/", keeper.kept, name="kept"),
    path("co-so/<str:code>/dang-co/", keeper.present, name="present"),
    path("co-so/<str:code>/gio/", keeper.hours, name="hours"),
    path("co-so/<str:code>/khu-vuc/", keeper_zones.zones, name="zones"),
    path("co-so/<str:code>/khu-vuc/<str:zone>/bo/", keeper_zones.zone_closed, name="zone_closed"),
    path("co-so/<str:code>/nguoi-gac/", keeper_zones.guards, name="guards"),
    path("co-so/<str:code>/nguoi-gac/<int:guard>/thoi/", keeper_zones.guard_ended, name="guard_ended"),
    path("co-so/<str:code>/ma/", entrances.codes, name="codes"),
    path("co-so/<str:code>/ma/in/", entrances.posters, name="posters"),
    path("co-so/<str:code>/ma/<int:entrance>/in/", entrances.poster, name="poster"),
    path("co-so/<str:code>/ma/<int:entrance>/thay/", entrances.replaced, name="replaced"),
    path("co-so/<str:code>/man-hinh/<int:entrance>/", entrances.screen, name="screen"),
    path("co-so/<str:code>/man-hinh/<int:entrance>/ma/", entrances.screen_codes, name="screen_codes"),
    path("co-so/<str:code>/nhat-ky/", day_log.log, name="log"),
    path("co-so/<str:code>/ngay/", day_log.day, name="day"),
    path("co-so/<str:code>/ngay/tep/", day_log.day_file, name="day_file"),
    path("cong/", gate.gate, name="gate"),
    path("cong/noi/", gate.gate_places, name="gate_places"),
    path("cong/thiet-lap/", gate.gate_set_up, name="gate_set_up"),
    path("co-so/<str:code>/thiet-bi/", gate.devices, name="devices"),
    path("co-so/<str:code>/thiet-bi/<int:gate>/thu-hoi/", gate.device_revoked, name="device_revoked"),
    *interface.urlpatterns,
]
