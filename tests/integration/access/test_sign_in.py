"""The ways in: password and code, one-time links, closed accounts, wrong passwords."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from tests.conftest import NOW, TOTP_SECRET

from truyvet.access import actions, commands
from truyvet.access.actions import LinkKind
from truyvet.access.models import Staff
from truyvet.audit.models import AuditRow
from truyvet.audit.values import By

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("house_clock")]

PASSWORD = "một câu dài dễ nhớ"
BY = By.system("test")


def code(secret: str = TOTP_SECRET) -> str:
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def enter(client: Client, username: str, password: str = PASSWORD) -> Any:
    return client.post("/dang-nhap/", {"login": username, "password": password})


def test_password_then_code(staff: Callable[..., Staff]) -> None:
    account = staff("tracer")
    client = Client()
    assert client.get("/dang-nhap/").status_code == 200
    first = enter(client, account.username)
    assert (first.status_code, first["Location"]) == (302, "/dang-nhap/ma/")
    assert client.get("/tai-khoan/").status_code == 302, "the password alone opens nothing"
    page = client.get("/dang-nhap/ma/")
    assert page.status_code == 200 and "Nhập mã xác nhận" in page.content.decode()
    assert client.post("/dang-nhap/ma/", {"code": "000000"}).status_code == 200
    assert client.get("/tai-khoan/").status_code == 302
    assert client.post("/dang-nhap/ma/", {"code": code()})["Location"] == "/"
    page = client.get("/tai-khoan/")
    assert page.status_code == 200 and page["Cache-Control"] == "no-store, private"
    assert AuditRow.objects.filter(action="access.sign_in", subject=f"staff:{account.pk}").count() == 1


def test_a_code_is_good_once(staff: Callable[..., Staff]) -> None:
    account, used = staff("tracer"), code()
    for expected in ("/", None):
        client = Client()
        enter(client, account.username)
        assert client.post("/dang-nhap/ma/", {"code": used}).get("Location") == expected


def test_a_wrong_password_and_an_unknown_name_look_alike(staff: Callable[..., Staff]) -> None:
    account = staff("tracer")
    pages = []
    for username in (account.username, "khong-co-ai"):
        answer = enter(Client(), username, "sai")
        assert answer.status_code == 200
        assert "Tên đăng nhập hoặc mật khẩu không đúng." in answer.content.decode()
        stripped = answer.content.decode().replace(username, "")
        pages.append(re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', "", stripped))
    assert pages[0] == pages[1]
    assert AuditRow.objects.filter(action="access.sign_in_failed").count() == 2
    assert not AuditRow.objects.filter(subject__contains="khong-co-ai").exists()


def test_a_closed_account_does_not_sign_in(staff: Callable[..., Staff]) -> None:
    account, client = staff("tracer"), Client()
    actions.set_active(by=BY, now=NOW, staff=account.pk, active=False)
    assert enter(client, account.username)["Location"] == "/tai-khoan-da-dong/"
    assert client.get("/dang-nhap/ma/").status_code == 302
    assert client.get("/tai-khoan/")["Location"].startswith("/dang-nhap/")
    assert client.get("/tai-khoan-da-dong/").status_code == 200
    assert AuditRow.objects.filter(action="access.sign_in_failed", subject=f"staff:{account.pk}").count() == 1


def test_guessing_is_slowed_down(staff: Callable[..., Staff]) -> None:
    account = staff("tracer")
    for _ in range(5):
        enter(Client(), account.username, "sai")
    answer = enter(Client(), account.username)
    assert "Nhập sai quá nhiều lần" in answer.content.decode()


def wrong(username: str, address: str, times: int = 5) -> str:
    """The page after wrong passwords from one address."""
    for _ in range(times):
        page = Client(REMOTE_ADDR=address).post("/dang-nhap/", {"login": username, "password": "sai"})
    return str(page.content.decode())


def test_guessing_from_elsewhere_locks_nobody_out(staff: Callable[..., Staff]) -> None:
    account, known = staff("tracer"), Client(REMOTE_ADDR="10.0.0.1")
    enter(known, account.username)
    known.post("/dang-nhap/ma/", {"code": code()})
    known.post("/dang-xuat/")
    for place in range(3):
        wrong(account.username, f"10.9.0.{place}")
    assert enter(Client(REMOTE_ADDR="10.0.0.2"), account.username).status_code == 302, "another address, another count"
    assert "Nhập sai quá nhiều lần" in wrong(account.username, "10.0.0.1", 6), "a neighbour behind the same address"
    assert enter(known, account.username).status_code == 302, "the owner's own browser has a count of its own"


def test_an_address_and_an_account_have_limits_of_their_own(staff: Callable[..., Staff], monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from truyvet.access import sign_in_limit

    one, other = staff("tracer"), staff("tracer")
    monkeypatch.setattr(sign_in_limit, "NETWORK", replace(sign_in_limit.NETWORK, burst=3))
    wrong(one.username, "10.0.0.3", 3)
    assert "Nhập sai quá nhiều lần" in wrong(other.username, "10.0.0.3", 1)
    monkeypatch.setattr(sign_in_limit, "ACCOUNT", replace(sign_in_limit.ACCOUNT, burst=4))
    assert "Nhập sai quá nhiều lần" in [wrong(one.username, f"10.8.0.{place}", 1) for place in range(5)][-1]
    assert "Nhập sai quá nhiều lần" not in wrong(other.username, "10.8.0.9", 1)


def test_a_closed_account_is_refused_at_its_next_request(client_for: Callable[..., Client]) -> None:
    client = client_for("tracer")
    assert client.get("/tai-khoan/").status_code == 200
    actions.set_active(by=BY, now=NOW, staff=client.staff.pk, active=False)  # type: ignore[attr-defined]
    assert client.get("/tai-khoan/")["Location"].startswith("/dang-nhap/")


def test_a_console_link_signs_in_once(staff: Callable[..., Staff]) -> None:
    account = staff("tracer")
    token = actions.issue_link(by=BY, now=NOW, staff=account.pk)
    client = Client()
    assert client.get(f"/vao/{token}/")["Location"] == "/"
    assert client.get("/tai-khoan/").status_code == 200
    assert Client().get(f"/vao/{token}/").status_code == 404


@pytest.mark.parametrize(
    "meta",
    [
        {"REMOTE_ADDR": "10.1.2.3"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_X_REAL_IP": "10.1.2.3"},
    ],
)
def test_a_console_link_opens_on_this_machine_only(staff: Callable[..., Staff], meta: dict[str, str]) -> None:
    account = staff("tracer")
    token = actions.issue_link(by=BY, now=NOW, staff=account.pk)
    assert Client().get(f"/vao/{token}/", **meta).status_code == 404
    assert Client().get(f"/vao/{token}/").status_code == 302, "the refused attempt did not use it up"


def test_a_link_ends_after_ten_minutes_and_with_the_next_one(staff: Callable[..., Staff]) -> None:
    account = staff("tracer")
    old = actions.issue_link(by=BY, now=NOW, staff=account.pk, real=datetime.now(UTC) - timedelta(minutes=10))
    assert Client().get(f"/vao/{old}/").status_code == 404
    first = actions.issue_link(by=BY, now=NOW, staff=account.pk)
    second = actions.issue_link(by=BY, now=NOW, staff=account.pk)
    assert Client().get(f"/vao/{first}/").status_code == 404
    assert Client().get(f"/vao/{second}/").status_code == 302


def test_one_kind_of_link_does_not_do_the_others_work(staff: Callable[..., Staff]) -> None:
    account = staff("tracer")
    invitation = actions.issue_link(by=BY, now=NOW, staff=account.pk, kind=LinkKind.INVITATION)
    assert Client().get(f"/vao/{invitation}/").status_code == 404


def test_an_invitation_lets_choose_a_password(staff: Callable[..., Staff]) -> None:
    account = staff("enterprise_officer", password=None, totp_secret=None)
    token = actions.issue_link(by=BY, now=NOW, staff=account.pk, kind=LinkKind.INVITATION)
    address = f"/moi/{token}/"
    assert Client().get(address).status_code == 200
    weak = Client().post(address, {"password": "123456", "again": "123456"})
    assert weak.status_code == 200 and "password" in weak.context["form"].errors
    assert Client().post(address, {"password": PASSWORD, "again": PASSWORD + "x"}).status_code == 200
    assert Client().post(address, {"password": PASSWORD, "again": PASSWORD})["Location"] == "/dang-nhap/"
    assert Client().post(address, {"password": PASSWORD, "again": PASSWORD}).status_code == 404
    client = Client()
    assert enter(client, account.username)["Location"] == "/"


def test_the_first_administrator(units: dict[str, int]) -> None:
    link = commands.create_admin("Quan.Tri", "Nguyễn Văn Quản", "24", "http://127.0.0.1:8000")
    client = Client()
    answer = client.get(link.removeprefix("http://127.0.0.1:8000"))
    assert answer["Location"] == "/tai-khoan/"
    page = client.get("/tai-khoan/").content.decode()
    assert "Đặt mật khẩu" in page and "Còn một việc trước khi làm việc" in page
    assert client.get("/can-bo/")["Location"] == "/tai-khoan/", "no second factor, no accounts page"
    chosen = client.post("/tai-khoan/mat-khau/dat/", {"password1": PASSWORD, "password2": PASSWORD})
    assert chosen.status_code == 302
    account = Staff.objects.get(username="quan.tri")
    assert account.check_password(PASSWORD)
    page = client.get("/tai-khoan/ma/")
    assert page.status_code == 200
    secret = page.context["form"].secret
    assert client.post("/tai-khoan/ma/", {"code": code(secret)}).status_code == 302
    kept = Authenticator.objects.get(user=account.pk, type="totp")
    assert secret not in str(kept.data), "the secret is sealed in the database"
    assert client.get("/can-bo/").status_code == 200
    assert client.get("/tai-khoan/ma-du-phong/").status_code == 200
    assert client.post("/tai-khoan/ma-du-phong/tao/")["Location"] == "/tai-khoan/ma-du-phong/"
    assert len(client.get("/tai-khoan/ma-du-phong/tai/").content.split()) == 10


def test_nobody_signs_up_and_no_account_is_there_at_the_start(db: None) -> None:
    assert Staff.objects.count() == 0
    for address in ("/accounts/signup/", "/dang-ky/", "/signup/", "/tai-khoan/email/"):
        assert Client().get(address).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/tai-khoan/",
        "/tai-khoan/mat-khau/",
        "/tai-khoan/khoa/",
        "/tai-khoan/khoa/them/",
        "/tai-khoan/ma-du-phong/tao/",
        "/tai-khoan/ma/bo/",
        "/xac-nhan/",
        "/xac-nhan/ma/",
        "/dang-xuat/",
    ],
)
def test_the_pages_of_the_own_account_open(staff: Callable[..., Staff], address: str) -> None:
    account = staff("tracer")
    client = Client()
    client.get(f"/vao/{actions.issue_link(by=BY, now=NOW, staff=account.pk)}/")
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    assert "Truy Vết" in answer.content.decode()
    assert Client().get(address)["Location"].startswith("/dang-nhap/") or address == "/dang-xuat/"


def test_a_passkey_is_offered(db: None) -> None:
    page = Client().get("/dang-nhap/").content.decode()
    assert "passkey_login" in page and "Dùng khoá bảo mật" in page
    options = Client().get("/dang-nhap/khoa/", headers={"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"})
    assert options.status_code == 200 and "challenge" in options.content.decode()
