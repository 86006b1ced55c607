"""Finds the id that was probably meant, to be shown and never to be used instead."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

from truyvet.tabular.folded_text import BLANKS
from truyvet.tabular.problems import ReasonTemplate
from truyvet.tabular.reasons import BLANK, DECIMAL, LETTER_SIZE, LOOK_ALIKE, LOST_ZERO, UNICODE_FORM

_DASHES: Final = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
"""What Word and telephones make of a hyphen."""
_DECIMALS: Final = re.compile(r"(?<=[0-9])\.0*$")

_CHANGES: Final[tuple[tuple[ReasonTemplate, Callable[[str], str]], ...]] = (
    (UNICODE_FORM, lambda text: unicodedata.normalize("NFC", text)),
    (BLANK, lambda text: BLANKS.sub("", text)),
    (LOOK_ALIKE, lambda text: text if text.isascii() else unicodedata.normalize("NFKC", text.translate(_DASHES))),
    (DECIMAL, lambda text: _DECIMALS.sub("", text)),
    (LOST_ZERO, lambda text: text.lstrip("0") if text.isascii() and text.isdigit() else text),
    (LETTER_SIZE, str.casefold),
)
"""What programs and people do to an id on its way, mildest first."""


def fold_id(text: str) -> str:
    """Returns what is left of an id when everything is taken off that a spreadsheet changes."""
    for _, change in _CHANGES:
        text = change(text)
    return text


def difference(one: str, other: str) -> ReasonTemplate | None:
    """Returns what tells two ids of the same fold apart, or None where they are equal or of different folds."""
    found = None
    for reason, change in _CHANGES:
        if one == other:
            break
        one, other, found = change(one), change(other), reason
    return found if one == other else None


def near_id(text: str, by_fold: Mapping[str, str]) -> tuple[str, ReasonTemplate] | None:
    """Returns another id of the same fold, and what tells them apart. `by_fold` is a mapping from `fold_id` to ids."""
    other = by_fold.get(fold_id(text))
    reason = None if other is None else difference(text, other)
    return None if other is None or reason is None else (other, reason)
