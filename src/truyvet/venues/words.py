"""Words of this room for the screens, in the reader's language."""

from __future__ import annotations

from django.utils.translation import get_language

from truyvet.venues.rules.kinds import KINDS, kind_of


def kind_name(code: str) -> str:
    """The name of a kind of venue, from the data file."""
    kind = kind_of(code)
    return kind.en if (get_language() or "vi").startswith("en") else kind.vi


def kind_choices() -> list[tuple[str, str]]:
    """All kinds, for a choice."""
    return [(code, kind_name(code)) for code in KINDS]
