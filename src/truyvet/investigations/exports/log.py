"""Records that a list was exported. The file bears a mark; the audit holds who made it, of what, for what."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope, require_scope
from truyvet.core.opaque_code import SPOKEN, CodeShape, Entropy
from truyvet.investigations.queries import ContactFilter, RunContactRow, RunFile, contact_page
from truyvet.investigations.queries.contacts import all_contacts
from truyvet.investigations.queries.decisions import is_onset_known
from truyvet.investigations.rules.runs import RunRefused
from truyvet.people.actions import open_identities
from truyvet.people.values import Identity

MAX_PDF_ROWS: Final = 2_000
"""Lines of a printed list; more than that nobody works through on paper."""
UNIT_PATH: Final = re.compile(r"[0-9/]+")
"""Of a unit: anything else in an address is not ours and may be personal."""
MARK_SHAPE: Final = CodeShape(8, SPOKEN, "XD-")


class ExportKind(StrEnum):
    """What file is made."""

    XLSX = "xlsx"
    CSV = "csv"
    PDF = "pdf"


class ExportPurpose(StrEnum):
    """What the list is for. A choice and not free text: what stands in the audit must hold no personal value."""

    CALLS = "calls"
    QUARANTINE = "quarantine"
    REPORT = "report"
    HANDOVER = "handover"


@dataclass(frozen=True, slots=True)
class ContactExport:
    """An exported list. ``mark`` stands on every line and page, and in the audit. ``identities``: names, by person."""

    mark: str
    run: RunFile
    rows: Iterable[RunContactRow]
    total: int
    identities: Mapping[int, Identity]
    onsets: Mapping[int, bool]
    """Person of each case → whether a day of onset is known."""
    names: bool
    at: datetime


def record_export(
    *, by: By, now: datetime, scope: Scope, run: RunFile, wanted: ContactFilter, kind: ExportKind, purpose: ExportPurpose, names: bool,
    entropy: Entropy = secrets.token_bytes,
) -> ContactExport:  # fmt: skip
    """Records an export and returns the contacts of a finished run that ``wanted`` keeps; with names for a case that stands only.

    Rows are read while the file is written. Raises RunRefused ("not_done", "names_closed", "too_long").
    """
    reader = require_scope(scope)
    if not run.done:
        raise RunRefused("not_done")
    if names and not run.names_open:
        raise RunRefused("names_closed")
    mark = MARK_SHAPE.draw(entropy)
    total = contact_page(reader, run, wanted, size=1).contacts.total
    if kind is ExportKind.PDF and total > MAX_PDF_ROWS:
        raise RunRefused("too_long")
    rows: Iterable[RunContactRow] = all_contacts(reader, run, wanted)
    opened: Mapping[int, Identity] = {}
    with transaction.atomic():
        if names:
            rows = list(rows)
            people = [row.person_id for row in rows]
            opened = open_identities(by=by, now=now, scope=reader, person_ids=people, purpose=run.purpose)
        record(
            by=by, now=now, action="investigations.export", subject=f"run:{run.code}",
            facts={
                "mark": mark, "kind": kind.value, "purpose": purpose.value, "rows": total, "names": names, "case": run.case_code,
                **filter_facts(wanted),
            },
        )  # fmt: skip
    return ContactExport(mark, run, rows, total, opened, is_onset_known(reader, run), names, now)


def filter_facts(wanted: ContactFilter) -> dict[str, str | int]:
    """What narrowed the list, as codes; nothing of what was left open."""
    facts: dict[str, str | int | None] = {
        "generation": wanted.generation, "level": wanted.level.value if wanted.level else None, "verdict": wanted.verdict or None,
        "commune": wanted.commune if UNIT_PATH.fullmatch(wanted.commune) else None, "via": wanted.via,
    }  # fmt: skip
    return {key: value for key, value in facts.items() if value is not None}
