"""Loads the message texts and the delivery figures from their files; everything wrong is reported at once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, time, timedelta
from functools import cache
from importlib.resources import files
from typing import TypeVar

from truyvet.messaging.rules.delivery import DeliveryRule
from truyvet.messaging.rules.message_template import MessagePriority, MessageTemplate, TextInvalid, template_problems
from truyvet.messaging.rules.route_share import RouteRule

Value = TypeVar("Value")

FOLDER = "templates_text"
DELIVERY = "delivery.toml"


def _table(raw: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = raw.get(key, {})
    if not isinstance(value, dict):
        raise TypeError(key)
    return value


def _take(raw: Mapping[str, object], key: str, kind: type[Value]) -> Value:
    value = raw[key]
    if not isinstance(value, kind):
        raise TypeError(key)
    return value


def read_template(raw: Mapping[str, object]) -> MessageTemplate:
    """Returns a MessageTemplate from a parsed file. Raises KeyError or TypeError naming the key."""
    return MessageTemplate(
        name=_take(raw, "name", str),
        version=_take(raw, "version", str),
        source=_take(raw, "source", str),
        valid_from=_take(raw, "valid_from", date),
        priority=MessagePriority[_take(raw, "priority", str).upper()],
        quiet_hours=_take(raw, "quiet_hours", bool),
        max_length=_take(raw, "max_length", int),
        lasts=timedelta(seconds=_take(raw, "lasts_seconds", int)),
        secret=_take(raw, "secret", bool),
        params={name: int(str(most)) for name, most in _table(raw, "params").items()},
        text={language: str(text) for language, text in _table(raw, "text").items()},
        only_to=str(raw.get("only_to", "")),
    )


def read_delivery(raw: Mapping[str, object]) -> DeliveryRule:
    """Returns the DeliveryRule from its parsed file. Raises KeyError or TypeError naming the key."""
    return DeliveryRule(
        version=_take(raw, "version", str),
        source=_take(raw, "source", str),
        quiet_from=_take(raw, "quiet_from", time),
        quiet_until=_take(raw, "quiet_until", time),
        back_off=tuple(timedelta(seconds=int(wait)) for wait in _take(raw, "back_off_seconds", list)),
        lease=timedelta(seconds=_take(raw, "lease_seconds", int)),
        repeat_after=timedelta(seconds=_take(raw, "repeat_after_seconds", int)),
        receipt_within=timedelta(seconds=_take(raw, "receipt_within_seconds", int)),
        routes=_read_routes(_table(raw, "routes")),
    )


def _read_routes(raw: Mapping[str, object]) -> RouteRule:
    window, slow, pause = (timedelta(seconds=_take(raw, f"{name}_seconds", int)) for name in ("window", "slow", "pause"))
    slow_share, step, drift, rest, least = (_take(raw, name, float) for name in ("slow_share", "step", "drift", "rest", "least"))
    return RouteRule(window, slow, slow_share, pause, step, drift, rest, least, _take(raw, "min_messages", int))


@cache
def templates() -> Mapping[str, MessageTemplate]:
    """Returns every text by key ("signin_code@1"). Raises TextInvalid with all problems of all files."""
    found: dict[str, MessageTemplate] = {}
    wrong: list[str] = []
    for file in sorted((files("truyvet.messaging") / FOLDER).iterdir(), key=lambda each: each.name):
        if not file.name.endswith(".toml") or file.name == DELIVERY:
            continue
        try:
            template = read_template(tomllib.loads(file.read_text(encoding="utf-8")))
        except (KeyError, TypeError, ValueError) as error:
            wrong.append(f"{file.name}: {error}")
            continue
        wrong += template_problems(template)
        if template.key in found:
            wrong.append(f"{file.name}: {template.key} is there twice")
        found[template.key] = template
    if wrong:
        raise TextInvalid(tuple(wrong))
    return found


@cache
def delivery_rule() -> DeliveryRule:
    """Returns the figures in force."""
    raw = (files("truyvet.messaging") / FOLDER / DELIVERY).read_text(encoding="utf-8")
    return read_delivery(tomllib.loads(raw))


def current_template(name: str, on: date) -> MessageTemplate:
    """Returns the version of a text in force on a day: the newest that has begun. Raises KeyError."""
    begun = [each for each in templates().values() if each.name == name and each.valid_from <= on]
    if not begun:
        raise KeyError(name)
    return max(begun, key=lambda each: (each.valid_from, each.version))
