"""A citizen's code reaches their telephone and nobody else: no page, no table, and none is made where no telephone rings."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from tests.integration.messaging.conftest import PHONE

from truyvet.audit.models import AuditRow
from truyvet.messaging import retention
from truyvet.messaging.actions import CodeUndeliverable, QueuedMessage, send_one_time_code
from truyvet.messaging.delivery_worker import send_due
from truyvet.messaging.message_templates import templates
from truyvet.messaging.models import Message, SandboxMessage
from truyvet.people.models import OneTimeCode
from truyvet.site.zalo_page import ZaloPage

pytestmark = pytest.mark.db
DOOR = "/dang-nhap-dien-thoai/"
INBOX = "/hop-thu-thu/"
SECRETS = {
    "signin_code": {"code": "48151623"},
    "upload_code": {"code": "48151623"},
    "gate_code": {"code": "48151623", "place": "Chợ Mận"},
    "phone_code": {"code": "48151623"},
    "daily_check": {"check_link": "https://truyvet.example/suc-khoe/48151623/"},
    "daily_check_reply": {"check_link": "https://truyvet.example/suc-khoe/48151623/"},
    "email_code": {"code": "48151623"},
    "zalo_declare": {"link": "https://truyvet.example/khai-bao/zalo/48151623/"},
}
TO = {"zalo_declare": {"to_kind": "zalo", "to": "123"}, "email_code": {"to_kind": "email", "to": "a@vi-du.example"}}
READ_IN_INBOX = {"daily_check", "daily_check_reply", "email_code", "gate_code", "phone_code", "zalo_declare"}


@pytest.fixture
def phone_api(client: Client) -> Callable[..., Any]:
    def ask(path: str, **body: Any) -> Any:
        return client.post(f"/api/bluezone/v1/{path}", json.dumps(body), content_type="application/json")

    return ask


def kept_texts() -> Iterator[str]:
    """All that the tables of messages hold."""
    for model in (Message, SandboxMessage):
        yield from (str(row) for row in model.objects.values())


def test_without_a_gateway_the_page_says_whom_to_call_and_makes_no_code(client: Client, house_clock: datetime) -> None:
    for page in (client.get(DOOR), client.post(DOOR, {"step": "phone", "phone": "0912345678"})):
        words = page.content.decode()
        assert page.status_code == 200
        assert "chưa gửi được mã" in words and "trạm y tế xã" in words and "Nhận mã" not in words and 'name="phone"' not in words
    english = client.get(DOOR, headers={"Accept-Language": "en"}).content.decode()
    assert "no code can be sent" in english and "health station" in english
    assert not OneTimeCode.objects.exists() and not Message.objects.exists()
    assert not AuditRow.objects.filter(action="people.issue_code").exists()


def test_a_zalo_page_that_only_chats_reaches_no_telephone(client: Client, house_clock: datetime, settings: Any) -> None:
    settings.TRUYVET_ZALO = ZaloPage("1", access_token="chat")
    assert "chưa gửi được mã" in client.post(DOOR, {"step": "phone", "phone": "0912345678"}).content.decode()
    assert not OneTimeCode.objects.exists()


@pytest.mark.parametrize("template", ["signin_code", "gate_code", "phone_code"])
def test_every_code_is_refused_below_the_door_too(template: str, now: datetime) -> None:
    from truyvet.audit.values import By

    with pytest.raises(CodeUndeliverable, match="no_gateway"):
        send_one_time_code(
            by=By.system("test"), now=now, real=now, event_id=uuid.uuid4(), phone=PHONE, template=template, language="vi", place="Chợ"
        )
    assert not OneTimeCode.objects.exists()


def test_phones_are_told_that_no_code_comes(phone_api: Callable[..., Any], house_clock: datetime) -> None:
    event = str(uuid.uuid4())
    refused = phone_api("register", event_id=event, platform="android", phone="0912345678")
    assert (refused.status_code, refused.json()["error"]) == (503, "no_gateway")
    token = phone_api("register", event_id=event, platform="android").json()["installation"]
    refused = phone_api("phone", installation=token, phone="0912345678")
    assert (refused.status_code, refused.json()["error"]) == (503, "no_gateway")
    assert not OneTimeCode.objects.exists() and not Message.objects.exists()


def test_health_is_degraded_but_well(client: Client, gateway: None, settings: Any) -> None:
    assert client.get("/suc-khoe/").json()["degraded"] == []
    settings.TRUYVET_ZALO = ZaloPage()
    answer = client.get("/suc-khoe/")
    assert answer.status_code == 200
    assert answer.json() == {**answer.json(), "ok": True, "degraded": ["messaging.gateway_missing"]}
    settings.TRUYVET_DEMO = True
    assert client.get("/suc-khoe/").json()["degraded"] == []


def test_without_a_demonstration_there_is_no_inbox(client_for: Callable[..., Any], write: Callable[..., QueuedMessage]) -> None:
    write("48151623")
    for role in ("tracer", "tracing_lead", "admin"):
        client = client_for(role)
        assert client.get(INBOX).status_code == 404
        page = client.get("/tin-nhan/").content.decode()
        assert INBOX not in page and INBOX not in client.get("/").content.decode()
        assert "48151623" not in page and "chưa có mã nào" not in page and "Mã đăng nhập" in page, "what cannot be sent is named"
    assert not AuditRow.objects.filter(action="messaging.open_inbox").exists()


def test_these_are_all_secret_texts() -> None:
    assert {each.name for each in templates().values() if each.secret} == set(SECRETS)
    assert not [each.name for each in templates().values() if "code" in each.params and not each.secret]


@pytest.mark.parametrize("template", SECRETS)
def test_a_secret_is_kept_and_shown_nowhere_it_is_not_needed(
    template: str, client_for: Callable[..., Any], write: Callable[..., QueuedMessage], house_clock: datetime, demo: None
) -> None:
    write(template=template, params=SECRETS[template], **TO.get(template, {}))
    assert send_due(house_clock).sent == 1
    assert not [text for text in kept_texts() if "48151623" in text], "not readable in any table"
    page = client_for("tracer").get(INBOX).content.decode()
    assert ("48151623" in page) == (template in READ_IN_INBOX)
    assert Message.objects.get().sealed_params == ""
    later = house_clock + timedelta(days=1)
    retention.purge_sandbox(later)
    assert SandboxMessage.objects.get().sealed_params == "" and "•" in SandboxMessage.objects.get().text
    assert "48151623" not in client_for("tracer").get(INBOX).content.decode()


def test_an_outlived_code_is_shown_no_more(
    client_for: Callable[..., Any], write: Callable[..., QueuedMessage], house_clock: datetime, demo: None
) -> None:
    write(template="phone_code", at=house_clock - timedelta(minutes=11))
    send_due(house_clock - timedelta(minutes=10))
    assert "12345678" not in client_for("tracer").get(INBOX).content.decode()


def test_reading_the_inbox_is_recorded(
    client_for: Callable[..., Any], write: Callable[..., QueuedMessage], house_clock: datetime, demo: None
) -> None:
    write()
    write(template="phone_code")
    send_due(house_clock)
    client = client_for("tracer")
    client.get(INBOX)
    row = AuditRow.objects.get(action="messaging.open_inbox")
    assert (row.actor, row.role, row.subject, row.facts) == (f"staff:{client.staff.pk}", "tracer", "inbox", {"messages": 2, "with_code": 1})
    assert "đọc hộp thư thử" in client_for("auditor").get("/nhat-ky/").content.decode()


def test_what_a_citizen_takes_along_holds_no_code(
    write: Callable[..., QueuedMessage], citizen: Any, house_clock: datetime, demo: None
) -> None:
    from truyvet.audit.values import Scope
    from truyvet.core.local_day import LocalDay
    from truyvet.messaging import person
    from truyvet.people.models import Phone

    Phone.objects.update(verified_at=house_clock)
    write(template="phone_code")
    send_due(house_clock)
    rows = person.export(Scope.system("citizen:self", LocalDay.of(house_clock)), citizen.person_id)
    assert len(rows) == 2 and "12345678" not in str(rows)


def test_the_upgrade_blanks_what_the_sandbox_kept(db: None, now: datetime) -> None:
    from importlib import import_module

    from django.apps import apps

    for template, text in (("signin_code@1", "mã của bạn là 48151623"), ("contact_notice@1", "Truy Vết: ngày 28/05")):
        SandboxMessage.objects.create(
            event_id=uuid.uuid4(), to_address=PHONE, template=template, language="vi", text=text, at=now, delete_on=now
        )
    import_module("truyvet.messaging.migrations.0004_sandbox_secrets").blank_codes(apps, connection.schema_editor())
    assert sorted(SandboxMessage.objects.values_list("text", flat=True)) == ["Truy Vết: ngày 28/05", "•••"]
