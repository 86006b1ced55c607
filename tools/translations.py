"""Are the English texts complete? Message ids are Vietnamese; each room keeps its own English catalogue.

A text counts as translated when its room's catalogue, or the one of the shell (room ``web``), has English for it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SHELL = "web"
LANGUAGE = "en"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")

Key = tuple[str, str]
"""Context ("" for none) and Vietnamese text (the singular)."""


@dataclass(slots=True)
class Room:
    """What a room says, and what its catalogue knows."""

    name: str
    texts: dict[Key, str] = field(default_factory=dict)
    catalogue: Catalog | None = None

    def english(self, key: Key) -> Message | None:
        """The usable translation of a text: neither empty nor fuzzy."""
        found = self.catalogue.get(key[1], key[0] or None) if self.catalogue is not None else None
        return found if found is not None and not found.fuzzy and all(_texts(found.string)) else None


def rooms(source: Path) -> dict[str, Room]:
    """Every folder under ``source`` that is a Python package, with its texts and its catalogue."""
    found: dict[str, Room] = {}
    for folder in sorted(source.iterdir()):
        if (folder / "__init__.py").is_file():
            room = Room(folder.name, catalogue=catalogue(folder))
            for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.html"), *folder.rglob("*.txt")]):
                if path.suffix == ".py" or "templates" in path.parts:
                    for key, line in texts(path):
                        room.texts.setdefault(key, f"{path.relative_to(source)}:{line}")
            found[room.name] = room
    return found


def catalogue(folder: Path) -> Catalog | None:
    """The English catalogue of a room, or None when it has none."""
    path = folder / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def texts(path: Path) -> Iterator[tuple[Key, int]]:
    """The translatable texts of one template or Python file, with their lines."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        source = _as_python(source, path.name)
    for line, message, _, context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
        text = message[0] if isinstance(message, tuple) else message
        if text:
            yield (context or "", text), line


def _as_python(source: str, name: str) -> str:
    """A template as the calls that it makes; Django writes them, indentation would stop Python's tokenizer."""
    from django.utils.translation.template import templatize

    return "\n".join(line.strip() for line in templatize(source, origin=name).splitlines())


def complaints(source: Path) -> Iterator[str]:
    """One line for each text without English, each fuzzy, obsolete or contradicting entry, in words."""
    found = rooms(source)
    shell = found.get(SHELL, Room(SHELL))
    meanings: dict[Key, tuple[str, tuple[str, ...]]] = {}
    for room in found.values():
        for key, place in room.texts.items():
            if room.english(key) is None and shell.english(key) is None:
                yield f"{place}: no English for {key[1]!r}{f' ({key[0]})' if key[0] else ''}"
        yield from _catalogue_complaints(room, meanings)


def stubs(source: Path) -> Iterator[str]:
    """The missing entries in the form of a .po file, by room, to be pasted and filled in."""
    found = rooms(source)
    shell = found.get(SHELL, Room(SHELL))
    for room in found.values():
        missing = Catalog(locale=LANGUAGE)
        for key, place in room.texts.items():
            if room.english(key) is None and shell.english(key) is None:
                path, _, line = place.rpartition(":")
                missing.add(key[1], context=key[0] or None, locations=[(path, int(line))])
        if len(missing):
            text = io.BytesIO()
            write_po(text, missing, omit_header=True)
            yield f"# --- {room.name}/locale/{LANGUAGE}/LC_MESSAGES/django.po\n{text.getvalue().decode()}"


def _catalogue_complaints(room: Room, meanings: dict[Key, tuple[str, tuple[str, ...]]]) -> Iterator[str]:
    if room.catalogue is None:
        return
    for message in room.catalogue:
        if not message.id:
            continue
        key = (message.context or "", message.id[0] if isinstance(message.id, (list, tuple)) else message.id)
        english = _texts(message.string)
        if message.fuzzy:
            yield f"{room.name}: fuzzy entry {key[1]!r}"
        if key not in room.texts:
            yield f"{room.name}: nobody says {key[1]!r} any more"
        for text in english:
            if text and _holes(text) - _holes(*_texts(message.id)):
                yield f"{room.name}: the English of {key[1]!r} has other placeholders"
        first, before = meanings.setdefault(key, (room.name, english))
        if before != english:
            yield f"{room.name}: {key[1]!r} is {english!r}, in {first} {before!r}; Django takes one for both"
    for message in room.catalogue.obsolete.values():
        yield f"{room.name}: obsolete entry {message.id!r}"


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(part) for part in value) if isinstance(value, (list, tuple)) else (str(value),)


def _holes(*texts_: str) -> set[str]:
    return {a or b for text in texts_ for a, b in PLACEHOLDER.findall(text)}


def compile_all(source: Path) -> int:
    """Write the .mo beside every .po that is newer; answers how many were written."""
    made = 0
    for path in sorted(source.glob("*/locale/*/LC_MESSAGES/django.po")):
        target = path.with_suffix(".mo")
        if target.is_file() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        with path.open("rb") as file:
            known = read_po(file, locale=path.parent.parent.name)
        fresh = target.with_suffix(".new")
        with fresh.open("wb") as file:
            write_mo(file, known)
        fresh.replace(target)
        made += 1
    return made
