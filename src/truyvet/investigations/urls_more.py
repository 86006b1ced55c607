"""Further addresses of this room: the first page, residents, looking back, exports, interviews."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from truyvet.investigations.views import exports, home, interviews, residents, shared_places

more: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("nguoi-can-theo-doi/", residents.residents_page, name="residents"),
    path("truy-vet/nguon-chung/", shared_places.shared, name="shared"),
    path("truy-vet/<str:code>/xuat/<str:kind>/", exports.export, name="export"),
    path("ca-benh/<str:case>/phong-van/", interviews.interview, name="interview"),
]
