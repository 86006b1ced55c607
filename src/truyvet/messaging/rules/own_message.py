"""Is a message from us? Judged by its words, the number it came from and the code in it, without a look at who got what."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from truyvet.messaging.rules.lint_text import plain_text
from truyvet.messaging.rules.message_template import MessageTemplate
from truyvet.messaging.rules.segments import split
from truyvet.messaging.rules.template_lint import LintReason, lint_template

CODE_LETTERS: Final = 7
"""35 bits: who guesses ten times an hour finds one of a million messages once in four months, and then learns a day and a kind."""
_CODE: Final = re.compile(rf"(?<!\w)[0-9A-HJKMNP-TV-Z]{{{CODE_LETTERS}}}(?!\w)", re.IGNORECASE)
_LABELS: Final = {"vi": " Mã tin {code}", "en": " Ref {code}"}
_PHONE: Final = re.compile(r"\+?[\d\s.()-]{3,20}")
NEVER: Final = frozenset(
    {
        "money", "bank", "secret", "identity_number", "click", "qr_code", "threat", "prize", "urgency", "link", "email_address",
        "mixed_script",
    }
)  # fmt: skip
"""Reasons of the lint that no message of ours can have, whatever its parameters were."""
MIN_LETTERS: Final = 12
"""Fewer letters say nothing about a wording."""


class OwnVerdict(StrEnum):
    """What we can say of something that was pasted."""

    CODE = "code"
    """A message with this code went out; the words were not judged."""
    WORDS = "words"
    """Word for word a text of ours. Anybody can copy one, so that what it links to was looked at too."""
    SENDER = "sender"
    """The name under which our messages come."""
    NEVER = "never"
    """It holds what no message of ours holds."""
    NUMBER = "number"
    """A telephone number: our messages come from none."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """``reasons``: what a message of ours never holds; ``template``: whose words they are."""

    verdict: OwnVerdict
    reasons: tuple[LintReason, ...] = ()
    template: str = ""


def codes_in(text: str) -> tuple[str, ...]:
    """Returns what looks like the code of a message, at most three, in capitals."""
    return tuple(dict.fromkeys(match[0].upper() for match in _CODE.finditer(text)))[:3]


def with_code(text: str, code: str, language: str) -> str:
    """Returns a text with the code of its message behind it, where this makes it no part longer; else as it was."""
    longer = text + _LABELS[language].format(code=code)
    return longer if code and len(split(longer).parts) == len(split(text).parts) else text


def judge_message(
    text: str, *, templates: Iterable[MessageTemplate], senders: Collection[str], domains: Collection[str], known_code: str = ""
) -> OwnAnswer:
    """Returns what is said of ``text``. ``domains``: our own; ``known_code``: a code in it that belongs to a message of ours."""
    bare = text.strip()
    if bare.casefold() in {sender.casefold() for sender in senders if sender}:
        return OwnAnswer(OwnVerdict.SENDER)
    if _PHONE.fullmatch(bare):
        return OwnAnswer(OwnVerdict.NUMBER)
    reasons = tuple(each for each in lint_template({"text": _without_braces(bare)}, domains=domains) if each.code in NEVER)
    if reasons:
        return OwnAnswer(OwnVerdict.NEVER, reasons)
    words = _plain(re.sub(r"\s(?:Mã tin|Ref) \w+\s*$", "", bare))
    if len(words) >= MIN_LETTERS:
        for template in templates:
            if any(_pattern(each, template).fullmatch(words) for each in template.text.values()):
                return OwnAnswer(OwnVerdict.WORDS, template=template.name)
    return OwnAnswer(OwnVerdict.CODE if known_code else OwnVerdict.UNKNOWN)


def _pattern(text: str, template: MessageTemplate) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", text)
    pieces = [
        rf".{{0,{template.params[each]}}}?" if number % 2 else re.escape(_plain(each, keep=True)) for number, each in enumerate(parts)
    ]
    return re.compile("".join(pieces).strip())


def _plain(text: str, *, keep: bool = False) -> str:
    folded = re.sub(r"\s+", " ", plain_text(text).folded)
    return folded if keep else folded.strip()


def _without_braces(text: str) -> str:
    return re.sub(r"[{}<>\[\]%$#]", " ", text)
