"""Addresses of the venues room; a venue stands in them by its opaque code, a posted code by its signed text."""

from __future__ import annotations

from django.urls import path

from truyvet.venues.api import urls as interface
from truyvet.venues.views import code_reports, day_log, entrances, gate, keeper, keeper_zones, venues, visitor

app_name = "venues"
urlpatterns = [
    path("dia-diem/", venues.venue_list, name="list"),
    path("dia-diem/bao-cao/", code_reports.reports, name="reports"),
    path("dia-diem/bao-cao/<int:entrance>/xong/", code_reports.close_reports, name="close_reports"),
    path("dia-diem/<str:code>/", venues.venue_page, name="venue"),
    path("dia-diem/<str:code>/xac-nhan/", code_reports.confirm_venue, name="confirm_venue"),
    path("d/<str:payload>", visitor.code, name="code"),
    path("d/<str:payload>/vao", visitor.check_in, name="check_in"),
    path("d/<str:payload>/bao", visitor.report_posted_code, name="report_posted_code"),
    path("da-den/", visitor.visit_list, name="visit_list"),
    path("da-den/<str:code>/ra/", visitor.check_out, name="check_out"),
    path("co-so/", keeper.kept_list, name="kept_list"),
    path("co-so/dang-ky/", keeper.register, name="register"),
    path("co-so/<str:code>/", keeper.venue_home, name="venue_home"),
    path("co-so/<str:code>/dang-co/", keeper.present, name="present"),
    path("co-so/<str:code>/gio/", keeper.hours, name="hours"),
    path("co-so/<str:code>/khu-vuc/", keeper_zones.zones, name="zones"),
    path("co-so/<str:code>/khu-vuc/<str:zone>/bo/", keeper_zones.close_zone, name="close_zone"),
    path("co-so/<str:code>/nguoi-gac/", keeper_zones.guards, name="guards"),
    path("co-so/<str:code>/nguoi-gac/<int:guard>/thoi/", keeper_zones.end_guard, name="end_guard"),
    path("co-so/<str:code>/ma/", entrances.codes, name="codes"),
    path("co-so/<str:code>/ma/in/", entrances.posters, name="posters"),
    path("co-so/<str:code>/ma/<int:entrance>/in/", entrances.poster, name="poster"),
    path("co-so/<str:code>/ma/<int:entrance>/thay/", entrances.replace_code, name="replace_code"),
    path("co-so/<str:code>/man-hinh/<int:entrance>/", entrances.screen, name="screen"),
    path("co-so/<str:code>/man-hinh/<int:entrance>/ma/", entrances.screen_codes, name="screen_codes"),
    path("co-so/<str:code>/nhat-ky/", day_log.log, name="log"),
    path("co-so/<str:code>/ngay/", day_log.day, name="day"),
    path("co-so/<str:code>/ngay/tep/", day_log.day_file, name="day_file"),
    path("cong/", gate.gate, name="gate"),
    path("cong/noi/", gate.gate_places, name="gate_places"),
    path("cong/thiet-lap/", gate.gate_set_up, name="gate_set_up"),
    path("co-so/<str:code>/thiet-bi/", gate.devices, name="devices"),
    path("co-so/<str:code>/thiet-bi/<int:gate>/thu-hoi/", gate.revoke_device, name="revoke_device"),
    *interface.urlpatterns,
]
