"""Lists the adapters of this installation: what each is, what of it is confirmed, and whether it is on. Never a secret."""

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


class FormatBasis(StrEnum):
    """The evidence for a wire format."""

    OURS = "ours"
    STANDARD = "standard"
    CODE = "code"
    PUBLISHED = "published"
    UNCONFIRMED = "unconfirmed"
    NONE = "none"


class AdapterGroup(StrEnum):
    """The heading of an adapter on the page."""

    MESSAGES = "messages"
    CODES = "codes"
    GATES = "gates"
    DECLARATIONS = "declarations"


class AdapterState(StrEnum):
    """The state of an adapter in this installation."""

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
    group: AdapterGroup
    basis: FormatBasis
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
def load_adapters() -> tuple[Adapter, ...]:
    """Loads all adapters, in the order of the file. Raises ValueError naming what cannot be used."""
    raw = tomllib.loads(files("truyvet.exchange").joinpath("data", "connections.toml").read_text("utf-8"))
    return tuple(_adapter(each) for each in raw["adapter"])


def adapter_state(adapter: Adapter) -> AdapterState:
    """Returns whether the adapter works in this installation, from its settings alone; nothing outside is contacted."""
    return CHECKS[adapter.state](zalo.zalo_settings())


def _state_if(is_set: bool) -> AdapterState:
    return AdapterState.ON if is_set else AdapterState.UNSET


CHECKS: Final[Mapping[str, Callable[[ZaloSettings], AdapterState]]] = {
    "on": lambda _zalo: AdapterState.ON,
    "none": lambda _zalo: AdapterState.NONE,
    "zalo_listens": lambda zalo: _state_if(zalo.listens),
    "zalo_speaks": lambda zalo: _state_if(zalo.speaks),
    "zns": lambda zalo: _state_if(zalo.speaks and bool(zalo.zns)),
}


def _adapter(raw: dict[str, Any]) -> Adapter:
    fields = raw | {"group": AdapterGroup(raw["group"]), "basis": FormatBasis(raw["basis"]), "settings": tuple(raw.get("settings", ()))}
    adapter = Adapter(**fields)
    for words in (adapter.name, adapter.confirmed, adapter.unconfirmed, adapter.source):
        if set(words) != set(LANGUAGES):
            raise ValueError(f"connections.toml: {adapter.code} needs vi and en")
    if adapter.state not in CHECKS:
        raise ValueError(f"connections.toml: {adapter.code} has an unknown state")
    return adapter
