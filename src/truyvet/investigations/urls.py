"""Addresses of this room: cases, runs and persons stand in them by opaque codes only."""

from __future__ import annotations

from django.urls import path

from truyvet.investigations.views import (
    contact_graph,
    contacts,
    exports,
    interview_versions,
    interviews,
    run_difference,
    runs,
    shared_places,
    unknown_places,
)

app_name = "investigations"

urlpatterns = [
    path("truy-vet/", runs.run_list, name="list"),
    path("truy-vet/ca/<str:code>/", runs.case_runs, name="case_runs"),
    # Before the codes of runs: their fixed words would else be taken for codes.
    path("truy-vet/nguon-chung/", shared_places.shared, name="shared"),
    path("truy-vet/<str:code>/xuat/<str:kind>/", exports.export, name="export"),
    path("ca-benh/<str:case>/phong-van/", interviews.interview, name="interview"),
    path("ca-benh/<str:case>/phong-van/in/", interview_versions.paper, name="interview_paper"),
    path("ca-benh/<str:case>/phong-van/<uuid:interview>/", interview_versions.version, name="version"),
    path("noi-can-tim/", unknown_places.place_list, name="unknown_places"),
    path("noi-can-tim/<uuid:place>/", unknown_places.place_page, name="unknown_place"),
    path("truy-vet/<str:code>/", contacts.run_page, name="run"),
    path("truy-vet/<str:code>/tien-do/", runs.progress, name="progress"),
    path("truy-vet/<str:code>/lam-lai/", runs.again, name="again"),
    path("truy-vet/<str:code>/mo-ten/", contacts.open_page, name="open_page"),
    path("truy-vet/<str:code>/do-thi/", contact_graph.graph_page, name="graph"),
    path("truy-vet/<str:code>/so-sanh/<str:other>/", run_difference.compare_page, name="compare"),
    path("truy-vet/<str:code>/nguoi/<str:person>/", contacts.one_contact, name="contact"),
    path("truy-vet/<str:code>/nguoi/<str:person>/mo-ten/", contacts.open_contact, name="open_contact"),
    path("truy-vet/<str:code>/nguoi/<str:person>/ket-luan/", contacts.decide, name="decide"),
]
