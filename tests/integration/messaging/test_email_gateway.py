"""E-mail against a mail server that is not ours: aiosmtpd."""

from __future__ import annotations

import socket
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from truyvet.messaging import delivery_worker
from truyvet.messaging.actions import QueuedMessage
from truyvet.messaging.delivery_worker import send_due
from truyvet.messaging.gateways import GatewayRefused, OutboundMessage, outage
from truyvet.messaging.gateways.email.client import EmailGateway
from truyvet.messaging.models import Message
from truyvet.site.smtp_variable import smtp_address

pytestmark = pytest.mark.db
Write = Callable[..., QueuedMessage]
NOTICE: dict[str, Any] = {"template": "contact_notice", "params": {"day": "28/05/2021", "phone": "1900 9095"}, "to_kind": "email"}


class Mailbox:
    """What the server does, by the reader's name: takes it, refuses it, has no time, or breaks off when it has the words."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address.startswith("nobody"):
            return "550 5.1.1 no such mailbox"
        if address.startswith("later"):
            return "450 4.2.0 greylisted"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if envelope.rcpt_tos[0].startswith("spam"):
            return "554 5.7.1 not this text"
        self.taken.append(envelope.content)
        if envelope.rcpt_tos[0].startswith("broken"):
            server.transport.abort()
        return "250 OK"


@pytest.fixture
def mail_port(socket_enabled: None) -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def mailbox(mail_port: int, settings: Any, gateway: None) -> Iterator[Mailbox]:
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=mail_port)
    server.start()
    settings.TRUYVET_SMTP = smtp_address(f"smtp://127.0.0.1:{mail_port}?from=y-te@truyvet.example")
    yield box
    server.stop()


def test_each_reply_has_its_state(mailbox: Mailbox, write: Write, now: datetime) -> None:
    for name in ("an", "nobody", "later", "spam", "broken"):
        write(**NOTICE, to=f"{name}@example.org")
    done = send_due(now)
    assert (done.sent, done.gave_up, done.failed, done.unknown) == (1, 2, 1, 1)
    states = {row.to_address.partition("@")[0]: (row.state, row.why) for row in Message.objects.all()}
    assert states == {
        "an": ("taken", ""), "nobody": ("failed_for_good", "refused"), "later": ("failed_for_now", "busy"),
        "spam": ("failed_for_good", "refused"), "broken": ("unknown", "no_answer"),
    }  # fmt: skip
    mail = message_from_bytes(mailbox.taken[0], policy=policy.default)
    assert mail["To"] == "an@example.org" and "Truy Vết" in mail["Subject"] and "tiếp xúc" not in mail["Subject"]
    assert "ngày 28/05/2021 bạn có thể đã tiếp xúc" in mail.get_content().replace("\n", " ")  # type: ignore[attr-defined]
    assert mail["Message-ID"] == f"<{Message.objects.get(state='taken').event_id}@truyvet.example>"
    assert send_due(now).leased == 0, "nothing goes twice"


def test_a_server_that_is_down_loses_nothing_and_is_left_alone(
    mail_port: int, settings: Any, gateway: None, write: Write, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TRUYVET_SMTP = smtp_address(f"smtp://127.0.0.1:{mail_port}?from=y-te@truyvet.example")
    tries: list[str] = []
    monkeypatch.setattr(outage, "monotonic", lambda: 1_000.0 + len(tries))
    monkeypatch.setattr("smtplib.SMTP.connect", lambda *_: tries.append("asked") or (554, b"not now"))
    for name in ("an", "binh"):
        write(**NOTICE, to=f"{name}@example.org")
    assert send_due(now).failed == 2 and tries == ["asked"], "554 to a greeting is about us, not about the reader"
    settings.TRUYVET_SMTP = None
    write(**NOTICE, to="an@example.org")
    assert send_due(now).gave_up == 1
    assert Message.objects.last().why == "no_gateway"  # type: ignore[union-attr]
    assert not EmailGateway().reaches_phones("signin_code") and delivery_worker.KNOWING_ROUTES == ("sandbox",)


def test_nothing_goes_in_clear_to_another_machine(mailbox: Mailbox, settings: Any, mail_port: int, write: Write, now: datetime) -> None:
    settings.TRUYVET_SMTP = smtp_address(f"smtp://127.1:{mail_port}?from=y-te@truyvet.example")
    write(**NOTICE, to="an@example.org")
    assert send_due(now).failed == 1 and not mailbox.taken


@pytest.mark.parametrize("address", ["an@example.org, binh@example.org", "an@example.org\nBcc: binh@example.org", "an", "ẩn@example.org"])
def test_one_address_or_none(address: str, now: datetime) -> None:
    message = OutboundMessage(uuid.uuid4(), address, "contact_notice@1", "vi", "Tin", "email")
    with pytest.raises(GatewayRefused):
        EmailGateway(smtp_address("smtp://127.0.0.1?from=y-te@truyvet.example")).submit(message, now)


@pytest.mark.parametrize(
    "text",
    ["http://h?from=a@b", "smtp://h", "smtp://h?from=a", "smtps://h?from=a@b&x=1", "smtp://h?from=a@b%0aBcc:c@d", "smtp://?from=a@b"],
)
def test_what_is_no_mail_server(text: str) -> None:
    with pytest.raises(ValueError):
        smtp_address(text)
