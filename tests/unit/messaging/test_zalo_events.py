"""What people write to the page, what Zalo answers to us, and which texts Zalo approved."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truyvet.messaging.gateways.contract import GatewayBusy, GatewayRefused
from truyvet.messaging.gateways.zalo import events
from truyvet.messaging.gateways.zalo.errors import OUTCOMES, ZaloOutcome, error_for, outcome_of
from truyvet.messaging.gateways.zalo.events import ZaloEventKind, ZaloRequest, request_in_text
from truyvet.messaging.rules.zns import ZnsTemplate, zns_templates

USER = "4612345678901234567"
NIGHT = datetime(2021, 5, 31, 16, 30, tzinfo=UTC)
"""23:30 in Vietnam."""


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("khai báo", (ZaloRequest.DECLARE, "vi")),
        ("KHAI BAO", (ZaloRequest.DECLARE, "vi")),
        ("#khaibao", (ZaloRequest.DECLARE, "vi")),
        ("  Khai  báo! ", (ZaloRequest.DECLARE, "vi")),
        ("Mã", (ZaloRequest.CODE, "vi")),
        ("#ma", (ZaloRequest.CODE, "vi")),
        ("declare", (ZaloRequest.DECLARE, "en")),
        ("Hello", (ZaloRequest.HELP, "en")),
        ("tôi bị sốt", (ZaloRequest.HELP, "vi")),
        ("", (ZaloRequest.HELP, "vi")),
        ("khai báo " * 100, (ZaloRequest.HELP, "vi")),
    ],
)
def test_wishes(text: str, wanted: tuple[ZaloRequest, str]) -> None:
    assert request_in_text(text) == wanted


def test_an_event_of_each_kind() -> None:
    text = {"event_name": "user_send_text", "timestamp": "1", "sender": {"id": USER}, "message": {"msg_id": "m1", "text": "mã"}}
    read = events.read_call(json.dumps(text).encode())
    assert (read.kind, read.user, read.text, read.timestamp, read.key) == (ZaloEventKind.TEXT, USER, "mã", "1", "user_send_text:m1")
    follow = events.read_call(b'{"event_name":"follow","timestamp":1757000000000,"follower":{"id":"88"}}')
    assert (follow.kind, follow.user, follow.timestamp) == (ZaloEventKind.FOLLOW, "88", "1757000000000")
    for name in ("unfollow", "user_seen_message", "user_send_image", "oa_send_text", "", "không có"):
        assert events.read_call(json.dumps({"event_name": name}).encode()).kind is ZaloEventKind.OTHER
    assert USER not in repr(read), "an event is never readable in a log"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["event_name", "timestamp", "sender", "follower", "message", "id", "text", "msg_id"]), inner, max_size=5
    ),
    max_leaves=12,
)  # fmt: skip


@given(json_values | st.just({"event_name": "user_send_text"}))
def test_any_json_is_some_event(said: object) -> None:
    assert isinstance(events.read_call(json.dumps(said).encode()).kind, ZaloEventKind)


@given(st.binary(max_size=60))
def test_any_bytes_are_some_event(body: bytes) -> None:
    assert isinstance(events.read_call(body).kind, ZaloEventKind)


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        (0, ZaloOutcome.SENT),
        (-100, ZaloOutcome.RETRY),
        (-108, ZaloOutcome.NUMBER),
        (-118, ZaloOutcome.SMS),
        (-115, ZaloOutcome.STOP),
        (-124, ZaloOutcome.TOKEN),
        (-133, ZaloOutcome.MORNING),
        (-144, ZaloOutcome.TOMORROW),
        (-131, ZaloOutcome.TEMPLATE),
        (-105, ZaloOutcome.CONFIGURATION),
        (-149, ZaloOutcome.BUG),
        (-9_999, ZaloOutcome.RETRY),
    ],
)
def test_what_a_code_means(code: int, wanted: ZaloOutcome) -> None:
    assert outcome_of(code) is wanted


def test_every_published_code_is_in_the_table() -> None:
    published = {*range(-120, -99), *range(-120, -116), -124, *range(-129, -124), *range(-144, -129), *range(-151, -144)}
    assert published - {-121, -122, -123} - OUTCOMES.keys() == set()
    assert {-1121, -1122, -1124, -1351, -1441, -1491, *range(-153, -150), *range(-162, -157)} <= OUTCOMES.keys()


def test_a_message_waits_for_the_morning_or_the_next_day() -> None:
    morning, tomorrow = error_for(-133, NIGHT), error_for(-144, NIGHT)
    assert isinstance(morning, GatewayBusy) and morning.until == datetime(2021, 5, 31, 23, 5, tzinfo=UTC)
    assert isinstance(tomorrow, GatewayBusy) and tomorrow.until == datetime(2021, 5, 31, 17, 5, tzinfo=UTC)
    later = error_for(-133, NIGHT + timedelta(hours=6))
    assert isinstance(later, GatewayBusy) and later.until == datetime(2021, 5, 31, 23, 5, tzinfo=UTC)
    assert isinstance(error_for(-140, NIGHT), GatewayRefused)


def test_approved_texts() -> None:
    assert zns_templates("") == {}
    assert zns_templates("signin_code:259340:code=otp, contact_notice:26") == {
        "signin_code": ZnsTemplate("259340", {"code": "otp"}), "contact_notice": ZnsTemplate("26")
    }  # fmt: skip
    for wrong in ("x", "x:y", "a:1,a:2", "a:1:b", "a:1:b=c:d", "a b:1", ":1", "a:１"):
        with pytest.raises(ValueError):
            zns_templates(wrong)
