"""Addresses of the campaigns room; material stands in them by its opaque code."""

from __future__ import annotations

from django.urls import path

from truyvet.campaigns.views import materials, screen, turns

app_name = "campaigns"
urlpatterns = [
    path("truyen-thong/", materials.material_list, name="list"),
    path("truyen-thong/viet/", materials.new_material, name="new"),
    path("truyen-thong/<str:code>/", materials.material_page, name="material"),
    path("truyen-thong/<str:code>/ban-moi/", materials.new_version, name="new_version"),
    path("truyen-thong/<str:code>/lich/", turns.plan, name="plan"),
    path("truyen-thong/<str:code>/<int:version>/<str:sheet>/", materials.printed_sheet, name="sheet"),
    path("loa/", turns.turn_list, name="turns"),
    path("loa/<int:turn>/da-phat/", turns.played, name="played"),
    path("man-hinh/<str:code>/", screen.screen, name="screen"),
]
