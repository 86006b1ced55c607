"""Numbers that others gave a person: identity cards, passport, health insurance, an id in another system."""

from __future__ import annotations

import re
from enum import StrEnum


class IdentifierKind(StrEnum):
    """What kind of number it is."""

    CCCD = "cccd"
    """Citizen identity card, 12 digits."""
    CMND = "cmnd"
    """Old people's identity card, 9 digits (12 on the last series)."""
    PASSPORT = "passport"
    INSURANCE = "insurance"
    """Health-insurance card: two letters and 13 digits, or the 10 digits of the social-insurance number."""
    EXTERNAL = "external"
    """An id in a system that hands us rows; "system:id"."""


_SHAPES = {
    IdentifierKind.CCCD: re.compile(r"[0-9]{12}"),
    IdentifierKind.CMND: re.compile(r"[0-9]{9}|[0-9]{12}"),
    IdentifierKind.PASSPORT: re.compile(r"[A-Z0-9]{6,12}"),
    IdentifierKind.INSURANCE: re.compile(r"[A-Z]{2}[0-9]{13}|[0-9]{10}"),
    IdentifierKind.EXTERNAL: re.compile(r"[^\s:]{1,24}:\S{1,64}"),
}


class IdentifierInvalid(ValueError):
    """The number does not have the form of its kind. The message names the kind, never the number."""

    def __init__(self, kind: IdentifierKind) -> None:
        self.kind = kind
        super().__init__(f"not a number of kind {kind.value}")


def normalise(kind: IdentifierKind, text: str) -> str:
    """Returns ``text`` as it is stored: no spaces, dots or hyphens, capitals. Raises IdentifierInvalid.

    An external id is exact text and only loses its outer spaces.
    """
    value = text.strip() if kind is IdentifierKind.EXTERNAL else re.sub(r"[\s.\-]", "", text).upper()
    if not _SHAPES[kind].fullmatch(value):
        raise IdentifierInvalid(kind)
    return value
