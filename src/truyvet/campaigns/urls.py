"""Addresses of the campaigns room; material and campaigns stand in them by their opaque codes."""

from __future__ import annotations

from django.urls import path

from truyvet.campaigns.views import arrivals, campaigns, feed, materials, partner_files, partners, screen, trips, turns

app_name = "campaigns"
urlpatterns = [
    path("truyen-thong/", materials.material_list, name="list"),
    path("truyen-thong/viet/", materials.new_material, name="new"),
    path("truyen-thong/<str:code>/", materials.material_page, name="material"),
    path("truyen-thong/<str:code>/ban-moi/", materials.new_version, name="new_version"),
    path("truyen-thong/<str:code>/lich/", turns.plan, name="plan"),
    path("truyen-thong/<str:code>/<int:version>/<str:sheet>/", materials.printed_sheet, name="sheet"),
    path("dot-nhan-tin/", campaigns.campaign_list_page, name="campaigns"),
    path("dot-nhan-tin/tao/", campaigns.new_campaign, name="new_campaign"),
    path("dot-nhan-tin/<str:code>/", campaigns.campaign_page, name="campaign"),
    path("dot-nhan-tin/<str:code>/hieu-qua/", campaigns.effect_page, name="effect"),
    path("dot-nhan-tin/<str:code>/trinh/", campaigns.submit, name="submit"),
    path("dot-nhan-tin/<str:code>/duyet/", campaigns.approve, name="approve"),
    path("dot-nhan-tin/<str:code>/tra-lai/", campaigns.send_back, name="send_back"),
    path("dot-nhan-tin/<str:code>/giao-tep/", partner_files.hand, name="hand_file"),
    path("tep-doi-tac/<str:code>/", partner_files.download, name="partner_file"),
    path("dot-nhan-tin/<str:code>/<str:run>/", campaigns.run_step, name="run"),
    path("nguoi-moi-den/", arrivals.arrival_page, name="arrivals"),
    path("nguoi-moi-den/<int:arrival>/mo/", arrivals.open_arrival, name="arrival_open"),
    path("nguoi-moi-den/<int:arrival>/goi/", arrivals.called, name="arrival_called"),
    path("chuyen-xe/", trips.trip_list_page, name="trips"),
    path("chuyen-xe/<str:code>/", trips.trip_page, name="trip"),
    path("doi-tac/", partners.partner_page, name="partners"),
    path("doi-tac/<str:code>/ngung/", partners.stop_partner, name="partner_end"),
    path("api/arrivals/v1/", feed.take, name="feed"),
    path("loa/", turns.turn_list, name="turns"),
    path("loa/<int:turn>/da-phat/", turns.played, name="played"),
    path("man-hinh/<str:code>/", screen.screen, name="screen"),
]
