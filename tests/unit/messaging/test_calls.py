"""When telephones ring by themselves, what a provider may say, and what a recording must be."""

from __future__ import annotations

import io
import wave
from datetime import UTC, datetime

import pytest

from truyvet.messaging.call_plan_file import call_plan
from truyvet.messaging.rules.call_plan import first_call, next_call, read_call_result
from truyvet.messaging.rules.receipt import ReceiptOutcome
from truyvet.messaging.rules.voice_address import VoiceAddress
from truyvet.messaging.rules.voice_prompt import RecordingRefused, recording_seconds
from truyvet.site.voice_variable import voice_address

NO_ANSWER, BUSY, MACHINE = ReceiptOutcome.NO_ANSWER, ReceiptOutcome.LINE_BUSY, ReceiptOutcome.MACHINE


def local(clock: str, day: int = 31) -> datetime:
    """A moment in Vietnam, seven hours before UTC."""
    hour, minute = map(int, clock.split(":"))
    return datetime.fromtimestamp(datetime(2021, 5, day, hour, minute, tzinfo=UTC).timestamp() - 7 * 3600, UTC)


def wav(seconds: float, *, rate: int = 8_000, channels: int = 1, width: int = 2) -> bytes:
    """Silence."""
    kept = io.BytesIO()
    with wave.open(kept, "wb") as sound:
        sound.setnchannels(channels)
        sound.setsampwidth(width)
        sound.setframerate(rate)
        sound.writeframes(bytes(int(seconds * rate) * channels * width))
    return kept.getvalue()


@pytest.mark.parametrize(("now", "then"), [
    ("07:59", "08:00"), ("08:00", "08:00"), ("11:29", "11:29"), ("11:30", "13:30"), ("16:59", "16:59"), ("17:10", "17:30"),
    ("19:59", "19:59"),
])  # fmt: skip
def test_a_first_call_waits_for_the_hours_of_calls(now: str, then: str) -> None:
    assert first_call(local(now), call_plan()) == local(then)


def test_the_evening_ends_and_the_morning_begins() -> None:
    assert first_call(local("20:00", 30), call_plan()) == local("08:00") == first_call(local("00:10"), call_plan())


@pytest.mark.parametrize(("now", "outcome", "then"), [
    ("08:30", NO_ANSWER, "13:30"), ("08:30", MACHINE, "13:30"), ("13:40", NO_ANSWER, "17:30"), ("08:30", BUSY, "08:45"),
    ("11:20", BUSY, "13:30"),
])  # fmt: skip
def test_a_telephone_rings_again_in_another_part_of_the_day(now: str, outcome: ReceiptOutcome, then: str) -> None:
    assert next_call(local(now), call_plan(), calls=1, outcome=outcome) == local(then)


def test_not_for_ever() -> None:
    plan = call_plan()
    assert next_call(local("18:00", 30), plan, calls=2, outcome=NO_ANSWER) == local("08:00")
    assert next_call(local("09:00"), plan, calls=plan.most_calls, outcome=BUSY) is None


@pytest.mark.parametrize(("body", "outcome", "key"), [
    ({"id": "a-1", "outcome": "answered", "key": "2"}, ReceiptOutcome.DELIVERED, "2"),
    ({"id": "a-1", "outcome": "answered", "key": 1}, ReceiptOutcome.DELIVERED, "1"),
    ({"id": "a-1", "outcome": "answered", "key": "9"}, ReceiptOutcome.DELIVERED, ""),
    ({"id": "a-1", "outcome": "machine", "key": "1"}, MACHINE, ""),
])  # fmt: skip
def test_a_report_in_our_words(body: object, outcome: ReceiptOutcome, key: str) -> None:
    found = read_call_result(body, call_plan().providers["truyvet"])
    assert found is not None and (found.call_id, found.outcome, found.key) == ("a-1", outcome, key)


@pytest.mark.parametrize("body", [None, [], {}, {"id": "a"}, {"id": "", "outcome": "busy"}, {"id": 5, "outcome": "busy"},
                                  {"id": "a", "outcome": "gone"}, {"id": "a", "outcome": ["busy"]}])  # fmt: skip
def test_what_is_no_report(body: object) -> None:
    assert read_call_result(body, call_plan().providers["truyvet"]) is None


def test_a_recording_is_what_telephones_play() -> None:
    assert (recording_seconds(wav(3)), recording_seconds(wav(59.9))) == (3, 59)
    good = wav(10)
    for code, data in (
        ("format", b""), ("format", b"RIFF"), ("format", b"ID3" + bytes(99)), ("format", wav(5, rate=16_000)),
        ("format", wav(5, channels=2)),
        ("format", bytes.fromhex("52494646ff00000057415645666d742010000000ff010001") + bytes(40)),  # a chunk longer than its file
        ("format", wav(5, width=1)), ("seconds", wav(2.9)), ("seconds", wav(60.5)), ("size", wav(63)), ("seconds", good[:2_000]),
    ):  # fmt: skip
        with pytest.raises(RecordingRefused) as refused:
            recording_seconds(data)
        assert refused.value.code == code


def test_the_setting() -> None:
    assert voice_address("") is None
    assert voice_address("https://:to%2Fken@calls.example.vn:8443/v1/") == VoiceAddress("https://calls.example.vn:8443/v1", "to/ken")
    assert voice_address("http://:t@127.0.0.1:1/?provider=other") == VoiceAddress("http://127.0.0.1:1", "t", "other")
    for text in ("http://:t@calls.example.vn", "https://calls.example.vn", "ftp://:t@x", "https://:t@x?window=1", "calls"):
        with pytest.raises(ValueError):
            voice_address(text)
