"""The phone API reads what it describes, and the page says what it reads."""

from __future__ import annotations

import json
import uuid

import pytest
from pydantic import ValidationError
from tools import phone_api_page

from truyvet.agent import key_server_client, match_report
from truyvet.devices.api import schema
from truyvet.devices.rules import message_sizes
from truyvet.devices.rules.shared_matches import SharingConsent

MATCH = {"event_id": str(uuid.uuid4()), "key_data": "A" * 22, "day": "2021-05-30", "minutes": 20, "confidence": "near", "probability": 0.75}


def test_the_page_is_what_is_read() -> None:
    assert phone_api_page.PAGE.read_text("utf-8") == phone_api_page.written(), "stale: run python -m tools.phone_api_page"


def read(**changes: object) -> schema.LogRequest:
    body = {"code": "ABC", "consent": {"version": "1", "language": "vi"}, "matches": [MATCH], "padding": "x", **changes}
    return schema.LogRequest.model_validate_json(json.dumps(body))


def test_a_match_is_read() -> None:
    (match,) = read().match_values()
    assert (match.key_data, match.probability_ppm, match.start, match.day.isoformat()) == (bytes(16), 750_000, None, "2021-05-30")
    assert read(consent=None).consent_value() == SharingConsent("", "")


@pytest.mark.parametrize(
    "changes",
    [
        {"minutes": 0}, {"minutes": True}, {"minutes": 20.0}, {"day": "2021-5-3"}, {"day": "1622332800"}, {"day": 1},
        {"probability": 1.1}, {"probability": True}, {"probability": "0.5"}, {"start": -1}, {"event_id": "x"}, {"key_data": "A" * 21 + "B"},
        {"confidence": "nearest."},
    ],
)  # fmt: skip
def test_a_match_that_is_none(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        read(matches=[{**MATCH, **changes}])


def test_lists_have_their_bounds() -> None:
    for matches in ([], [MATCH, MATCH], [{**MATCH, "event_id": str(uuid.uuid4())} for _ in range(51)]):
        with pytest.raises(ValidationError):
            read(matches=matches)


def test_the_agent_speaks_it_though_it_does_not_know_it() -> None:
    found = {"start": 1_622_300_000, "key": "00" * 16, "minutes": 20, "signal": "near", "confidence": 0.75}
    sent = match_report.report_fields(found, str(uuid.uuid4()))
    assert sent.keys() <= schema.MatchUpload.model_fields.keys()
    schema.MatchUpload.model_validate_json(json.dumps(sent))
    assert key_server_client.REQUEST_BYTES == message_sizes.REQUEST_BYTES
