"""Units on a page: an administrator finds them, renames one, and makes one that the list lacks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from truyvet.places.models import Unit

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("house_clock")]


def test_a_new_commune_is_made_under_its_district_found_and_renamed(client_for: Callable[..., Client], units: dict[str, int]) -> None:
    admin = client_for("admin", "24")
    page = "/don-vi/222/"
    wrong = (({"code": "0778", "name": "Xã Mới"}, "mã xã có 5 chữ số"), ({"code": "07783", "name": "Xã Mới"}, "đã thuộc về"))
    for told, words in (*wrong, ({"code": "99991", "name": "X"}, "2 đến 80")):
        answer = admin.post(page, {"do": "add", **told})
        assert answer.status_code == 422 and words in answer.content.decode() and told["name"] in answer.content.decode()
    assert admin.post("/don-vi/07783/", {"do": "add", "code": "99991", "name": "Xã Mới"}).status_code == 422
    assert not Unit.objects.filter(code="99991").exists()
    assert admin.post(page, {"do": "add", "code": "99991", "name": "Xã  Mới"}).status_code == 302
    made = Unit.objects.get(code="99991")
    assert (made.path, made.level, made.edition, made.name, str(made.valid_until)) == (
        "24/222/99991/",
        "commune",
        "2021",
        "Xã Mới",
        "2025-07-01",
    )
    assert "/don-vi/99991/" in admin.get("/don-vi/?tim=xa moi").content.decode() and "99991" in admin.get(page).content.decode()
    assert admin.post("/don-vi/99991/", {"do": "rename", "name": "Phường Mới"}).status_code == 302
    made.refresh_from_db()
    assert (made.name, made.former_names) == ("Phường Mới", [["Xã Mới", "2021-05-30"]])


def test_an_administrator_changes_units_of_their_own_alone(client_for: Callable[..., Client], units: dict[str, int]) -> None:
    admin = client_for("admin", "24")
    Unit.objects.create(
        edition="2021",
        code="99",
        level="province",
        name="Tỉnh Khác",
        name_en="Other",
        folded="tinh khac",
        path="99/",
        valid_from="2019-01-01",
    )
    assert "/don-vi/99/" not in admin.get("/don-vi/?tim=tinh").content.decode()
    for unit in ("99", "00000"):
        assert admin.get(f"/don-vi/{unit}/").status_code == 404
        assert admin.post(f"/don-vi/{unit}/", {"do": "add", "code": "998", "name": "Huyện Mới"}).status_code == 404
        assert admin.post(f"/don-vi/{unit}/", {"do": "rename", "name": "Tỉnh Mới"}).status_code == 404
    assert client_for("tracer", "24").get("/don-vi/").status_code == 403
