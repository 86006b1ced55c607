"""Reads the province's news for the app from a small file that somebody writes by hand; ``GET config`` sends them."""

from __future__ import annotations

import logging
import re
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings

NEWS_FILE: Final = "news.toml"
MAX_NEWS_ITEMS: Final = 5
"""Ours: who must read more reads none."""
MAX_NEWS_CHARS: Final = 300
"""Letters of one text."""
MAX_NEWS_FILE_BYTES: Final = 65_536
NEWS_FIELDS: Final = frozenset({"id", "day", "vi", "en"})
NEWS_ID: Final = re.compile(r"[a-z0-9-]{1,40}")
log = logging.getLogger(__name__)
_read: dict[Path, tuple[tuple[int, int], list[dict[str, str]]]] = {}


class BadNews(ValueError):
    """The file is not as described; the message says where, and nothing of what stands there."""


def in_force() -> list[dict[str, str]]:
    """Returns the items [{id, day, vi, en}] of ``TRUYVET_HOME/news.toml``, read again when it changes; a broken file gives none."""
    path = Path(settings.TRUYVET_HOME) / NEWS_FILE
    try:
        file_state = path.stat()
    except OSError:
        return []
    mark = (file_state.st_mtime_ns, file_state.st_size)
    if path not in _read or _read[path][0] != mark:
        _read[path] = (mark, _opened(path, file_state.st_size))
    return _read[path][1]


def _opened(path: Path, size: int) -> list[dict[str, str]]:
    try:
        if size > MAX_NEWS_FILE_BYTES:
            raise BadNews("too large")
        return news_from(path.read_text("utf-8"))
    except (OSError, ValueError) as trouble:  # of TOML and of UTF-8 too
        why = str(trouble) if isinstance(trouble, BadNews) else type(trouble).__name__
        log.warning("%s is not used: %s", NEWS_FILE, why)
        return []


def news_from(text: str) -> list[dict[str, str]]:
    """Returns the items of a file, in its order. Raises ValueError: BadNews with the item's number from 1, or of TOML."""
    raw = tomllib.loads(text)
    items = raw.pop("news", [])
    if raw or not isinstance(items, list) or len(items) > MAX_NEWS_ITEMS:
        raise BadNews(f"not a list of at most {MAX_NEWS_ITEMS} [[news]]")
    items = [_item(number, each) for number, each in enumerate(items, 1)]
    if len({each["id"] for each in items}) < len(items):
        raise BadNews("an id stands twice")
    return items


def _item(number: int, raw: Any) -> dict[str, str]:
    if not isinstance(raw, dict) or raw.keys() != NEWS_FIELDS:
        raise BadNews(f"item {number}: needs id, day, vi, en and nothing else")
    if not isinstance(raw["id"], str) or not NEWS_ID.fullmatch(raw["id"]):
        raise BadNews(f"item {number}: id")
    if not isinstance(raw["day"], date) or isinstance(raw["day"], datetime):
        raise BadNews(f"item {number}: day")
    texts = {name: _text(number, name, raw[name]) for name in ("vi", "en")}
    return {"id": raw["id"], "day": raw["day"].isoformat(), **texts}


def _text(number: int, name: str, raw: Any) -> str:
    """Returns plain text on one line: no markup, no invisible characters, none that turn the writing direction."""
    text = " ".join(raw.split()) if isinstance(raw, str) else ""
    if not 1 <= len(text) <= MAX_NEWS_CHARS or not text.isprintable() or set("<>") & set(text):
        raise BadNews(f"item {number}: {name}")
    return text
