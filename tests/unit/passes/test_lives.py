"""How long things live: the figures fit each other, and the data say why."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from typing import Any

from truyvet.codes.reasons import Reason
from truyvet.passes import words
from truyvet.passes.rules import lives
from truyvet.passes.rules.gate import OWN_REASONS
from truyvet.passes.rules.lives import LIVES
from truyvet.venues.rules.kinds import KINDS
from truyvet.venues.rules.requirements import requirement

DECLARED = datetime(2021, 5, 31, 0, 40, tzinfo=UTC)


def test_a_pass_may_be_given_until_it_would_end() -> None:
    ends = lives.pass_ends(DECLARED)
    assert lives.fresh(DECLARED, ends - timedelta(seconds=1))
    assert not lives.fresh(DECLARED, ends)
    assert lives.card_ends(DECLARED) > ends


def test_no_kind_of_venue_asks_for_less_than_the_code_can_prove() -> None:
    for kind in KINDS:
        asked = requirement(kind)
        assert timedelta(hours=asked.pass_hours) <= LIVES.phone, kind
        assert timedelta(days=asked.card_days) <= LIVES.card, kind


def test_a_card_is_believed_to_its_last_day() -> None:
    for life in LIVES.keys.values():
        assert life.believed >= LIVES.card


def test_an_open_hold_has_a_day_too() -> None:
    day = date(2021, 5, 31)
    assert lives.delete_hold_on(day, None) == day + LIVES.hold_longest + LIVES.hold
    assert lives.delete_hold_on(day, day) == day + LIVES.hold


def test_every_figure_says_why() -> None:
    said = tomllib.loads(files("truyvet.passes").joinpath("data", "lives.toml").read_text("utf-8"))
    assert said["source"] == "ours"

    def figures(part: dict[str, Any]) -> None:
        if any(type(value) is int for value in part.values()):
            assert len(part["why"]) > 30, part
        for value in part.values():
            if isinstance(value, dict):
                figures(value)

    figures(said)


def test_every_reason_has_words_and_no_word_tells_of_health() -> None:
    assert set(words.REASONS) == {"", *OWN_REASONS, *(reason.value for reason in Reason)}
    for reason, line in words.all_reason_words().items():
        assert len(line) <= 60, (reason, line)
        assert not [bad for bad in ("sốt", "ho ", "dương", "cách ly", "F1", "bệnh") if bad in line], line
