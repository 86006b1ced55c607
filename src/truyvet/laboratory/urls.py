"""Addresses of the laboratory room; a sample or a pool stands in them by the code on its label."""

from __future__ import annotations

from django.urls import path

from truyvet.laboratory.views import lab_results, pools, samples, test_orders, unknown_samples

app_name = "laboratory"
urlpatterns = [
    path("xet-nghiem/", test_orders.test_orders, name="orders"),
    path("xet-nghiem/chi-dinh/", test_orders.order, name="order"),
    path("xet-nghiem/nhan/", test_orders.labels, name="labels"),
    path("xet-nghiem/danh-sach/", test_orders.paper_list, name="paper_list"),
    path("xet-nghiem/lay-mau/", samples.take, name="take"),
    path("xet-nghiem/lay-mau/hoan-tac/", samples.undo, name="undo"),
    path("xet-nghiem/ma/<str:code>/", samples.tube, name="tube"),
    path("xet-nghiem/gop-mau/", pools.pool, name="pool"),
    path("xet-nghiem/chua-ro-mau/", unknown_samples.unresolved, name="unresolved"),
    path("xet-nghiem/chua-ro-mau/<int:unresolved_id>/", unknown_samples.resolve, name="resolve"),
    path("xet-nghiem/ma/<str:code>/ket-qua/", lab_results.enter, name="enter_result"),
    path("xet-nghiem/ma/<str:code>/dinh-chinh/<int:result_id>/", lab_results.correct, name="correct_result"),
    path("xet-nghiem/ma/<str:code>/mau/<str:step>/", samples.move, name="move"),
    path("xet-nghiem/ma/<str:code>/huy/", samples.cancel, name="cancel"),
]
