"""The province's news for the app: a small file that somebody writes by hand, told to every phone by ``GET config``."""

from __future__ import annotations

import logging
import re
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings

FILE: Final = "news.toml"
MOST: Final = 5
TEXT: Final = 300
"""Letters of one text."""
BYTES: Final = 65_536
FIELDS: Final = frozenset({"id", "day", "vi", "en"})
ID: Final = re.compile(r"[a-z0-9-]{1,40}")
log = logging.getLogger(__name__)
_read: dict[Path, tuple[tuple[int, int], list[dict[str, str]]]] = {}


class BadNews(ValueError):
    """The file is not as described; says where, and nothing of what stands there."""


def in_force() -> list[dict[str, str]]:
    """``TRUYVET_HOME/news.toml``, read again when it changes: [{id, day, vi, en}]. A broken file is no news, and one warning."""
    path = Path(settings.TRUYVET_HOME) / FILE
    try:
        told = path.stat()
    except OSError:
        return []
    mark = (told.st_mtime_ns, told.st_size)
    if path not in _read or _read[path][0] != mark:
        _read[path] = (mark, _opened(path, told.st_size))
    return _read[path][1]


def _opened(path: Path, size: int) -> list[dict[str, str]]:
    try:
        if size > BYTES:
            raise BadNews("too large")
        return news_from(path.read_text("utf-8"))
    except (OSError, ValueError) as trouble:  # of TOML and of UTF-8 too
        why = str(trouble) if isinstance(trouble, BadNews) else type(trouble).__name__
        log.warning("%s is not used: %s", FILE, why)
        return []


def news_from(text: str) -> list[dict[str, str]]:
    """The items of a file, in its order. Raises ValueError: BadNews with the item's number from 1, or of TOML."""
    said = tomllib.loads(text)
    items = said.pop("news", [])
    if said or not isinstance(items, list) or len(items) > MOST:
        raise BadNews(f"not a list of at most {MOST} [[news]]")
    held = [_item(number, each) for number, each in enumerate(items, 1)]
    if len({each["id"] for each in held}) < len(held):
        raise BadNews("an id stands twice")
    return held


def _item(number: int, said: Any) -> dict[str, str]:
    if not isinstance(said, dict) or said.keys() != FIELDS:
        raise BadNews(f"item {number}: needs id, day, vi, en and nothing else")
    if not isinstance(said["id"], str) or not ID.fullmatch(said["id"]):
        raise BadNews(f"item {number}: id")
    if not isinstance(said["day"], date) or isinstance(said["day"], datetime):
        raise BadNews(f"item {number}: day")
    texts = {name: _text(number, name, said[name]) for name in ("vi", "en")}
    return {"id": said["id"], "day": said["day"].isoformat(), **texts}


def _text(number: int, name: str, said: Any) -> str:
    """Plain text on one line: no markup, nothing that cannot be seen or that turns the writing round."""
    text = " ".join(said.split()) if isinstance(said, str) else ""
    if not 1 <= len(text) <= TEXT or not text.isprintable() or set("<>") & set(text):
        raise BadNews(f"item {number}: {name}")
    return text
