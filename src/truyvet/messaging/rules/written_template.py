"""A text that staff write for campaigns: its life as a table, what it may say, and what it costs with and without accents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from truyvet.core.refusal import Refused
from truyvet.core.text_folding import fold
from truyvet.core.toml_table import LANGUAGES
from truyvet.messaging.rules.message_template import MessagePriority, MessageTemplate
from truyvet.messaging.rules.segments import split
from truyvet.messaging.rules.template_lint import LintReason, lint_template

PARAMS: Final[Mapping[str, int]] = MappingProxyType({"phone": 16})
"""What a text of a campaign may leave open: whom to call."""
LASTS: Final = timedelta(days=1)
"""Ours: a reminder of yesterday is of no use."""
MAX_LETTERS: Final = 335
"""Five parts of 67 letters with accents, as in ``lint.toml``."""

_TYPOGRAPHIC: Final = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "\u00a0": " "})
"""What word processors put in the place of marks that GSM 7 bit has."""


class TemplateState(StrEnum):
    """Where a version of a text stands."""

    WRITTEN = "written"
    APPROVED = "approved"
    REFUSED = "refused"
    ENDED = "ended"


TRANSITIONS: Mapping[TemplateState, frozenset[TemplateState]] = MappingProxyType(
    {
        TemplateState.WRITTEN: frozenset({TemplateState.APPROVED, TemplateState.REFUSED}),
        TemplateState.APPROVED: frozenset({TemplateState.ENDED}),
        TemplateState.REFUSED: frozenset(),
        TemplateState.ENDED: frozenset(),
    }
)


class TemplateRefused(Refused):
    """A text was not written, or not decided; codes stand in labels.TEMPLATE_REFUSALS."""


@dataclass(frozen=True, slots=True)
class TextCost:
    """Parts of the longest message that a text can become. ``plain_parts``: without accents; ``costly``: letters outside GSM 7 bit."""

    parts: int
    plain_parts: int
    costly: tuple[str, ...]

    @property
    def one_letter(self) -> str:
        """Returns the letter that alone makes the message longer; "" where there are several or none."""
        return self.costly[0] if len(self.costly) == 1 and self.plain_parts < self.parts else ""


def text_cost(text: str, params: Mapping[str, int] = PARAMS) -> TextCost:
    """Returns what a text costs when its parameters are longest."""
    longest = re.sub(r"\{(\w+)\}", lambda found: "0" * params.get(found[1], 0), text)
    cut = split(longest)
    return TextCost(len(cut.parts), len(split(plain_letters(longest)).parts), tuple(cut.costly))


def plain_letters(text: str) -> str:
    """Returns a text without accents, its capitals kept: what old telephones and cheap messages use."""
    straight = text.translate(_TYPOGRAPHIC)
    return "".join(fold(letter).upper() if letter.isupper() else fold(letter) or letter for letter in straight)


def text_reasons(texts: Mapping[str, str]) -> tuple[LintReason, ...]:
    """Returns everything against a text by language."""
    used = {name: most for name, most in PARAMS.items() if any("{" + name + "}" in text for text in texts.values())}
    return lint_template({"text": dict(texts), "params": used, "max_length": MAX_LETTERS})


def written_template(name: str, number: int, valid_from: date, texts: Mapping[str, str]) -> MessageTemplate:
    """Returns a written text in the form of those of the house: a reminder, which rests on consent and waits for the morning."""
    used = {param: most for param, most in PARAMS.items() if any("{" + param + "}" in text for text in texts.values())}
    return MessageTemplate(
        name=name, version=str(number), source="staff", valid_from=valid_from, priority=MessagePriority.REMINDER, quiet_hours=True,
        max_length=MAX_LETTERS, lasts=LASTS, secret=False, params=used, text={each: texts[each] for each in LANGUAGES},
    )  # fmt: skip
