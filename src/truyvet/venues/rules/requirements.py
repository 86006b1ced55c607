"""What a kind of venue asks of visitors, from a data file that is read and checked once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

from truyvet.passes.rules.gate_verdict import GatePolicy
from truyvet.venues.rules.venue_kinds import KINDS

CARD_VERDICTS: Final = frozenset({"pass", "look"})
PAPER_VERDICTS: Final = frozenset({"look", "no"})


@dataclass(frozen=True, slots=True)
class Requirement:
    """What one kind of venue asks. ``card`` and ``paper`` are verdicts of a gate ("pass", "look", "no")."""

    pass_hours: int
    """A declaration this old still opens the gate, shown by a phone."""
    card_days: int
    """The same on a printed card."""
    card: str
    paper: str
    daily_list: bool
    why_vi: str
    why_en: str


def requirement(kind: str) -> Requirement:
    """Returns what a venue of this kind asks; kinds that the file does not name ask what most venues do."""
    return _NAMED.get(kind, _DEFAULT)


def gate_policy(kind: str) -> GatePolicy:
    """Returns what venues of this kind ask, as the gate's rule wants it."""
    asked = requirement(kind)
    return GatePolicy(pass_hours=asked.pass_hours, card_days=asked.card_days, card_verdict=asked.card, paper_verdict=asked.paper)


def _made(values: Mapping[str, Any]) -> Requirement:
    made = Requirement(
        pass_hours=int(values["pass_hours"]),
        card_days=int(values["card_days"]),
        card=str(values["card"]),
        paper=str(values["paper"]),
        daily_list=bool(values["daily_list"]),
        why_vi=values["why"]["vi"],
        why_en=values["why"]["en"],
    )
    if not (0 < made.pass_hours <= 336 and 0 < made.card_days <= 30 and made.card in CARD_VERDICTS and made.paper in PAPER_VERDICTS):
        raise ValueError("venues/data/requirements.toml: hours, days or verdicts are out of bounds")
    return made


def _read() -> tuple[str, Requirement, dict[str, Requirement]]:
    values = tomllib.loads(files("truyvet.venues").joinpath("data", "requirements.toml").read_text("utf-8"))
    unknown = set(values["kinds"]) - set(KINDS)
    if unknown:
        raise ValueError(f"venues/data/requirements.toml: no such kind of venue: {sorted(unknown)}")
    named = {kind: _made({**values["default"], **said}) for kind, said in values["kinds"].items()}
    return values["version"], _made(values["default"]), named


VERSION, _DEFAULT, _NAMED = _read()
