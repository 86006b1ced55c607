"""The webhook: what it believes, what it answers, what it keeps; and the link that comes of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from tests.examples import examples

from truyvet.audit.models import AuditRow
from truyvet.core.encryption import decrypt_values
from truyvet.messaging.delivery_worker import send_due
from truyvet.messaging.gateways import OutboundMessage, Taken
from truyvet.messaging.gateways.sandbox.client import SandboxGateway
from truyvet.messaging.gateways.zalo import links
from truyvet.messaging.gateways.zalo.signature import mac
from truyvet.messaging.models import PARAMS_PURPOSE, Message, SandboxMessage, ZaloEvent
from truyvet.messaging.retention import purge_zalo
from truyvet.messaging.rules.receipt import normalised_id
from truyvet.site.zalo_page import ZaloPage

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.db
ADDRESS = "/zalo/webhook/"
USER = "4612345678901234567"
Call = Callable[..., Any]


@pytest.fixture(autouse=True)
def page(settings: Any, house_clock: datetime) -> None:
    settings.TRUYVET_ZALO = ZaloPage("1234567890", "oa-secret-key")


@pytest.fixture
def call(client: Client) -> Call:
    """``call({...})``: a signed call; ``signature``, ``stamp`` and ``raw`` can be told."""
    client.raise_request_exception = True

    def make(said: dict[str, Any] | None = None, *, raw: bytes | None = None, signature: str | None = None, age: int = 0) -> Any:
        stamp = str(int((datetime.now(UTC).timestamp() - age) * 1_000))
        body = raw if raw is not None else json.dumps({"app_id": "1234567890", "timestamp": stamp, **(said or {})}).encode()
        signed = f"mac={mac('1234567890', body, stamp, 'oa-secret-key')}" if signature is None else signature
        headers = {"X-ZEvent-Signature": signed, "X-ZEvent-Timestamp": stamp} if signed else {}
        return client.post(ADDRESS, body, content_type="application/json", headers=headers)

    return make


def wrote(text: str, msg_id: str = "m1") -> dict[str, Any]:
    return {"event_name": "user_send_text", "sender": {"id": USER}, "message": {"text": text, "msg_id": msg_id}}


def link_of(message: Message) -> str:
    return str(decrypt_values(PARAMS_PURPOSE, message.sealed_params)["link"])


def test_khai_bao_gets_a_link_that_opens_the_form(call: Call, client: Client, now: datetime) -> None:
    answer = call(wrote("Khai báo"))
    assert (answer.status_code, answer.json()) == (200, {})
    message = Message.objects.get()
    assert (message.to_kind, message.to_address, message.template, message.state) == ("zalo", USER, "zalo_declare@1", "queued")
    link = link_of(message)
    assert link.startswith("http://testserver/khai-bao/zalo/") and USER not in link and len(link) < 200
    assert send_due(now, gateway=SandboxGateway()).sent == 1
    assert link not in SandboxMessage.objects.get().text and "••••••••" in SandboxMessage.objects.get().text
    opened = client.get(link.removeprefix("http://testserver"))
    assert (opened.status_code, opened["Location"]) == (302, "/khai-bao/")
    assert client.session["declaration_channel"] == "zalo"
    assert USER not in json.dumps(dict(client.session))


@pytest.mark.parametrize(("text", "template", "language"), [
    ("#ma", "zalo_code@1", "vi"), ("code", "zalo_code@1", "en"), ("xin chào", "zalo_help@1", "vi"), ("declare", "zalo_declare@1", "en")
])  # fmt: skip
def test_each_wish_has_its_answer(call: Call, text: str, template: str, language: str) -> None:
    call(wrote(text))
    message = Message.objects.get()
    assert (message.template, message.language) == (template, language)
    if template.startswith("zalo_code"):
        assert link_of(message) == "http://testserver/ma/"


def test_whoever_follows_is_told_what_there_is(call: Call) -> None:
    call({"event_name": "follow", "follower": {"id": USER}})
    assert Message.objects.get().template == "zalo_help@1"


@pytest.mark.parametrize("name", ["unfollow", "user_received_message", "user_seen_message", "user_send_image", "oa_send_text", ""])
def test_what_asks_for_nothing_is_taken_and_forgotten(call: Call, name: str) -> None:
    assert call({"event_name": name, "sender": {"id": USER}}).status_code == 200
    assert not (ZaloEvent.objects.exists() or Message.objects.exists())


def test_the_same_call_again_is_answered_once(call: Call) -> None:
    for _ in range(3):
        assert call(wrote("mã")).status_code == 200
    assert (Message.objects.count(), ZaloEvent.objects.count()) == (1, 1)
    assert call(wrote("mã", "m2")).status_code == 200
    assert Message.objects.count() == 2


def test_nothing_of_the_person_is_kept(call: Call, now: datetime) -> None:
    call(wrote("tôi tên Nguyễn Văn Kín", "msg-7"))
    send_due(now)
    row = ZaloEvent.objects.get()
    assert (row.kind, len(row.key)) == ("text", 64)
    told = json.dumps([list(AuditRow.objects.values("subject", "facts", "actor")), list(ZaloEvent.objects.values("key", "kind"))])
    assert not any(secret in told for secret in (USER, "msg-7", "Kín"))
    assert Message.objects.get().to_address == ""
    assert purge_zalo(now + timedelta(days=2)) == 0
    assert purge_zalo(now + timedelta(days=3)) == 1


@pytest.mark.parametrize("raw", [b"", b"{}", b'{"event_name":"user_send_text"}'])
def test_the_probe_at_registration_gets_200_and_does_nothing(call: Call, raw: bytes, settings: Any) -> None:
    assert call(raw=raw, signature="").status_code == 200
    assert call(raw=b"").status_code == 200
    settings.TRUYVET_ZALO = ZaloPage()
    assert call(raw=raw, signature="").status_code == 200, "before the keys are entered, too"
    assert not (ZaloEvent.objects.exists() or Message.objects.exists())


@pytest.mark.parametrize(("told", "error"), [
    ({"signature": "mac=" + "0" * 64}, "wrong"), ({"signature": "x"}, "wrong"), ({"age": 301}, "old"), ({"age": -400}, "old")
])  # fmt: skip
def test_a_wrong_or_old_signature_is_refused(call: Call, told: dict[str, Any], error: str) -> None:
    answer = call(wrote("khai báo"), **told)
    assert (answer.status_code, answer.json()) == (403, {"error": error})
    assert not (ZaloEvent.objects.exists() or Message.objects.exists())


def test_without_a_key_no_signature_is_good(call: Call, settings: Any) -> None:
    settings.TRUYVET_ZALO = ZaloPage()
    assert call(wrote("khai báo")).json() == {"error": "not_configured"}
    settings.TRUYVET_ZALO = ZaloPage("1234567890", "")
    assert call(wrote("khai báo")).status_code == 403


def test_only_a_short_post(client: Client) -> None:
    assert client.get(ADDRESS).status_code == 405
    assert client.post(ADDRESS, b"x" * 70_000, content_type="application/json").status_code == 413


@examples(60, HealthCheck.function_scoped_fixture)
@given(st.binary(max_size=200))
def test_signed_rubbish_is_taken_and_asks_for_nothing(call: Call, raw: bytes) -> None:
    assert call(raw=raw).status_code == 200


def test_a_link_lasts_a_day_and_cannot_be_changed(client: Client, now: datetime) -> None:
    good = links.make_link(USER, now)
    assert links.read_link(good, now + timedelta(hours=24)) == links.read_link(good, now) != links.read_link(links.make_link("1", now), now)
    for at, text, status, words in (
        (timedelta(hours=25), good, 410, "đã quá 24 giờ"), (timedelta(), good[:-1] + ("A" if good[-1] != "A" else "B"), 400, "không đúng"),
        (timedelta(), "rubbish", 400, "không đúng"), (timedelta(hours=-1), good, 410, "đã quá 24 giờ"),
    ):  # fmt: skip
        made = links.make_link(USER, now - at) if text is good else text
        page = client.get(f"/khai-bao/zalo/{made}/")
        assert (page.status_code, words in page.content.decode()) == (status, True)
        assert "declaration_channel" not in client.session


def test_a_receipt_before_zalos_answer_twice_unsigned_and_of_nobody(call: Call, write: Callable[..., Any], now: datetime) -> None:
    def arrived(msg_id: str) -> dict[str, Any]:
        return {"event_name": "user_received_message", "message": {"msg_id": msg_id, "delivery_time": "1622422800000"}}

    class Numbering(SandboxGateway):
        route, knows_event = "zalo", False

        def submit(self, message: OutboundMessage, now: datetime) -> Taken:
            return Taken((normalised_id(f"00AB{message.params['code']}"),))

    for code in ("1", "2"):
        write(code)
    assert call(arrived("00ab1")).status_code == 200, "before the answer"
    send_due(now, gateway=Numbering())
    assert sorted(Message.objects.values_list("state", flat=True)) == ["delivered", "taken"]
    assert call(arrived("00AB2"), signature="mac=" + "0" * 64).status_code == 403
    assert call(arrived("00AB2"), signature="").status_code == 200
    assert sorted(Message.objects.values_list("state", flat=True)) == ["delivered", "taken"], "nobody's word but Zalo's counts"
    for msg_id in ("00AB2", "00AB2", "of a colleague in Zalo's console", ""):
        assert call(arrived(msg_id)).status_code == 200
    assert set(Message.objects.values_list("state", flat=True)) == {"delivered"} and not ZaloEvent.objects.exists()
