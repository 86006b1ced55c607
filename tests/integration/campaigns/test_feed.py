"""A telecom company's server: the documented example is what the door takes; each event once, each arrival told once."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from truyvet.campaigns.models import Arrival, FeedEvent
from truyvet.campaigns.rules import feed
from truyvet.campaigns.rules.feed import BadFeed, read_feed
from truyvet.messaging.models import Message

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.db
PAGE = Path(__file__).resolve().parents[3] / "docs/reference/arrival-feed.md"


def test_the_documented_request_is_taken_once_told_once_and_ends_with_the_key(
    client: Client, client_for: Callable[..., Client], units: dict[str, int], house_clock: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = client_for("province_officer", "24")
    made = office.post("/doi-tac/", {"name": "Nhà mạng Ví Dụ", "certificate": ""}).content.decode()
    key = re.search(r"[0-9a-f]{48}", made)
    assert key is not None and key[0] not in office.get("/doi-tac/").content.decode()
    request, wanted = (json.loads(each) for each in re.findall(r"```json\n(.*?)```", PAGE.read_text("utf-8"), re.S)[:2])

    def post(body: Any, bearer: str = key[0]) -> tuple[int, Any]:
        got = client.post("/api/arrivals/v1/", json.dumps(body), content_type="application/json", HTTP_AUTHORIZATION=f"Bearer {bearer}")
        return got.status_code, got.json()

    for each in request["events"]:
        each["at"] = each["at"].replace("2026-11-30", house_clock.date().isoformat())
    assert post(request, "x" * 48) == (401, {"error": "unknown_key"})
    assert post(request) == (200, wanted) == post(request)
    assert (Arrival.objects.count(), Message.objects.count(), FeedEvent.objects.count()) == (1, 1, 1)
    assert Arrival.objects.get().commune_id == units["07783"]
    other = {"events": [{**request["events"][0], "commune": "07444"}]}
    assert post(other)[1]["results"][0]["reason"] == "event_conflict"
    again = {"events": [{**request["events"][0], "event_id": str(uuid.uuid4())}]}
    assert post(again)[1]["results"][0]["state"] == "known" and Message.objects.count() == 1
    monkeypatch.setattr("truyvet.campaigns.actions.partners.MAX_EVENTS_PER_DAY", 2)
    assert post(again) == (429, {"error": "day_full"})
    office.post(re.findall(r"/doi-tac/[^/]+/ngung/", made)[0])
    assert post(request)[0] == 401


def test_what_cannot_be_read_is_refused_whole_and_a_bad_event_alone(now: datetime) -> None:
    for body, word in ((b"[]", "no_events"), (b"{", "not_json"), (b'{"events": []}', "no_events")):
        with pytest.raises(BadFeed, match=word):
            read_feed(body, now)
    good = {"event_id": str(uuid.uuid4()), "phone": "0912000001", "commune": "07783", "at": now.isoformat()}
    late, naive = (now - feed.MAX_AGE - timedelta(seconds=1)).isoformat(), now.replace(tzinfo=None).isoformat()
    events = [good, 7, {**good, "event_id": "x"}, {**good, "phone": "12"}, {**good, "at": late}, {**good, "at": naive}, {**good, "at": "x"}]
    read = read_feed(json.dumps({"events": events}).encode(), now)
    assert [each.reason for each in read] == ["", "event_id", "event_id", "phone", "at", "at", "at"] and read[0].phone == "+84912000001"
    with pytest.raises(BadFeed, match="too_many_events"):
        read_feed(json.dumps({"events": [good] * (feed.MAX_EVENTS + 1)}).encode(), now)
