"""The pages of the people room."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.integration.people.conftest import ELSEWHERE

from truyvet.audit.values import By, Scope
from truyvet.people import actions, citizen_door
from truyvet.people.values import RegisteredPerson

pytestmark = pytest.mark.db
Register = Callable[..., RegisteredPerson]
ClientFor = Callable[..., Any]


def test_found_by_post_and_masked(client_for: ClientFor, register: Register) -> None:
    made, other = register(phones=("0912345678",)), register("Lê Thị Ví Dụ", commune=ELSEWHERE)
    client = client_for("commune_officer", "07783")
    assert "Nhập tên" in client.get("/nguoi/").content.decode()
    page = client.post("/nguoi/", {"text": "vi du", "task": "own_request"}).content.decode()
    assert made.code in page and "Nguyễn Văn Ví D." in page
    assert "Ví Dụ" not in page and other.code not in page
    assert "Không tìm thấy ai" in client.post("/nguoi/", {"text": "khong co", "task": "own_request"}).content.decode()


def test_every_page_of_a_search_is_reached(client_for: ClientFor, register: Register) -> None:
    client = client_for("tracer")
    for _ in range(50):
        register()
    page = client.post("/nguoi/", {"text": "vi du", "task": "own_request"}).content.decode()
    assert "Tìm thấy 50 hồ sơ" in page and "Trang sau" not in page
    register()
    page = client.post("/nguoi/", {"text": "vi du", "task": "own_request"}).content.decode()
    assert "<h1>Tìm thấy 51 hồ sơ</h1>" in page and page.count('<th scope="row">') == 50 and 'name="page" value="2"' in page
    page = client.post("/nguoi/", {"text": "vi du", "page": "2", "task": "own_request"}).content.decode()
    assert page.count('<th scope="row">') == 1 and 'name="page" value="1"' in page and "Trang sau" not in page


def test_same_statements_for_one_and_three(client_for: ClientFor, register: Register) -> None:
    client = client_for("tracer")
    register(), register()
    counts = []
    for _ in range(2):
        client.post("/nguoi/", {"text": "vi du", "task": "own_request"})  # who is shown for the first time today is counted
        with CaptureQueriesContext(connection) as captured:
            client.post("/nguoi/", {"text": "vi du", "task": "own_request"})
        counts.append(len(captured))
        register(), register()
    assert counts[0] == counts[1]


def test_out_of_reach_and_absent_are_one_page(client_for: ClientFor, register: Register) -> None:
    made = register(commune=ELSEWHERE)
    client = client_for("commune_officer", "07783")
    pages = []
    for code in (made.code, "0000000000", "x"):
        answer = client.get(f"/nguoi/{code}/")
        assert answer.status_code == 404
        # The page offers to come back here in another language, so it repeats the address that was asked for.
        pages.append(re.sub(r"csrf\w+\W+value=\W*\w+|X-CSRFToken[^}]*", "", answer.content.decode()).replace(f"/{code}/", ""))
    assert pages[0] == pages[1] == pages[2]


def test_merge_and_unmerge_pages(client_for: ClientFor, register: Register) -> None:
    a, b = register("Nguyễn Văn A"), register("Nguyễn Văn B")
    client = client_for("tracer")
    assert client.post(f"/nguoi/{a.code}/", {"task": "double_entry"}).status_code == 302
    assert "Gộp hồ sơ trùng" in client.get(f"/nguoi/{a.code}/").content.decode()
    wrong = client.post(f"/nguoi/{a.code}/gop/", {"into": "0000000001", "reason": "giữ lại"})
    assert "giữ lại" in wrong.content.decode() and "Mã này không đúng" in wrong.content.decode()
    assert "cùng một hồ sơ" in client.post(f"/nguoi/{a.code}/gop/", {"into": a.code, "reason": "x"}).content.decode()
    done = client.post(f"/nguoi/{a.code}/gop/", {"into": b.code.lower(), "reason": "cùng thẻ"}, follow=True)
    assert "Gỡ gộp" in done.content.decode() and b.code in done.content.decode()
    undone = client.post(f"/nguoi/{a.code}/go-gop/", follow=True)
    assert "Gộp hồ sơ trùng" in undone.content.decode()


def test_who_may_not(client_for: ClientFor, register: Register) -> None:
    made = register()
    for role, unit in (("auditor", "24"), ("community_team", "24"), ("chair", "24")):
        assert client_for(role, unit).get("/nguoi/").status_code == 403
    officer = client_for("commune_officer", "07783")
    assert officer.post(f"/nguoi/{made.code}/gop/", {}).status_code == 403
    assert "Gộp hồ sơ trùng" not in officer.get(f"/nguoi/{made.code}/").content.decode()


def test_my_page(signed_in: Callable[[RegisteredPerson], Client], register: Register, by: By, now: datetime, province: Scope) -> None:
    made = register(birth_year=1990)
    client = signed_in(made)
    page = client.get("/toi/").content.decode()
    assert made.code in page and "1990" in page and "Chưa có ai xem" in page and "Hồng Thái" in page
    actions.open_identities(by=By("staff:1", "tracer"), now=now, scope=province, person_ids=[made.person_id], purpose="case:BG-0412")
    page = client.get("/toi/").content.decode()
    assert "Cán bộ truy vết" in page and "Điều tra ca bệnh" in page
    assert "BG-0412" not in page and "staff:1" not in page


def test_my_page_is_mine_only(signed_in: Callable[[RegisteredPerson], Client], register: Register, house_clock: datetime) -> None:
    made = register()
    away = Client().get("/toi/")
    assert (away.status_code, away["Location"]) == (302, "/dang-nhap-dien-thoai/?tiep=%2Ftoi%2F")
    assert Client().post("/toi/dang-xuat/")["Location"] == "/dang-nhap-dien-thoai/"
    # A page's outbox keeps what is answered 401; following a redirect it would take the sign-in page for a receipt.
    assert Client().post("/toi/dang-xuat/", {}, content_type="application/json").status_code == 401
    client = signed_in(made)
    assert client.get("/toi/")["Cache-Control"] == "no-store"
    assert client.get("/toi/dang-xuat/").status_code == 405
    assert client.post("/toi/dang-xuat/").status_code == 302
    assert client.get("/toi/").status_code == 302
    late = signed_in(made)
    session = late.session
    session[citizen_door.SESSION_AT] -= citizen_door.SESSION_SECONDS + 1
    session.save()
    assert late.get("/toi/").status_code == 302
