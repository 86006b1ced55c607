"""Messages through the Zalo gateway against a server that answers as documented."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.integration.messaging.zalo_peer import Peer, peer

from truyvet.messaging.actions import QueuedMessage
from truyvet.messaging.alarms import missing_gateway
from truyvet.messaging.delivery_worker import send_due
from truyvet.messaging.gateways import GatewayBusy, OutboundMessage, Taken, selection
from truyvet.messaging.gateways.sandbox.client import SandboxGateway
from truyvet.messaging.gateways.selection import select_gateway
from truyvet.messaging.gateways.smpp.client import SmppGateway
from truyvet.messaging.gateways.zalo.client import ZaloGateway
from truyvet.messaging.gateways.zalo.settings import ZaloSettings
from truyvet.messaging.jobs.settlement import settle_by_time
from truyvet.messaging.models import Message, SandboxMessage, ZaloUnreachable
from truyvet.messaging.retention import purge_unreachable
from truyvet.messaging.rules.message_template import MessagePriority
from truyvet.messaging.rules.zns import zns_templates
from truyvet.site.zalo_page import ZaloPage

pytestmark = pytest.mark.db
USER = "4612345678901234567"
Write = Callable[..., QueuedMessage]


@pytest.fixture
def zalo() -> Iterator[Peer]:
    with peer() as found:
        yield found


def gateway(zalo: Peer, **more: Any) -> ZaloGateway:
    told: dict[str, Any] = {
        "app_id": "1234567890", "oa_secret": "oa-secret-key", "app_secret": "app-secret", "access_token": "first",
        "refresh_token": "refresh-1", "zns": zns_templates("signin_code:259340:code=otp"), "oa_message": f"{zalo.address}/chat",
        "zns_message": f"{zalo.address}/zns", "token": f"{zalo.address}/token", "timeout": 2.0, **more,
    }  # fmt: skip
    return ZaloGateway(ZaloSettings(**told))


@pytest.fixture
def chat(write: Write) -> Callable[..., QueuedMessage]:
    """A message into the chat of one user."""

    def make(**more: Any) -> QueuedMessage:
        return write(to_kind="zalo", to=USER, template="zalo_help", params={}, **more)

    return make


def test_into_a_chat_and_the_number_of_the_user_is_forgotten(zalo: Peer, chat: Write, now: datetime) -> None:
    chat()
    assert send_due(now, gateway=gateway(zalo)).sent == 1
    ((path, token, body),) = zalo.seen
    assert (path, token, body["recipient"]) == ("/chat", "first", {"user_id": USER})
    assert "KHAI BÁO" in str(body["message"])
    row = Message.objects.get()
    assert (row.state, row.to_address, row.to_kind) == ("taken", "", "zalo")
    assert not SandboxMessage.objects.exists()


def test_an_approved_text_to_a_number(zalo: Peer, write: Write, now: datetime) -> None:
    queued = write(code="55667788")
    assert send_due(now, gateway=gateway(zalo)).sent == 1
    ((path, _, body),) = zalo.seen
    assert path == "/zns"
    assert body == {
        "phone": "84912345678", "template_id": "259340", "template_data": {"otp": "55667788"},
        "tracking_id": str(Message.objects.get(pk=queued.message_id).event_id),
    }  # fmt: skip
    assert not SandboxMessage.objects.exists()


@pytest.mark.parametrize(("code", "state", "why"), [
    (-118, "failed_for_good", "refused"), (-108, "failed_for_good", "refused"), (-131, "failed_for_good", "refused"),
    (-133, "expired", "expired"), (-144, "expired", "expired"), (-115, "failed_for_now", "busy"), (-101, "failed_for_now", "busy"),
])  # fmt: skip
def test_a_code_that_zalo_does_not_carry_is_never_called_sent(
    zalo: Peer, write: Write, now: datetime, code: int, state: str, why: str
) -> None:
    zalo.codes = [code]
    write()
    assert send_due(now, gateway=gateway(zalo)).sent == 0
    assert list(Message.objects.values_list("state", "why")) == [(state, why)]
    assert not SandboxMessage.objects.exists()


def test_a_notice_waits_until_zalo_carries_it(zalo: Peer, write: Write, now: datetime) -> None:
    zalo.codes = [-133]
    approved = gateway(zalo, zns=zns_templates("contact_notice:260001"))
    write(template="contact_notice", params={"day": "28/05/2021", "phone": "1900 9095"})
    assert send_due(now, gateway=approved).failed == 1
    assert send_due(Message.objects.get().not_before, gateway=approved).sent == 1


@pytest.mark.parametrize("page", [ZaloPage(), ZaloPage("1234567890", access_token="first")])
def test_what_nobody_carries_is_given_up_with_its_reason(write: Write, now: datetime, settings: Any, page: ZaloPage) -> None:
    settings.TRUYVET_ZALO = page
    write()
    assert send_due(now).gave_up == 1
    assert list(Message.objects.values_list("state", "why")) == [("failed_for_good", "no_gateway")]
    assert not SandboxMessage.objects.exists()


def test_a_code_that_reaches_no_telephone_is_an_alarm(now: datetime, settings: Any) -> None:
    codes = ("gate_code", "phone_code", "signin_code", "upload_code")
    assert missing_gateway(now) == "", "nobody but this machine is served"
    settings.ALLOWED_HOSTS = ["truyvet.example.vn"]
    assert missing_gateway(now) == ", ".join(codes)
    settings.TRUYVET_ZALO = ZaloPage("1234567890", access_token="first")
    assert missing_gateway(now) == ", ".join(codes), "a chat is no telephone"
    settings.TRUYVET_ZALO = ZaloPage("1234567890", access_token="first", zns=zns_templates("signin_code:1,gate_code:2"))
    assert missing_gateway(now) == "phone_code, upload_code"
    settings.TRUYVET_ZALO = ZaloPage("1234567890", access_token="first", zns=zns_templates(",".join(f"{code}:1" for code in codes)))
    assert missing_gateway(now) == ""


def test_a_spent_token_is_renewed_once_kept_and_used_by_the_next_worker(
    zalo: Peer, chat: Write, now: datetime, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    zalo.tokens = set()
    chat()
    chat()
    with caplog.at_level(logging.DEBUG):
        assert send_due(now, gateway=gateway(zalo)).sent == 2
    assert [token for _, token, _ in zalo.seen] == ["first", "access-1", "access-1"]
    kept = tmp_path / "zalo-token"
    assert kept.stat().st_mode & 0o777 == 0o600 and "access-1" not in kept.read_text()
    chat()
    assert send_due(now, gateway=gateway(zalo)).sent == 1  # another gateway object: another worker
    assert zalo.renewals == 1
    zalo.tokens = set()
    chat()
    assert send_due(now, gateway=gateway(zalo)).sent == 1
    assert zalo.renewals == 2
    for secret in ("access-1", "refresh-1", "app-secret", USER):
        assert secret not in caplog.text


def test_a_token_that_cannot_be_renewed_is_said_and_the_message_waits(
    zalo: Peer, chat: Write, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    zalo.tokens, zalo.refresh = set(), "another"
    chat()
    assert send_due(now, gateway=gateway(zalo)).failed == 1
    assert "zalo needs somebody: token, code -124" in caplog.text


def test_the_day_is_over_for_the_page(zalo: Peer, write: Write) -> None:
    now = datetime(2021, 5, 31, 16, 30, tzinfo=UTC)  # 23:30
    zalo.codes = [-144]
    write(to_kind="zalo", to=USER, template="zalo_help", params={}, at=now)
    assert send_due(now, gateway=gateway(zalo)).failed == 1
    assert Message.objects.get().not_before == datetime(2021, 5, 31, 17, 5, tzinfo=UTC)
    assert send_due(now + timedelta(minutes=34), gateway=gateway(zalo)).leased == 0
    assert send_due(now + timedelta(minutes=35), gateway=gateway(zalo)).sent == 1


def test_who_refuses_is_left_in_peace(zalo: Peer, chat: Write, now: datetime) -> None:
    zalo.codes = [-140]
    chat()
    assert send_due(now, gateway=gateway(zalo)).gave_up == 1
    row = Message.objects.get()
    assert (row.state, row.why, row.to_address) == ("failed_for_good", "refused", "")


@pytest.mark.parametrize("fault", [
    {"status": 500}, {"garbage": b"<html>"}, {"garbage": b"[]"}, {"garbage": b'{"error":"0"}'}, {"slow": 0.5}
])  # fmt: skip
def test_a_fault_is_no_answer_and_the_message_is_not_tried_again(zalo: Peer, chat: Write, now: datetime, fault: dict[str, Any]) -> None:
    for name, value in fault.items():
        setattr(zalo, name, value)
    chat()
    assert send_due(now, gateway=gateway(zalo, timeout=0.2)).unknown == 1
    assert list(Message.objects.values_list("state", "why")) == [("unknown", "no_answer")]
    assert settle_by_time(now + timedelta(days=1)) == 0 and send_due(now + timedelta(days=1), gateway=gateway(zalo)).leased == 0
    assert len(zalo.seen) == 1


@pytest.mark.parametrize("fault", [{"status": 503}, {"status": 302}])
def test_a_server_that_looked_at_nothing_is_asked_again(zalo: Peer, chat: Write, now: datetime, fault: dict[str, Any]) -> None:
    for name, value in fault.items():
        setattr(zalo, name, value)
    chat()
    assert send_due(now, gateway=gateway(zalo, timeout=0.2)).failed == 1
    assert [path for path, _, _ in zalo.seen] == ["/chat"], "a redirection is not followed with a token"
    for name in fault:
        setattr(zalo, name, getattr(Peer(), name))
    assert send_due(now + timedelta(minutes=1), gateway=gateway(zalo)).sent == 1


def test_nobody_listens(zalo: Peer, chat: Write, now: datetime) -> None:
    chat()
    assert send_due(now, gateway=gateway(zalo, oa_message="http://127.0.0.1:9/chat")).failed == 1


def test_which_gateway_an_installation_has(settings: Any) -> None:
    assert isinstance(select_gateway(), ZaloGateway)
    settings.TRUYVET_ZALO = ZaloPage("1234567890", access_token="first")
    assert isinstance(select_gateway(), ZaloGateway)
    settings.TRUYVET_DEMO = True
    assert isinstance(select_gateway(), SandboxGateway), "a demonstration speaks to nobody outside"


def test_a_text_with_a_link_goes_nowhere_but_into_a_chat(write: Write) -> None:
    with pytest.raises(ValueError, match="only_to"):
        write(template="zalo_declare", params={"link": "https://truyvet.example/x"}, event_id=uuid.uuid4())


def test_two_workers_renew_a_spent_token_once(zalo: Peer, db: None, now: datetime) -> None:
    zalo.tokens, zalo.slow_token = set(), 0.2
    texts = [OutboundMessage(uuid.uuid4(), USER, "zalo_help@1", "vi", "chào", "zalo") for _ in range(2)]
    with ThreadPoolExecutor(2) as workers:
        taken = list(workers.map(lambda text: gateway(zalo).submit(text, now), texts))
    assert all(each.gateway_ids for each in taken) and zalo.renewals == 1, "the second one uses what the first one got"


def test_the_last_tenth_of_the_day_is_for_warnings(zalo: Peer, db: None, now: datetime) -> None:
    page = gateway(zalo, app_id="1234567890", zns=zns_templates("contact_notice:1,text:2"))
    notice = OutboundMessage(uuid.uuid4(), "+84912345678", "contact_notice@1", "vi", "", priority=MessagePriority.NOTICE)
    reminder = replace(notice, template="text@1", priority=MessagePriority.REMINDER)
    zalo.left = "11"
    page.submit(notice, now)
    page.submit(reminder, now)
    zalo.left = "10"
    page.submit(notice, now)
    with pytest.raises(GatewayBusy) as busy:
        gateway(zalo, zns=page._settings.zns).submit(reminder, now)
    assert busy.value.until == datetime(2021, 5, 31, 17, 5, tzinfo=UTC), "after midnight in Vietnam"
    page.submit(notice, now)
    page.submit(reminder, now + timedelta(days=1))
    assert len(zalo.seen) == 5


class Centre(SmppGateway):
    """A message centre that takes everything."""

    def __init__(self) -> None:
        self.window, self.taken = 1, list[str]()

    def submit(self, message: OutboundMessage, now: datetime) -> Taken:
        self.taken.append(message.to_address)
        return Taken()

    def receipts(self) -> list[Any]:
        return []

    def answers(self) -> list[Any]:
        return []


def test_who_has_no_zalo_gets_a_text_message_and_is_not_asked_again_for_30_days(
    zalo: Peer, write: Write, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selection, "zalo_settings", lambda: gateway(zalo)._settings)
    centre, at = Centre(), now
    write("1")
    assert send_due(now, gateway=centre).sent == 1 and (len(zalo.seen), centre.taken) == (1, []), "Zalo first, where it approved the text"
    for days, asked in ((0, 1), (1, 0), (29, 0), (30, 1)):
        at, before, zalo.codes = now + timedelta(days=days, minutes=1), len(zalo.seen), [-118]
        write(str(days), at=at)
        send_due(at, gateway=centre)
        send_due(at + timedelta(seconds=30), gateway=centre)
        assert (len(zalo.seen) - before, len(centre.taken)) == (asked, 1), days
        centre.taken.clear()
    assert not Message.objects.exclude(state="taken").exists() and "+84912345678" not in ZaloUnreachable.objects.get().number_mark
    assert purge_unreachable(at + timedelta(days=30)) == 1
