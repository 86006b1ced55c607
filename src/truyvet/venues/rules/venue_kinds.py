"""Kinds of venue, and the assurance that each source gives, from a data file that is read and checked once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Final

from truyvet.tracing.contact_definition import parse_duration


class VisitSource(StrEnum):
    """How a visit became known."""

    SCAN = "scan"
    GATE = "gate"
    CARD = "card"
    MANUAL = "manual"
    IMPORT = "import"
    DECLARED = "declared"


class Assurance(StrEnum):
    """How sure it is that the person was there."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class GroupKind(StrEnum):
    """What people of a roster share."""

    LINE = "line"
    SHIFT = "shift"
    ROOM = "room"
    CLASS = "class"
    COACH = "coach"
    OTHER = "other"


ASSURANCES: Final = tuple(Assurance)
"""The number of an assurance in a visit row is its place here."""
GROUP_KINDS: Final = tuple(GroupKind)
"""The number of a group's kind in a roster row is its place here."""


@dataclass(frozen=True, slots=True)
class VenueKind:
    """A kind of venue. ``longest`` in seconds; ``crowd``: unattended scans in ten minutes."""

    code: str
    vi: str
    en: str
    longest: int
    crowd: int


def _read() -> tuple[dict[str, VenueKind], dict[VisitSource, Assurance]]:
    values = tomllib.loads(files("truyvet.venues").joinpath("data", "kinds.toml").read_text("utf-8"))
    kinds = {
        code: VenueKind(code, said["vi"], said["en"], parse_duration(f"{code}.longest", said["longest"]), int(said["crowd"]))
        for code, said in values["kinds"].items()
    }
    proves = {VisitSource(source): Assurance(said) for source, said in values["assurance"].items()}
    if "other" not in kinds or set(proves) != set(VisitSource):
        raise ValueError("venues/data/kinds.toml: needs the kind 'other' and an assurance for each source")
    return kinds, proves


KINDS, PROVES = _read()
KIND_CODES: Final = tuple(KINDS)
"""The number of a kind in a venue row is its place here."""


def kind_of(code: str) -> VenueKind:
    """Returns the kind of this code, and ``other`` for an unknown one."""
    return KINDS.get(code, KINDS["other"])


def assurance_of(source: VisitSource, stated: Assurance | None) -> Assurance:
    """Returns what was stated, or else what the source gives by itself."""
    return stated or PROVES[source]
