"""Reads how answers are understood from its file, and refuses words by which an illness could be read as health."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Final

from truyvet.core.toml_table import DataFileError, TomlTable, parse_toml
from truyvet.messaging import message_templates
from truyvet.messaging.rules.answer_text import AnswerRule, AskedOf, rule_problems
from truyvet.messaging.send_limits import limit_rule

FILE: Final = "answers.toml"
MAX_MINUTES: Final = 7 * 24 * 60


@cache
def answer_rule() -> AnswerRule:
    """Returns the figures and words in force. Raises DataFileError."""
    errors: list[str] = []
    table = parse_toml((files("truyvet.messaging") / "data" / FILE).read_text(encoding="utf-8"), FILE, errors)
    questions, names = table.table("questions"), {each.name for each in message_templates.templates().values()}
    rule = AnswerRule(
        version=table.text("version"), source=table.text("source"), well=table.texts("well"), ill=table.texts("ill"),
        denials=table.texts("denials"),
        questions={name: AskedOf(questions.one_of(name, tuple(AskedOf))) for name in questions.values},
        question_lasts=timedelta(hours=table.whole("question_lasts_hours", 1, 168, needed=True)),
        same_within=_minutes(table, "same_within"), unused_after=_minutes(table, "unused_after"),
        unclear_within=_minutes(table, "unclear_within"), ill_within=_minutes(table, "ill_within"),
        district_after=_minutes(table, "district_after"), replies=table.texts("replies"),
    )  # fmt: skip
    questions.done()
    table.done()
    errors += [f"{FILE}: {problem}" for problem in rule_problems(rule, limit_rule().stop_words)]
    errors += [f"{FILE}: no text is called {name}" for name in {*rule.questions, *rule.replies} - names]
    if errors:
        raise DataFileError(errors)
    return rule


def _minutes(table: TomlTable, name: str) -> timedelta:
    return timedelta(minutes=table.whole(f"{name}_minutes", 1, MAX_MINUTES, needed=True))
