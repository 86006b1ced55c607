"""Addresses of isolation: periods lie under their case, orders stand by their own code."""

from __future__ import annotations

from django.urls import path

from truyvet.isolation.views import isolations, issue, order_steps, orders, papers, sites

app_name = "isolation"
urlpatterns = [
    path("ca-benh/<str:code>/cach-ly/", isolations.start, name="start"),
    path("ca-benh/<str:code>/cach-ly/<int:isolation_id>/ket-thuc/", isolations.end, name="end"),
    path("ca-benh/<str:code>/dieu-tri/", isolations.course, name="course"),
    path("cach-ly/", orders.order_list, name="orders"),
    path("cach-ly/moi/", issue.issue, name="issue"),
    path("cach-ly/khu/", sites.sites, name="sites"),
    path("cach-ly/khu/ghi/", sites.save_site, name="save_site"),
    path("cach-ly/<str:code>/", orders.order, name="order"),
    path("cach-ly/<str:code>/in/", papers.order_paper, name="order_paper"),
    path("cach-ly/<str:code>/giay/", papers.certificate, name="certificate"),
    path("cach-ly/<str:code>/<str:step>/", order_steps.step, name="step"),
    path("giay/<str:code>/", papers.check, name="check"),
]
