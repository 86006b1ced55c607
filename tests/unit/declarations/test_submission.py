"""What a page sends, read without trusting a byte of it."""

from __future__ import annotations

import json
import random
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truyvet.declarations.actions import DeclarationResult
from truyvet.declarations.api.schema import AcceptedBody, SubmissionBody, parse_submission
from truyvet.declarations.rules.declaration_time import correct_phone_time, deletion_day
from truyvet.declarations.rules.submission import MADE_FOR, DeclarationRefused, Submission
from truyvet.declarations.rules.triage import TriageClass
from truyvet.declarations.views.submit import accepted_response

NOW = datetime(2021, 5, 31, 1, tzinfo=UTC)
GOOD: dict[str, Any] = {
    "event_id": "6f1a3c1e-7c3e-4e39-9d6f-3f2f8a8f5b11", "form": "whole_population", "version": "2022-03.1", "language": "vi",
    "consent": "2022-03.1", "made_for": "self", "made_at": 1_622_422_800, "sent_at": "2021-05-31T01:00:02.123Z",
    "answers": {"fullName": "A"},
}  # fmt: skip


def test_a_whole_one() -> None:
    said = parse_submission(GOOD)
    assert (said.event_id, said.made_at, said.sent_at) == (uuid.UUID(GOOD["event_id"]), NOW, NOW + timedelta(seconds=2))
    assert not said.is_vouched_for
    assert "fullName" not in repr(said)


@pytest.mark.parametrize(("name", "value"), [
    ("event_id", "x"), ("event_id", None), ("event_id", 5), ("form", ""), ("form", "a" * 25), ("form", "a\nb"), ("language", "fr"),
    ("made_for", "dog"), ("made_at", "gestern"), ("made_at", float("nan")), ("made_at", -1), ("made_at", 10**400), ("made_at", True),
    ("made_at", "2021-05-31T01:00:00"), ("answers", []), ("answers", {"a": "\ud800"}), ("answers", {"a": "x\u0000"}),
    ("answers", {"a": float("inf")}), ("answers", {str(n): 1 for n in range(201)}), ("answers", {"a": "x" * 70_000}), ("relative_id", "1"),
    ("relative_id", 0), ("tie", "boss"), ("consent", "ă"),
])  # fmt: skip
def test_what_is_refused_is_named(name: str, value: object) -> None:
    with pytest.raises(DeclarationRefused) as refused:
        parse_submission({**GOOD, name: value})
    assert [problem.field for problem in refused.value.refusals] == [name]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(sorted(GOOD)) | st.text(max_size=6), JSON, max_size=12))
def test_anything_is_a_declaration_or_a_list_of_reasons(body: dict[str, object]) -> None:
    try:
        said = parse_submission(body)
    except DeclarationRefused as refused:
        assert refused.refusals
    else:
        assert isinstance(said, Submission)
        said.body().encode()


def test_fifty_thousand_hostile_bodies() -> None:
    dice = random.Random(31052021)
    nasty = [None, True, -1, 2**70, 1e308, "", "x" * 300, "\u202e", "0", "2021-02-30", [], {}, {"a": [1]}, "vi", "self", GOOD["event_id"]]
    taken = 0
    for _ in range(50_000):
        body = dict(GOOD)
        for name in dice.sample(sorted(GOOD), dice.randint(0, 3)):
            if dice.random() < 0.2:
                del body[name]
            else:
                body[name] = dice.choice(nasty)
        try:
            parse_submission(json.loads(json.dumps(body)))
            taken += 1
        except DeclarationRefused as refused:
            assert all(problem.field in GOOD and problem.code for problem in refused.refusals)
    assert 10_000 < taken < 40_000


def test_a_wrong_clock_is_corrected_and_never_ahead() -> None:
    assert correct_phone_time(NOW - timedelta(hours=1), None, NOW) == NOW - timedelta(hours=1)
    assert correct_phone_time(NOW + timedelta(hours=3), None, NOW) == NOW
    off = timedelta(hours=36)
    assert correct_phone_time(NOW - timedelta(hours=1) + off, NOW + off, NOW) == NOW - timedelta(hours=1)
    near = timedelta(seconds=90)
    assert correct_phone_time(NOW - timedelta(hours=1), NOW + near, NOW) == NOW - timedelta(hours=1)


def test_the_day_of_deletion_is_local() -> None:
    assert deletion_day(datetime(2021, 5, 30, 16, 59, tzinfo=UTC)).isoformat() == "2021-06-20"
    assert deletion_day(datetime(2021, 5, 30, 17, 0, tzinfo=UTC)).isoformat() == "2021-06-21"


def test_the_description_knows_every_field_of_a_submission() -> None:
    described = SubmissionBody.model_json_schema()
    assert set(described["properties"]) == set(GOOD) | {"relative_id", "tie"}
    assert set(described["required"]) == set(GOOD) - {"sent_at"}
    assert described["properties"]["made_for"]["enum"] == list(MADE_FOR)


def test_the_answers_of_the_door_are_those_of_the_description() -> None:
    declared = DeclarationResult("K7", 1, TriageClass.NOTHING, (), True, False, True, False, False)
    AcceptedBody.model_validate_json(accepted_response(declared).content, strict=True)
