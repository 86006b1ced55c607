"""Reads the fields of a template that came as JSON: each is known, and of the kind that it must be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final

MAX_PARAM_LENGTH: Final = 1_000
"""Characters; longer than any text that a parameter could stand in."""
_SENDER: Final = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 ._-]{1,11}")
"""Operators take names of eleven letters at most (Decree 91/2020/NĐ-CP) [K]; a number alone is no name."""


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, date) or bool(date.fromisoformat(str(value)))
    except ValueError:
        return False


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


FIELDS: Final[Mapping[str, Callable[[object], bool]]] = {
    "name": _is_text,
    "version": lambda value: _is_text(value) or _is_count(value),
    "source": _is_text,
    "valid_from": _is_day,
    "priority": lambda value: value in ("code", "notice", "reminder"),
    "quiet_hours": _is_flag,
    "max_length": _is_count,
    "lasts_seconds": _is_count,
    "secret": _is_flag,
    "only_to": lambda value: value in ("", "zalo", "push", "voice", "email"),
    "params": lambda value: _params(value) is not None,
    "text": lambda value: isinstance(value, str) or (isinstance(value, Mapping) and all(isinstance(each, str) for each in value.values())),
}
"""Field → whether a value can be used. ``sender`` has a reason of its own."""


def field_problems(raw: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Returns code and field of every field that is not known or holds a wrong value."""
    for name, value in raw.items():
        if name == "sender":
            if not isinstance(value, str) or not _SENDER.fullmatch(value):
                yield "sender_name", name
        elif name not in FIELDS:
            yield "unknown_field", name
        elif not FIELDS[name](value):
            yield "wrong_value", name


def read_params(raw: Mapping[str, object]) -> Mapping[str, int] | None:
    """Returns parameter → most characters; None when the template declares nothing, and nothing when what it declares is wrong."""
    return None if "params" not in raw else _params(raw["params"]) or {}


def _params(value: object) -> dict[str, int] | None:
    if isinstance(value, list):
        return dict.fromkeys(value, 30) if all(isinstance(each, str) for each in value) else None
    if not isinstance(value, Mapping):
        return None
    made = {name: most for name, most in value.items() if isinstance(most, int) and not isinstance(most, bool)}
    return made if len(made) == len(value) and all(0 < most <= MAX_PARAM_LENGTH for most in made.values()) else None
