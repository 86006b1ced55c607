"""Whether and as whom this installation speaks to push services, and to which."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from http.client import HTTPConnection, HTTPSConnection
from importlib.resources import files
from typing import Final

from django.conf import settings

from truyvet.core.toml_table import DataFileError, parse_toml
from truyvet.messaging.rules.push_first import PushRule

FILE: Final = "push.toml"
TIMEOUT_S: Final = 5.0
"""For the connection and again for the answer; ours."""


def _connect(host: str) -> HTTPConnection:
    """No proxy of the environment and no redirection is followed: a push goes to a host of the list, or nowhere."""
    return HTTPSConnection(host, timeout=TIMEOUT_S)


@dataclass(frozen=True, slots=True)
class PushSettings:
    """``contact``: whom a push service writes to when something is the matter with us (RFC 8292 §2.1); empty: nothing is sent."""

    contact: str = ""
    connect: Callable[[str], HTTPConnection] = field(default=_connect)


def push_settings() -> PushSettings:
    """Returns those of this installation; a demonstration never speaks to the outside."""
    return PushSettings() if settings.TRUYVET_DEMO else PushSettings(settings.TRUYVET_PUSH)


@cache
def push_rule() -> PushRule:
    """Returns the hosts and minutes in force. Raises DataFileError."""
    errors: list[str] = []
    table = parse_toml((files("truyvet.messaging") / "data" / FILE).read_text(encoding="utf-8"), FILE, errors)
    minutes = table.table("text_after_minutes")
    text_after = {name: timedelta(minutes=minutes.whole(name, 1, 24 * 60)) for name in sorted(minutes.values)}
    rule = PushRule(table.text("version"), table.text("source"), frozenset(table.texts("hosts")), text_after)
    minutes.done()
    table.done()
    if not rule.hosts:
        errors.append(f"{FILE}: hosts: is missing")
    if errors:
        raise DataFileError(errors)
    return rule
