"""Small values that pages hand to the components: what a chip, a tab or a headline number shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SignedInReader:
    """The signed-in reader, as the page shows them; the access door puts one on ``request.who``."""

    name: str
    role: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class NavLine:
    """A drawn line of the navigation: ``here`` when the page shown lies under it."""

    label: str
    url: str
    icon: str
    here: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter as a link. ``url`` is the address of the view with the filter switched the other way."""

    label: str
    url: str
    on: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Tab:
    """Another view of the same selection, as a link."""

    label: str
    url: str
    on: bool = False
    count: int | None = None
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Headline:
    """One number of a summary strip. ``value`` is already words ("21 / 38"); ``url`` opens the rows it counts."""

    label: str
    value: str
    note: str = ""
    url: str = ""
    state: str = ""
