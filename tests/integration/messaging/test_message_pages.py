"""Signing in by phone, the sandbox's inbox, and that nothing personal is logged."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext, override_settings
from tests.fixtures.outbox_codes import last_code
from tests.integration.messaging.conftest import NAME, PHONE

from truyvet.access.allauth_adapters import StaffAdapter
from truyvet.audit.models import AuditRow
from truyvet.audit.values import By, Scope
from truyvet.core.rate_limit import RateLimit
from truyvet.messaging import code_limit, message_templates
from truyvet.messaging.actions import QueuedMessage
from truyvet.messaging.delivery_worker import send_due
from truyvet.messaging.gateways.sandbox.client import SandboxGateway, SandboxSettings
from truyvet.messaging.models import Message, SandboxMessage
from truyvet.people import actions as people
from truyvet.people.models import OneTimeCode, Phone
from truyvet.people.rules import one_time_code
from truyvet.people.values import RegisteredPerson
from truyvet.web import clock

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("sandbox")]
DOOR = "/dang-nhap-dien-thoai/"
ClientFor = Callable[..., Any]


def _ask(client: Client, phone: str = "0912 345 678") -> Any:
    return client.post(DOOR, {"step": "phone", "phone": phone})


def _type(client: Client, code: str, **more: str) -> Any:
    return client.post(DOOR, {"step": "code", "phone": PHONE, "code": code, **more})


def _code(now: datetime) -> str:
    code = last_code()
    send_due(now)
    return code


def test_phone_code_year_in(citizen: RegisteredPerson, house_clock: datetime) -> None:
    client = Client()
    assert "Nhận mã" in client.get(DOOR).content.decode()
    assert "Nhập mã" in _ask(client).content.decode()
    code = _code(house_clock)
    assert "năm sinh" in _type(client, code).content.decode().lower()
    before = client.session.session_key
    done = _type(client, code, asked="1", birth_year="1990")
    assert (done.status_code, done["Location"]) == (302, "/ma/")
    assert client.session.session_key != before
    assert citizen.code in client.get("/toi/").content.decode()


def test_lately_proved_needs_no_year(citizen: RegisteredPerson, house_clock: datetime) -> None:
    Phone.objects.update(verified_at=clock.real_now())
    client = Client()
    _ask(client)
    assert _type(client, _code(house_clock)).status_code == 302


def test_a_code_works_in_the_browser_that_asked_only(citizen: RegisteredPerson, house_clock: datetime) -> None:
    Phone.objects.update(verified_at=clock.real_now())
    mine, other = Client(), Client()
    _ask(mine)
    code = _code(house_clock)
    assert "Nhận mã" in _type(other, code).content.decode()
    assert _type(mine, code).status_code == 302


def test_mistakes_are_said_and_what_was_typed_stays(citizen: RegisteredPerson, house_clock: datetime) -> None:
    client = Client()
    page = _ask(client, "0912").content.decode()
    assert "Số này chưa đúng" in page and 'value="0912"' in page
    _ask(client)
    assert "Mã chưa đúng" in _type(client, "00000000").content.decode()
    assert "chờ" in _ask(client).content.decode()
    for _ in range(4):
        _type(client, "00000000")
    assert "xin mã mới" in _type(client, "00000000").content.decode()
    assert OneTimeCode.objects.count() == 1


def test_an_unknown_number_is_answered_with_the_same_page_and_as_much_work(citizen: RegisteredPerson, house_clock: datetime) -> None:
    pages, work = [], []
    for phone in ("0912345678", "0987654321"):
        client = Client()
        client.get(DOOR)
        with CaptureQueriesContext(connection) as captured:
            answer = _ask(client, phone).content.decode()
        shown = re.sub(r"csrf\w+\W+value=\W*\w+|X-CSRFToken[^}]*", "", answer)
        pages.append(shown.replace(f"+84{phone[1:]}", ""))
        work.append([re.split(r"\W+", query["sql"])[:3] for query in captured if "SAVEPOINT" not in query["sql"]])
    assert pages[0] == pages[1]
    assert work[0] == work[1]
    assert list(Message.objects.values_list("state", flat=True)) == ["queued", "queued"]


def test_who_was_never_here_is_in_after_one_code(db: None, house_clock: datetime) -> None:
    client = Client()
    page = client.get(f"{DOOR}?tiep=/toi/").content.decode()
    assert 'name="tiep" value="/toi/"' in page
    page = client.post(DOOR, {"step": "phone", "phone": "0912345678", "tiep": "/toi/"}).content.decode()
    assert 'name="tiep" value="/toi/"' in page and "năm sinh" not in page.lower()
    done = _type(client, _code(house_clock), tiep="/toi/")
    assert (done.status_code, done["Location"]) == (302, "/toi/")
    assert client.get("/toi/").status_code == 200


@pytest.mark.parametrize("away", ["https://la.vn/", "//la.vn/", "/\\la.vn/", "javascript:1", "toi/", "", "\n//la.vn"])
def test_only_a_path_of_ours_is_gone_on_to(db: None, house_clock: datetime, away: str) -> None:
    client = Client()
    assert 'name="tiep"' not in client.get(DOOR, {"tiep": away}).content.decode()
    _ask(client)
    assert _type(client, _code(house_clock), tiep=away)["Location"] == "/ma/"


def test_the_new_owner_of_a_number(citizen: RegisteredPerson, house_clock: datetime) -> None:
    client = Client()
    _ask(client)
    code = _code(house_clock)
    assert "Tôi mới dùng số này" in _type(client, code).content.decode()
    assert _type(client, code, asked="1", birth_year="2001", newly_mine="on").status_code == 302
    assert citizen.code not in client.get("/toi/").content.decode()


def test_a_spent_budget_is_said_and_nothing_is_written(db: None, house_clock: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_time_code, "MAX_CODES_PER_HOUR", 0)
    page = _ask(Client()).content.decode()
    assert "rất nhiều người xin mã" in page and 'value="0912 345 678"' in page
    assert not Message.objects.exists()


def test_one_internet_address_has_a_budget(db: None, house_clock: datetime, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(code_limit, "CODES_PER_SENDER", RateLimit("test.codes", burst=2, per_hour=2, is_shared=True))
    settings.TRUYVET_PROXIES = 1
    for number in range(3):
        # What the reader writes into the header does not count; what our proxy adds does.
        headers = {"X-Forwarded-For": f"10.0.0.{number}, 203.0.113.7"}
        answer = Client().post(DOOR, {"step": "phone", "phone": f"091234567{number}"}, headers=headers)
    assert "Mạng này vừa xin quá nhiều mã" in answer.content.decode()
    assert Message.objects.count() == 2
    Client().post(DOOR, {"step": "phone", "phone": "0912345679"}, headers={"X-Forwarded-For": "203.0.113.8"})
    assert Message.objects.count() == 3


def test_the_message_speaks_the_readers_language(citizen: RegisteredPerson, house_clock: datetime) -> None:
    Client().post(DOOR, {"step": "phone", "phone": "0912345678"}, headers={"Accept-Language": "en"})
    send_due(house_clock)
    assert "sign-in code" in SandboxMessage.objects.get().text


def test_inbox(client_for: ClientFor, write: Callable[..., QueuedMessage], now: datetime, demo: None) -> None:
    client = client_for("tracer")
    assert "Chưa có tin nào" in client.get("/hop-thu-thu/").content.decode()
    write("11111111")
    write(template="contact_notice", params={"day": "28/05/2021", "phone": "1900 9095"}, to="+84987654321")
    write("22222222", language="en")
    send_due(now)
    page = client.get("/hop-thu-thu/").content.decode()
    assert "11111111" not in page and "22222222" not in page and "28/05/2021" in page
    assert "912345678" not in page and "••• 678" in page
    assert page.index("28/05/2021") < page.index("mã đăng nhập của bạn là ••••••••")
    one = client.get("/hop-thu-thu/?mau=signin_code@1&tieng=en").content.decode()
    assert "your sign-in code" in one and "mã đăng nhập của bạn" not in one
    assert "28/05/2021" in client.get("/hop-thu-thu/?duoi=321").content.decode()
    assert "Không có tin nào như vậy" in client.get("/hop-thu-thu/?duoi=000").content.decode()
    for odd in ("?mau=x&tieng=y&duoi=abc&truoc=z", "?truoc=999999999999999999", "?duoi=٣"):
        assert client.get(f"/hop-thu-thu/{odd}").status_code == 200


def test_older_messages_are_one_page_on(client_for: ClientFor, write: Callable[..., QueuedMessage], now: datetime, demo: None) -> None:
    client = client_for("tracer")
    for number in range(51):
        write(f"{number:08}")
    send_due(now)
    page = client.get("/hop-thu-thu/").content.decode()
    older = re.search(r'href="(/hop-thu-thu/\?truoc=\d+)"', page)
    assert older is not None
    assert client.get(older[1]).content.decode().count("Truy Vết: mã") == 1


def test_given_up_is_shown(client_for: ClientFor, write: Callable[..., QueuedMessage], now: datetime) -> None:
    tracer = client_for("tracer")
    assert "<h1>Chưa có tin nhắn nào để gửi</h1>" in tracer.get("/tin-nhan/").content.decode()
    write(to="+842043854123")
    assert "<h1>1 tin đang chờ gửi</h1>" in tracer.get("/tin-nhan/").content.decode()
    send_due(now)
    page = tracer.get("/tin-nhan/").content.decode()
    assert "<h1>1 tin không gửi được</h1>" in page and "cổng tin nhắn từ chối" in page


@pytest.mark.parametrize("address", ["/hop-thu-thu/", "/tin-nhan/"])
def test_same_statements_for_one_and_three(
    client_for: ClientFor, write: Callable[..., QueuedMessage], now: datetime, demo: None, address: str
) -> None:
    client = client_for("tracer")
    counts = []
    for messages in (1, 2):
        for _ in range(messages):
            write()
        send_due(now)
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_every_text_has_a_name_of_words(client_for: ClientFor, demo: None) -> None:
    page = client_for("tracer").get("/hop-thu-thu/").content.decode()
    assert "Mã xác nhận số điện thoại" in page and "Mã tải khoá" in page
    assert [key for key in message_templates.templates() if f">{key.partition('@')[0]}<" in page] == []


def test_who_may_not(client_for: ClientFor, db: None) -> None:
    for address in ("/hop-thu-thu/", "/tin-nhan/"):
        assert Client().get(address).status_code == 302
        assert client_for("commune_officer", "07783").get(address).status_code == 403


def test_nothing_personal_is_logged_or_audited(
    citizen: RegisteredPerson, client_for: ClientFor, house_clock: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    # SQL at debug level holds bound values; it is never switched on in the settings.
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    client = Client(raise_request_exception=False)
    _ask(client)
    code = _code(house_clock)
    _type(client, "00000000")
    _type(client, code)
    _type(client, code, asked="1", birth_year="1990")
    client.get("/toi/")
    _ask(Client(), "0912")
    staff = client_for("tracer")
    staff.post("/nguoi/", {"text": NAME, "task": "own_request"})
    staff.post("/nguoi/", {"text": "0912345678", "task": "own_request"})
    staff.get(f"/nguoi/{citizen.code}/")
    with override_settings(TRUYVET_DEMO=True):
        assert staff.get("/hop-thu-thu/").status_code == 200
    scope = Scope(role="tracer", paths=("24/",), on=house_clock.date())
    by = By("staff:1", "tracer")
    people.open_identities(by=by, now=house_clock, scope=scope, person_ids=[citizen.person_id], purpose="case:X")
    _ask(Client(), "0987654321")
    send_due(house_clock, gateway=SandboxGateway(SandboxSettings(down=True)))
    assert caplog.records
    told = " ".join(
        [f"{record.getMessage()} {record.__dict__}" for record in caplog.records] + [str(row) for row in AuditRow.objects.values()]
    )
    for secret in (NAME, "nguyen van kin dao", "Kín", "912345678", "912 345 678", "987654321", code):
        assert secret not in told


def test_strangers_use_up_no_code_of_the_owner(citizen: RegisteredPerson, house_clock: datetime, settings: Any) -> None:
    """A neighbour behind the same address, and any number of strangers, ask all day; the owner's own browser gets its code."""
    settings.TRUYVET_PROXIES = 1
    Phone.objects.update(verified_at=clock.real_now())
    owner, home = Client(headers={"X-Forwarded-For": "2001:db8:1:1::7"}), "2001:db8:1:1::8"
    _ask(owner)
    assert _type(owner, _code(house_clock)).status_code == 302
    del owner.cookies["truyvet"]
    assert code_limit.KNOWN_COOKIE in owner.cookies
    assert "912345678" not in owner.cookies[code_limit.KNOWN_COOKIE].value
    for address in (home, *(f"203.0.113.{number}" for number in range(20))):
        _ask(Client(headers={"X-Forwarded-For": address}))
    assert Message.objects.count() == 1 + 9, "ten a day for those who never signed in with it"
    assert "Nhập mã" in _ask(owner).content.decode()
    assert Message.objects.count() == 1 + 9 + 1
    forged = Client(headers={"X-Forwarded-For": "198.51.100.1"})
    forged.cookies[code_limit.KNOWN_COOKIE] = owner.cookies[code_limit.KNOWN_COOKIE].value[:-2] + "xx"
    _ask(forged)
    assert Message.objects.count() == 1 + 9 + 1


def test_one_household_is_one_sender(db: None, house_clock: datetime, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(code_limit, "CODES_PER_SENDER", RateLimit("test.codes", burst=2, per_hour=2, is_shared=True))
    settings.TRUYVET_PROXIES = 1
    for number in range(5):
        Client().post(DOOR, {"step": "phone", "phone": f"091234567{number}"}, headers={"X-Forwarded-For": f"2001:db8::{number}"})
    assert Message.objects.count() == 2
    addresses = ("2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1", "203.0.113.7")
    requests = [RequestFactory().get("/", headers={"X-Forwarded-For": address}) for address in addresses]
    seen = [StaffAdapter().get_client_ip(each) for each in requests]
    assert seen == ["2001:db8::", "2001:db8::", "2001:db8:0:1::", "203.0.113.7"]
