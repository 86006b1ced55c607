"""The rules of an import: its states, its identity, and the event ids of rows."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid5

from truyvet.tabular import ColumnMapping

REJECT_RETENTION_DAYS: Final = 30
"""Ours: whoever imported mends the lines and sends them again within a month."""
JOB_RETENTION_DAYS: Final = 731
"""Like the audit: an import's counts are asked for as long as what it did."""
UPLOAD_RETENTION_DAYS: Final = 1
"""Ours: a file is mapped, imported and its rejected rows fetched on the day it comes; names lie nowhere longer than needed."""
MAPPING_RETENTION_DAYS: Final = 731
"""Like the imports that were made with it."""
MAX_ROWS_PER_BATCH: Final = 5_000
"""Most rows of one transaction."""
DEFAULT_SOURCE: Final = "import"
_NAMESPACE: Final = UUID("6f1f4c58-4a0d-5b5e-9c53-5d8f1c1f7a41")
"""Ours, drawn once. Changing it would make every imported row a new one."""
MAX_SOURCE_CHARS: Final = 24
_SOURCE: Final = re.compile(r"[a-z0-9][a-z0-9_-]*")
_ID: Final = re.compile(r"\S{1,64}")


class ImportKind(StrEnum):
    """The kind of rows that a file holds."""

    PLACES = "places"
    PEOPLE = "people"
    VENUES = "venues"
    VISITS = "visits"
    ENCOUNTERS = "encounters"
    CASES = "cases"
    DECLARATIONS = "declarations"
    LAB_RESULTS = "lab-results"
    HEALTH_STATIONS = "health-stations"
    PASSENGERS = "passengers"
    PARTNER_RECEIPTS = "partner-receipts"
    ROSTERS = "rosters"
    INSTALL_COUNTS = "install-counts"
    DENOMINATORS = "denominators"


class ImportState(StrEnum):
    """The state of an import. A killed import is still running: the same command continues it."""

    RUNNING = "running"
    DONE = "done"


IMPORT_TRANSITIONS: Final[Mapping[ImportState, frozenset[ImportState]]] = {
    ImportState.RUNNING: frozenset({ImportState.DONE}),
    ImportState.DONE: frozenset(),
}


class UploadState(StrEnum):
    """The state of an uploaded file: shown to whoever uploaded it, then the worker's, then only its rejected rows are left."""

    DRAFT = "draft"
    WAITING = "waiting"
    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"


UPLOAD_TRANSITIONS: Final[Mapping[UploadState, frozenset[UploadState]]] = {
    UploadState.DRAFT: frozenset({UploadState.WAITING}),
    UploadState.WAITING: frozenset({UploadState.RUNNING}),
    UploadState.RUNNING: frozenset({UploadState.WAITING, UploadState.DRAFT, UploadState.STOPPED, UploadState.DONE}),
    UploadState.STOPPED: frozenset({UploadState.WAITING}),
    UploadState.DONE: frozenset(),
}
"""A refused file is a draft again: with another mapping it may come in."""


class ImportCountsMismatch(RuntimeError):
    """The counts of an import do not add up: an error of the program. Nothing more is written."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """The file when the import began. ``sha256`` in hex; ``size`` in bytes; ``rows`` without the header."""

    sha256: str
    size: int
    rows: int


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """The options of the command: the same file with other options is another import.

    ``source`` names the register whose ids the file uses; ``ids_of`` is the code of the commune whose own ids they are, "" where the
    register counts for all. ``commune`` is the code for venues that have none.
    ``staff`` is the account that stands as the first person of laboratory results. ``lived_since`` in epoch seconds.
    """

    source: str = DEFAULT_SOURCE
    sheet: str | None = None
    commune: str = ""
    create_people: bool = False
    staff: int | None = None
    lived_since: int | None = None
    ids_of: str = ""

    @property
    def register(self) -> str:
        """Returns the name under which the file's ids are kept: those of two communes never meet."""
        return f"{self.source}.{self.ids_of}" if self.ids_of else self.source


def choices_digest(choices: ImportChoices, mapping: ColumnMapping) -> str:
    """Returns 64 hex digits that are equal for equal choices and mappings."""
    parts = [
        choices.source, choices.sheet, choices.commune, choices.create_people, choices.staff, choices.lived_since,
        mapping.plain(),
        *([choices.ids_of] if choices.ids_of else []),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def is_source(text: str, ids_of: str = "") -> bool:
    """Whether this can name a register: small letters, digits, - and _; up to 24, with the commune whose own ids they are."""
    return bool(_SOURCE.fullmatch(text)) and len(ImportChoices(source=text, ids_of=ids_of).register) <= MAX_SOURCE_CHARS


def is_id(text: str) -> bool:
    """Whether this can be somebody's id in a register: 1 to 64 characters, none of them a blank or invisible."""
    return bool(_ID.fullmatch(text)) and text.isprintable()


def event_id(kind: ImportKind, source: str, event_cell: str, id_cell: str, *content: str | int | None) -> UUID:
    """Returns the event id of a row: the same row gets the same id, in any file and spelling.

    ``event_cell`` is its ``event_id`` cell, ``id_cell`` its ``id`` cell; ``content`` what the row says, as read. An ``id`` that
    is no UUID is not used: it may be a mere row number, which another file repeats for another row.
    """
    if event_cell:
        return as_uuid(event_cell) or uuid5(_NAMESPACE, _one_text(kind.value, source, "event", event_cell))
    return as_uuid(id_cell) or uuid5(_NAMESPACE, _one_text(kind.value, source, *content))


def _one_text(*parts: str | int | None) -> str:
    """Joins parts to one text, with their lengths, so that no two lists give the same text. Faster than JSON."""
    return "".join("-;" if part is None else f"{len(text := str(part))}:{text};" for part in parts)


def as_uuid(text: str) -> UUID | None:
    """Parses a UUID; None where the text is not one."""
    if len(text) < 32:
        return None
    try:
        return UUID(text)
    except ValueError:
        return None


def adds_up(read: int, accepted: int, rejected: int, duplicate: int) -> bool:
    """Returns whether read = accepted + rejected + duplicate, with nothing negative."""
    return min(accepted, rejected, duplicate) >= 0 and read == accepted + rejected + duplicate
