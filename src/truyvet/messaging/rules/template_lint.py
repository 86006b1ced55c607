"""Judges a message template before anybody approves it: whatever a false message could hold, it must not."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from truyvet.core.toml_table import LANGUAGES
from truyvet.messaging.rules.lint_fields import field_problems, read_params
from truyvet.messaging.rules.lint_links import find_links, find_mail_addresses, find_phone_numbers
from truyvet.messaging.rules.lint_table import LintTable, lint_table
from truyvet.messaging.rules.lint_text import PHONE, PlainText, plain_text
from truyvet.messaging.rules.segments import split

Problem = tuple[str, str]
"""Code, and where: a field, or a text and the position of its letter from 1 ("text.vi:17")."""
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_FOREIGN: Final = re.compile(r"%\(?\w*\)?[sd]\b|\$\{?\w+|<[\w ]+>|\[\[?[\w ]+\]\]|#\w+#|\(\(\w+\)\)")
"""Parameters as other programmes write them, which would be sent as they stand."""
_TITLED: Final = re.compile(r"\b(?:[ôÔ]ng|[bB]à|[aA]nh|[cC]hị|[cC]háu|Mr|Mrs|Ms|Dr)\.? (?=(\w))(?=[^\W\d_a-zà-ỹđ])")
_CAPITALS: Final = re.compile(r"(?<!\w)(?:(?=[^\W\d_a-zà-ỹđ])[^\W\d_]+ ){2,4}(?=[^\W\d_a-zà-ỹđ])[^\W\d_]+")
"""Three words or more in a row that begin with a capital."""
_ADVERTISING_LABEL: Final = ("[qc]", "[ad]")
_CARE: Final = re.compile(rf"{PHONE}|(?<!\d)11[1345](?!\d)")
"""A sentence that names whom to call may be pressing: who cannot breathe must not wait."""


@dataclass(frozen=True, slots=True)
class LintReason:
    """One reason why a template is refused. ``text`` holds its words by language."""

    code: str
    text: Mapping[str, str]
    at: str


def lint_template(raw: Mapping[str, object], *, domains: Collection[str] = ()) -> tuple[LintReason, ...]:
    """Returns everything that is wrong with a template, of the shape of ``templates_text/*.toml``; empty when it can be used.

    The least that it needs is ``{"text": {"vi": …, "en": …}}``, or one text alone. ``domains`` may be linked to beside those of the table.
    """
    table = lint_table()
    problems = [*field_problems(raw), *_text_problems(raw, table, table.domains | frozenset(domains))]
    return tuple(LintReason(code, table.reasons[code].words, at) for code, at in dict.fromkeys(problems))


def _text_problems(raw: Mapping[str, object], table: LintTable, domains: Collection[str]) -> Iterator[Problem]:
    value = raw.get("text")
    if isinstance(value, str):
        texts = {"text": value}
    elif isinstance(value, Mapping):
        texts = {f"text.{language}": text for language, text in value.items() if isinstance(text, str)}
        yield from (("missing_language", f"text.{each}") for each in LANGUAGES if each not in value)
        yield from (("unknown_language", f"text.{each}") for each in value if each not in LANGUAGES)
    else:
        yield "empty", "text"
        return
    used: dict[str, frozenset[str]] = {}
    for at, text in texts.items():
        if not text.strip() or not plain_text(text).folded.strip():
            yield "empty", at
        try:
            fields = [(name, form, conversion) for _, name, form, conversion in string.Formatter().parse(text) if name is not None]
            used[at] = frozenset(name for name, *_ in fields)
            # A template has names in braces and nothing more: a form would pad or cut what stands for them.
            if any(form or conversion for _, form, conversion in fields):
                yield "broken_parameter", at
        except ValueError:
            yield "broken_parameter", at
        yield from ((code, f"{at}:{position}") for code, position in _letter_problems(text))
        yield from ((code, f"{at}:{position}") for code, position in _content_problems(text, table, domains))
        yield from _length_problems(raw, at, text, table)
    yield from _parameter_problems(raw, used, table)


def _letter_problems(text: str) -> Iterator[tuple[str, int]]:
    """Finds the first letter of each kind that no text holds."""
    found: dict[str, int] = {}
    for position, letter in enumerate(text, 1):
        code = _letter_problem(letter)
        if code:
            found.setdefault(code, position)
    if "not_text" not in found and unicodedata.normalize("NFC", text) != text:
        found["not_nfc"] = next(
            place for place, letter in enumerate(text, 1) if unicodedata.combining(letter) or _is_composed_otherwise(letter)
        )
    yield from found.items()


def _is_composed_otherwise(letter: str) -> bool:
    return unicodedata.normalize("NFC", letter) != letter


def _letter_problem(letter: str) -> str:
    if letter.isascii():
        return "" if letter.isprintable() or letter == "\n" else "control_character"
    category = unicodedata.category(letter)
    if category == "Cs":
        return "not_text"
    if category in ("Cc", "Co", "Cn"):
        return "control_character"
    if (
        category in ("Cf", "Zs", "Zl", "Zp")
        or letter in "\u115f\u1160\u3164\uffa0\u2800\u034f"
        or "VARIATION SELECTOR" in unicodedata.name(letter, "")
    ):
        return "invisible_character"
    apart = unicodedata.normalize("NFD", letter)
    if category[0] in "LN" and not apart[0].isascii() and letter not in "đĐ":
        return "mixed_script"
    compatible = unicodedata.normalize("NFKC", letter)
    return "mixed_script" if category[0] != "L" and compatible != letter and any(each.isalnum() for each in compatible) else ""


def _content_problems(text: str, table: LintTable, domains: Collection[str]) -> Iterator[tuple[str, int]]:
    text = unicodedata.normalize("NFC", text)
    whole = plain_text(text)
    plain = whole.without(table.harmless.spans(whole))
    is_exposure = bool(table.exposure.spans(whole))
    has_label = whole.folded.lstrip().startswith(_ADVERTISING_LABEL)
    for kind in table.reasons.values():
        if (kind.exposure_only and not is_exposure) or (kind.code == "advertising" and has_label):
            continue
        for begin, _ in kind.phrases.spans(plain):
            if kind.code != "urgency" or not _CARE.search(_sentence(plain, begin)):
                yield kind.code, plain.position(begin)
                break
    yield from (("link", position) for position in find_links(text, whole, domains))
    yield from (("email_address", position) for position in find_mail_addresses(whole))
    yield from (("phone_number", position) for position in find_phone_numbers(whole, table.phones))
    yield from (("broken_parameter", match.start() + 1) for match in _FOREIGN.finditer(text))
    for match in re.finditer(r"\{(\w+)\}", text):
        if match[1] in table.result_params:
            yield "health_data", match.start() + 1
        elif is_exposure and match[1] in table.person_params | table.place_params:
            yield ("person_named" if match[1] in table.person_params else "venue_named"), match.start() + 1
    if is_exposure:
        yield from (("person_named", match.start() + 1) for match in _TITLED.finditer(text))
        yield from (("person_named", position) for position in _full_names(text, table))


def _full_names(text: str, table: LintTable) -> Iterator[int]:
    """Finds whole names of persons without a title; streets and schools that are named after somebody are passed over.

    In a text all of capitals a name cannot be told from other words: a title, or "patient", still can.
    """
    if text.isupper():
        return
    for match in _CAPITALS.finditer(text):
        family = plain_text(match[0].split()[0]).folded
        before = text[: match.start()].rstrip().casefold()
        if family in table.family_names and not before.endswith(tuple(table.named_after)):
            yield match.start() + 1


def _sentence(plain: PlainText, place: int) -> str:
    begin = max(plain.folded.rfind(mark, 0, place) for mark in ".!?\n") + 1
    end = min((at for mark in ".!?\n" if (at := plain.folded.find(mark, place)) >= 0), default=len(plain.folded))
    return plain.folded[begin:end]


def _parameter_problems(raw: Mapping[str, object], used: Mapping[str, frozenset[str]], table: LintTable) -> Iterator[Problem]:
    declared = read_params(raw)
    for at, names in used.items():
        for name in sorted(names):
            if not _NAME.fullmatch(name):
                yield "broken_parameter", at
            elif name not in (table.known_params if declared is None else declared):
                yield "unknown_parameter", at
    everywhere = frozenset[str]().union(*used.values())
    if any(names != everywhere for names in used.values()):
        yield from (("parameters_differ", at) for at, names in used.items() if names != everywhere)
    if used:
        yield from (("unused_parameter", f"params.{name}") for name in declared or () if name not in everywhere)
    if raw.get("only_to") != "zalo":
        yield from (("link", at) for at, names in used.items() if "link" in names)


def _length_problems(raw: Mapping[str, object], at: str, text: str, table: LintTable) -> Iterator[Problem]:
    most = {**table.known_params, **(read_params(raw) or {})}
    longest = re.sub(rf"\{{({_NAME.pattern})\}}", lambda match: "x" * most.get(match[1], 1), text).replace("{{", "{").replace("}}", "}")
    limit, is_chat = raw.get("max_length"), raw.get("only_to") == "zalo"
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
        limit = table.chat_characters
    if len(longest) > min(limit, table.chat_characters):
        yield "too_long", at
    elif not is_chat and not any("\ud800" <= letter <= "\udfff" for letter in longest) and len(split(longest).parts) > table.max_parts:
        yield "too_many_parts", at
