"""What an answer says. The one thing that must never happen: a text of somebody ill is read as "well"."""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truyvet.core.text_folding import fold
from truyvet.messaging.answer_rule_file import answer_rule
from truyvet.messaging.rules.answer_text import AnswerMeaning, answer_meaning, rule_problems
from truyvet.messaging.rules.inbound_state import OPEN_STATES, TRANSITIONS, InboundState, due_of
from truyvet.messaging.rules.send_limit import is_stop_answer
from truyvet.messaging.send_limits import limit_rule

TABLE = tomllib.loads(Path(__file__).with_name("answers.toml").read_text(encoding="utf-8"))
RULE = answer_rule()
SYMPTOMS = [phrase for phrase in RULE.ill if not phrase.isdigit()]
WORDS = st.sampled_from([*RULE.well, *RULE.denials, *SYMPTOMS, "1", "2", "3", "người", "nha", "bi", "và", "nhung", "?", ".", "😷"])


@pytest.mark.parametrize(("meaning", "text"), [(kind, text) for kind in ("well", "ill", "unclear") for text in TABLE[kind]])
def test_each_example_is_understood_so(meaning: str, text: str) -> None:
    assert answer_meaning(text, RULE) == meaning


def test_a_wish_to_stop_is_no_answer_about_health() -> None:
    for text in TABLE["stop"]:
        assert is_stop_answer(text, limit_rule()) and answer_meaning(text, RULE) is AnswerMeaning.UNCLEAR


@given(before=st.lists(WORDS, max_size=4), ill=st.sampled_from(SYMPTOMS), after=st.lists(WORDS, max_size=4), bare=st.booleans())
@settings(max_examples=100, deadline=None, derandomize=True)
def test_no_text_that_names_a_symptom_is_well(before: list[str], ill: str, after: list[str], bare: bool) -> None:
    text = " ".join((*before, ill, *after))
    for each in (text, text.upper(), fold(text) if bare else f"  {text}!"):
        assert answer_meaning(each, RULE) is not AnswerMeaning.WELL


@given(text=st.text(max_size=60) | st.lists(WORDS, min_size=2, max_size=6).map(" ".join))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_well_is_one_of_the_phrases_and_nothing_else(text: str) -> None:
    if answer_meaning(text, RULE) is AnswerMeaning.WELL:
        letters = "".join(each for each in fold(unicodedata.normalize("NFKC", text)) if each.isalnum())
        assert letters in {"".join(fold(phrase).split()) for phrase in RULE.well}


def test_a_file_that_could_read_an_illness_as_health_is_refused() -> None:
    for phrase in ("không khỏe", "hết ho", "khỏe?", "2", "stop"):
        assert rule_problems(replace(RULE, well=(phrase,)), limit_rule().stop_words), phrase


def test_nothing_but_a_word_about_its_end_ends_a_text() -> None:
    for state in OPEN_STATES:
        assert InboundState.CLOSED in TRANSITIONS[state] and TRANSITIONS[state] - {*OPEN_STATES, InboundState.CLOSED} == set()
    at = datetime(2021, 5, 30, 1, tzinfo=UTC)
    assert due_of(at, "mẹ tôi khó thở, không ngủ được", RULE) - at == timedelta(hours=1) < due_of(at, "alo", RULE) - at
