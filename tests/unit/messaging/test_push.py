"""Where a browser may want to be pushed to, what it is sent, and what a push service's answers mean."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from truyvet.messaging.gateways import GatewayBusy, GatewayRefused
from truyvet.messaging.gateways.push.endpoint import EndpointRefused, read_endpoint
from truyvet.messaging.gateways.push.errors import error_of
from truyvet.messaging.gateways.push.settings import push_rule
from truyvet.messaging.rules.push_first import PAYLOAD_BYTES, push_address, push_payload, read_push_address, turn_times
from truyvet.site.message_variables import push_contact

NOW = datetime(2021, 5, 31, 1, tzinfo=UTC)
DATE = "Mon, 31 May 2021 01:00:00 GMT"


def test_only_the_push_services_of_the_list() -> None:
    hosts = push_rule().hosts
    found = read_endpoint("https://fcm.googleapis.com/fcm/send/a:b-c_d?x=1", hosts)
    assert (found.origin, found.target) == ("https://fcm.googleapis.com", "/fcm/send/a:b-c_d?x=1")
    assert read_endpoint("https://wns2-sg2p.notify.windows.com:443/w/?token=A%2b", hosts).host == "wns2-sg2p.notify.windows.com"


@pytest.mark.parametrize(
    "text",
    [
        "http://fcm.googleapis.com/a", "https://fcm.googleapis.com:8443/a", "https://fcm.googleapis.com.evil.example/a",
        "https://fcm.googleapis.com@10.0.0.1/a", "https://10.0.0.1/a", "https://[::1]/a", "https://localhost/a",
        "https://notify.windows.com/a", "https://evilnotify.windows.com/a", "https://fcm.googleapis.com", "https://fcm.googleapis.com/a#b",
        "https://fcm.googleapis.com/a b", "https://fcm.googleapis.com\\@10.0.0.1/a", "https://fcm.googleapis.com/a\r\nHost: x",
        "https://fcm.googleapis.com/" + "a" * 1_000, "https://fcm.googleapis.com:x/a", "https://[/a", "",
    ],
)  # fmt: skip
def test_and_no_address_inside(text: str) -> None:
    with pytest.raises(EndpointRefused):
        read_endpoint(text, push_rule().hosts)


@pytest.mark.parametrize(
    ("status", "retry_after", "kind", "until"),
    [
        (201, "", None, None), (200, "", None, None), (429, "120", GatewayBusy, NOW + timedelta(minutes=2)), (429, "", GatewayBusy, None),
        (503, "Mon, 31 May 2021 01:10:00 GMT", GatewayBusy, NOW + timedelta(minutes=10)), (500, "soon", GatewayBusy, None),
        (429, "99999999", GatewayBusy, NOW + timedelta(hours=6)), (404, "", GatewayRefused, None), (410, "", GatewayRefused, None),
        (413, "", GatewayRefused, None), (403, "", GatewayRefused, None), (307, "", GatewayRefused, None),
    ],
)  # fmt: skip
def test_the_table_of_answers(status: int, retry_after: str, kind: type[Exception] | None, until: datetime | None) -> None:
    error = error_of(status, retry_after, DATE, NOW)
    assert type(error) is (kind or type(None)) and getattr(error, "until", None) == until


def test_what_is_sent_has_one_length_and_names_nobody() -> None:
    sent = [push_payload("Truy Vết: có tin chờ bạn.", "vi", path) for path in ("/thong-bao/", "/suc-khoe-hang-ngay/" + "a" * 32 + "/")]
    assert {len(each) for each in sent} == {PAYLOAD_BYTES} and json.loads(sent[0])["path"] == "/thong-bao/"
    assert read_push_address(push_address("AB12", "/thong-bao/")) == ("AB12", "/thong-bao/")
    for path in ("//evil.example/", "https://evil.example/", "/\\evil.example"):
        with pytest.raises(ValueError):
            push_address("AB12", path)


@pytest.mark.parametrize(
    ("template", "devices", "has_email", "email", "text"),
    [
        ("venue_notice", 0, False, 0, 0), ("venue_notice", 2, False, 15, 30), ("venue_notice", 0, True, 0, 30),
        ("venue_notice", 1, True, 15, 30), ("daily_check", 1, False, 30, 60), ("contact_notice", 1, True, 0, 0),
    ],
)  # fmt: skip
def test_the_text_waits_only_behind_a_browser_or_an_e_mail(template: str, devices: int, has_email: bool, email: int, text: int) -> None:
    found = turn_times(NOW, template=template, devices=devices, has_email=has_email, rule=push_rule())
    assert (found.email - NOW, found.text - NOW) == (timedelta(minutes=email), timedelta(minutes=text))


@pytest.mark.parametrize("text", ["y-te@tinh.example", "mailto:", "http://tinh.example", "mailto:a@b c", "javascript:x"])
def test_what_is_no_contact(text: str) -> None:
    with pytest.raises(ValueError):
        push_contact(text)
    assert push_contact("mailto:y-te@tinh.example") and push_contact("") == ""
