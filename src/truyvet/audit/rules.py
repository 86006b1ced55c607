"""The chain: what is hashed of a row, and what a reading of the chain finds wrong."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

START = "0" * 64
"""The hash before the first row."""

RETENTION_DAYS = 731
"""Audit rows are kept for 24 months."""


class ChainFault(StrEnum):
    """What is wrong at one place of the chain."""

    CHANGED = "changed"
    MISSING = "missing"
    REORDERED = "reordered"
    CUT_SHORT = "cut_short"


@dataclass(frozen=True, slots=True)
class AuditContent:
    """A row as it is hashed: times in UTC, further subjects in order."""

    id: int
    at: datetime
    actor: str
    role: str
    purpose: str
    action: str
    subject: str
    facts: Mapping[str, object]
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One place of the chain as it stands in the database; ``content`` None when its row is gone."""

    position: int
    previous: str
    hash: str
    content: AuditContent | None


@dataclass(frozen=True, slots=True)
class ChainFinding:
    """A fault and the position where it was found."""

    position: int
    fault: ChainFault


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a reading of the chain found. ``head`` is the last position and its hash, to be noted elsewhere.

    ``begins`` is the first position expected (above 1 after old rows were let go), ``unsealed`` counts rows that wait.
    """

    read: int
    begins: int
    head: tuple[int, str]
    unsealed: int
    findings: tuple[ChainFinding, ...] = field(default=())

    @property
    def sound(self) -> bool:
        """Returns whether nothing is wrong."""
        return not self.findings


def digest(content: AuditContent, position: int, previous: str) -> str:
    """Returns the SHA-256 over the canonical JSON of a row and its place: sorted keys, no spaces, UTF-8."""
    body = {
        "id": content.id,
        "at": content.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": content.actor,
        "role": content.role,
        "purpose": content.purpose,
        "action": content.action,
        "subject": content.subject,
        "facts": content.facts,
        "also": sorted(content.also),
        "position": position,
        "previous": previous,
    }
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def read_chain(links: Iterable[ChainLink], begins: int, before: str, unsealed: int, noted: tuple[int, str] | None = None) -> ChainReport:
    """Walks the chain in order of position from ``begins``, whose previous hash must be ``before``.

    ``noted`` is a head written down earlier outside this database: only with it can rows cut off the end, or a chain
    rewritten as a whole, be seen.
    """
    findings: list[ChainFinding] = []
    expected, previous, read = begins, before, 0
    seen_note = noted is None or noted[0] < begins
    for link in links:
        read += 1
        if link.position != expected:
            findings.append(ChainFinding(expected, ChainFault.MISSING))
        elif link.previous != previous:
            findings.append(ChainFinding(link.position, ChainFault.REORDERED))
        if link.content is None:
            findings.append(ChainFinding(link.position, ChainFault.MISSING))
        elif digest(link.content, link.position, link.previous) != link.hash:
            findings.append(ChainFinding(link.position, ChainFault.CHANGED))
        if noted is not None and link.position == noted[0]:
            seen_note = True
            if link.hash != noted[1]:
                findings.append(ChainFinding(link.position, ChainFault.CHANGED))
        expected, previous = link.position + 1, link.hash
    if not seen_note and noted is not None:
        findings.append(ChainFinding(noted[0], ChainFault.CUT_SHORT))
    return ChainReport(read, begins, (expected - 1, previous), unsealed, tuple(findings))
