"""Finds addresses in a message text: of the web in any disguise, of mail, of telephones."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from truyvet.messaging.rules.lint_text import PlainText

_COMMON: Final = (
    "com|net|org|info|biz|xyz|top|vn|gov|edu|site|online|shop|club|app|link|live|store|tech|vip|icu|click|me|io|co|cc|tk|ml|ga|cf|gq|ru|cn|uk|us|eu"
    "|ly|gl|gd|do|asia|name|pro|mobi|web|dev|page|space|website|fun|win|bid|loan|men|date|work|life|world|today|news|health|care|apk|exe|html|php"
)
"""Ends of domains that are met in false messages; and of files, which no message names."""
_CERTAIN: Final = "com|vn|net|org|info|xyz|biz|gov|edu|site|online|shop|click|apk"
"""Those that are no word of a sentence."""
_LABEL: Final = r"[^\W_](?:[\w-]*[^\W_])?"
_BRACKETED: Final = r"\s*[\[(<{]\s*(?:\.|dot|cham)\s*[\])>}]\s*"
_SPOKEN: Final = r"\s(?:dot|cham)\s"
_LINKS: Final = re.compile(
    "|".join(
        (
            r"h\W?[tx]\W?[tx]\W?ps?\s*[:：]\s*[/\\]|[:：]\s*//|hxxps?|(?<!\w)ftps?:|(?<!\w)www\s*[.\d]|(?<!\w)xn--",
            rf"{_LABEL}(?:\.{_LABEL})*\.(?P<end>{_COMMON}|[a-z]{{2}})(?![\w-])(?P<path>/)?",
            rf"{_LABEL}(?:\.{_LABEL})+/\S",
            rf"{_LABEL}\s+\.\s*(?:{_COMMON})(?!\w)",
            rf"{_LABEL}\s*\.\s+(?:{_CERTAIN})(?!\w)",
            rf"{_LABEL}(?:{_BRACKETED}|{_SPOKEN})(?:{_COMMON})(?!\w)",
            rf"{_LABEL}{_BRACKETED}\w",
            r"(?<![\d.])\d{1,3}(?:\s*(?:\.|\[\.\]|\(\.\))\s*\d{1,3}){3}(?![\d.])",
            r"\[[0-9a-f]*:[0-9a-f:]+\]|(?<!\w)0x[0-9a-f]{8}(?!\w)",
        )
    )
)
_EXACT: Final = re.compile(r"(?:https://)?(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+)(?P<path>/[\w./#-]*)?")
"""An address without a disguise: no account before it, no port, no question that could lead elsewhere."""
_WORD: Final = re.compile(r"\S+")
_MAIL: Final = re.compile(r"\S@\s*\S+|\S\s*(?:\[at\]|\(at\)|\(a cong\)|\sa cong\s)\s*\S+|mailto")
_NUMBER: Final = re.compile(r"(?<![\w/.])\+?\(?[0-9o](?:[\s.()·-]{0,2}[0-9o]){6,}(?![\w/])")
_DATE: Final = re.compile(r"[0-3]?\d[-.][01]?\d[-.]\d{4}|\d{4}-\d\d-\d\d|[1-9]\d{0,2}(?:\.000)+")
_DIGIT_WORDS: Final = re.compile(
    r"(?<!\w)(?:(?:khong|mot|hai|ba|bon|nam|sau|bay|tam|chin|zero|one|two|three|four|five|six|seven|eight|nine)\W{1,2}){6,}", re.ASCII
)


def find_links(text: str, plain: PlainText, allowed: Collection[str]) -> Iterator[int]:
    """Returns the positions of addresses that are not on the list, or not written as on it. ``plain`` is of ``text``."""
    good = [match.span() for match in _WORD.finditer(text) if _is_allowed(match[0].strip(".,;:!?()\"'"), allowed)]
    mails = [match.span() for match in _MAIL.finditer(plain.folded)]
    for match in _LINKS.finditer(plain.folded):
        position = plain.position(match.start())
        inside_mail = any(begin <= match.start() < end for begin, end in mails)
        if not inside_mail and not any(begin < position <= end for begin, end in good) and not _is_sentence(match, text, plain):
            yield position


def _is_allowed(word: str, allowed: Collection[str]) -> bool:
    found = _EXACT.fullmatch(word)
    return found is not None and any(found["host"] == domain or found["host"].endswith(f".{domain}") for domain in allowed)


def _is_sentence(match: re.Match[str], text: str, plain: PlainText) -> bool:
    """Says whether a dot without a blank ends a sentence ("nhà.Là") or an abbreviation ("TP.HN"), and no domain."""
    end = match["end"]
    if end is None or match["path"] or len(end) != 2 or end in ("vn", "ly", "me", "io", "cc", "tk"):
        return False
    written = text[plain.position(match.start("end")) - 1 :][:2]
    before = match[0][: -len(end) - 1]
    return written.istitle() or (written.isupper() and len(before) <= 3)


def find_mail_addresses(plain: PlainText) -> Iterator[int]:
    """Returns the positions of addresses of mail."""
    return (plain.position(match.start()) for match in _MAIL.finditer(plain.folded))


def find_phone_numbers(plain: PlainText, allowed: Collection[str]) -> Iterator[int]:
    """Returns the positions of telephone numbers, in figures or in words, that are not on the list."""
    for match in _NUMBER.finditer(plain.folded):
        figures = re.sub(r"\D", "", match[0].replace("o", "0"))
        if not _DATE.fullmatch(match[0].strip()) and figures not in allowed and sum(each.isdigit() for each in match[0]) >= 6:
            yield plain.position(match.start())
    yield from (plain.position(match.start()) for match in _DIGIT_WORDS.finditer(plain.folded + " "))
