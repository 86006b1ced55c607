"""The adapters of this installation: what each is, what of it is confirmed, and whether it is on. Never a secret."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final

from truyvet.messaging.gateways.zalo import settings as zalo
from truyvet.messaging.gateways.zalo.settings import ZaloSettings

LANGUAGES: Final = ("vi", "en")


class Basis(StrEnum):
    """What a wire format rests on."""

    OURS = "ours"
    STANDARD = "standard"
    CODE = "code"
    PUBLISHED = "published"
    UNCONFIRMED = "unconfirmed"
    NONE = "none"


class Group(StrEnum):
    """Under which heading it stands."""

    MESSAGES = "messages"
    CODES = "codes"
    GATES = "gates"
    DECLARATIONS = "declarations"


class State(StrEnum):
    """Whether it works here."""

    ON = "on"
    UNSET = "unset"
    """Needs settings that are not there."""
    NONE = "none"
    """There is no adapter."""


@dataclass(frozen=True, slots=True)
class Adapter:
    """One adapter as the data has it. Words by language.

    ``facts`` is a paragraph of our notes on Việt Nam, ``settings`` names environment variables, ``place`` lies below
    src/truyvet.
    """

    code: str
    group: Group
    basis: Basis
    state: str
    name: Mapping[str, str]
    confirmed: Mapping[str, str]
    unconfirmed: Mapping[str, str]
    source: Mapping[str, str]
    facts: str = ""
    place: str = ""
    link: str = ""
    link_permission: str = ""
    settings: tuple[str, ...] = ()


@cache
def load() -> tuple[Adapter, ...]:
    """All of them, in the order of the file. Raises ValueError naming what cannot be used."""
    raw = tomllib.loads(files("truyvet.exchange").joinpath("data", "connections.toml").read_text("utf-8"))
    return tuple(_adapter(each) for each in raw["adapter"])


def state_of(adapter: Adapter) -> State:
    """Whether it works in this installation, from its settings alone: nothing is asked outside."""
    return CHECKS[adapter.state](zalo.read())


def _set(found: bool) -> State:
    return State.ON if found else State.UNSET


CHECKS: Final[Mapping[str, Callable[[ZaloSettings], State]]] = {
    "on": lambda _told: State.ON,
    "none": lambda _told: State.NONE,
    "zalo_listens": lambda told: _set(told.listens),
    "zalo_speaks": lambda told: _set(told.speaks),
    "zns": lambda told: _set(told.speaks and bool(told.zns)),
}


def _adapter(raw: dict[str, Any]) -> Adapter:
    told = raw | {"group": Group(raw["group"]), "basis": Basis(raw["basis"]), "settings": tuple(raw.get("settings", ()))}
    made = Adapter(**told)
    for words in (made.name, made.confirmed, made.unconfirmed, made.source):
        if set(words) != set(LANGUAGES):
            raise ValueError(f"connections.toml: {made.code} needs vi and en")
    if made.state not in CHECKS:
        raise ValueError(f"connections.toml: {made.code} has an unknown state")
    return made
