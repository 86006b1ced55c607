"""How long things live: the figures fit each other, and the data say why."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from typing import Any

from truyvet.codes.code_reasons import CodeReason
from truyvet.keys.rules.signing_key_validity import KEY_VALIDITY
from truyvet.passes import labels
from truyvet.passes.rules import pass_validity
from truyvet.passes.rules.gate_verdict import OWN_REASONS
from truyvet.passes.rules.pass_validity import VALIDITY
from truyvet.venues.rules.requirements import requirement
from truyvet.venues.rules.venue_kinds import KINDS

DECLARED = datetime(2021, 5, 31, 0, 40, tzinfo=UTC)


def test_a_pass_may_be_given_until_it_would_end() -> None:
    ends = pass_validity.pass_end(DECLARED)
    assert pass_validity.is_fresh(DECLARED, ends - timedelta(seconds=1))
    assert not pass_validity.is_fresh(DECLARED, ends)
    assert pass_validity.card_end(DECLARED) > ends


def test_no_kind_of_venue_asks_for_less_than_the_code_can_prove() -> None:
    for kind in KINDS:
        asked = requirement(kind)
        assert timedelta(hours=asked.pass_hours) <= VALIDITY.phone, kind
        assert timedelta(days=asked.card_days) <= VALIDITY.card, kind


def test_a_card_is_believed_to_its_last_day() -> None:
    for life in (KEY_VALIDITY.sign, KEY_VALIDITY.seal):
        assert life.believed >= VALIDITY.card


def test_an_open_hold_has_a_day_too() -> None:
    day = date(2021, 5, 31)
    assert pass_validity.hold_deletion_day(day, None) == day + VALIDITY.hold_longest + VALIDITY.hold
    assert pass_validity.hold_deletion_day(day, day) == day + VALIDITY.hold


def test_every_figure_says_why() -> None:
    said = tomllib.loads(files("truyvet.passes").joinpath("data", "validity.toml").read_text("utf-8"))
    assert said["source"] == "ours"

    def figures(part: dict[str, Any]) -> None:
        if any(type(value) is int for value in part.values()):
            assert len(part["why"]) > 30, part
        for value in part.values():
            if isinstance(value, dict):
                figures(value)

    figures(said)


def test_every_reason_has_words_and_no_word_tells_of_health() -> None:
    assert set(labels.REASONS) == {"", *OWN_REASONS, *(reason.value for reason in CodeReason)}
    for reason, line in labels.all_reason_words().items():
        assert len(line) <= 60, (reason, line)
        assert not [bad for bad in ("sốt", "ho ", "dương", "cách ly", "F1", "bệnh") if bad in line], line
