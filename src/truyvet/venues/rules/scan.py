"""A gate's scan, its answer, and what follows from the verdicts for the person who stood there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from truyvet.codes.code_reasons import CodeKind, CodeReason
from truyvet.codes.identity_documents import IdentityDocument
from truyvet.venues.rules.kinds import VisitSource
from truyvet.venues.rules.visit_time import VisitRefusal

PHONE: Final = "phone"
"""What was shown is a phone number, proved by a one-time code; beside the kinds of codes."""
REPLAY_WINDOW_S: Final = 300
"""Seconds: the same code of the same moment seen at two gates within this time is one phone's picture on another."""
ONLINE: Final = ""
"""The ``device_verdict`` of a device that asked us before it decided."""


class GateWay(StrEnum):
    """How a gate is set."""

    IN = "in"
    OUT = "out"
    BOTH = "both"


class ScanState(StrEnum):
    """What became of a submitted scan."""

    ACCEPTED = "accepted"
    REPEATED = "repeated"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class GateDevice:
    """A gate whose key was valid a second ago. ``opens``, ``closes``: seconds since local midnight, None if unknown.

    ``posted``: ids of the codes posted at its venue. ``seen_at``: when it was last noted that it was here.
    """

    gate_id: int
    venue_id: int
    venue_code: str
    venue_kind: str
    unit_id: int
    way: GateWay
    opens: int | None = None
    closes: int | None = None
    posted: frozenset[bytes] = frozenset()
    seen_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class PresentedCode:
    """A presented code, read and its signatures checked. Of an identity document only what finds its holder is kept.

    ``reason``: why the code itself is refused. ``token`` and ``declared`` of ours, also where only its time is wrong.
    """

    kind: CodeKind
    reason: CodeReason | None = None
    token: bytes | None = None
    declared: int | None = None
    document: IdentityDocument | None = None
    person_id: int | None = None
    """Known beforehand: of a phone number that was proved."""
    phone: bool = False

    @property
    def name(self) -> str:
        """Returns the kind as it is stored."""
        return PHONE if self.phone else self.kind.value


@dataclass(frozen=True, slots=True)
class IncomingScan:
    """One scan of one gate. ``at``: epoch seconds by our clock; ``skew``: seconds that were added to the device's clock.

    ``body_hash``: 16 bytes that stand for what was presented, then 16 for all else that was said.
    ``refused``: the scan itself cannot be taken, whatever was presented.
    """

    event_id: UUID
    gate: GateDevice
    body_hash: bytes
    at: int
    way: GateWay
    code: PresentedCode
    skew: int = 0
    sequence: int = 0
    device_verdict: str = ONLINE
    group: UUID | None = None
    refused: VisitRefusal | None = None

    @property
    def code_hash(self) -> bytes:
        """Returns the bytes that stand for the very code that was presented, at its moment."""
        return self.body_hash[:16]


@dataclass(frozen=True, slots=True)
class ScanAnswer:
    """The answer to one scan. ``declared_at`` in epoch seconds; ``initials`` is "" when the person is unknown."""

    event_id: UUID
    state: ScanState
    verdict: str
    reason: str
    initials: str = ""
    declared_at: int | None = None


def was_admitted(verdict: str, device_verdict: str) -> bool:
    """Returns whether the person went through. The guard's view counts: somebody let in offline was there."""
    return (device_verdict or verdict) == "pass"


def source_of(read: PresentedCode) -> VisitSource:
    """Returns the source of a visit that begins with this scan."""
    if read.kind is CodeKind.PASS and not read.phone:
        return VisitSource.GATE
    return VisitSource.CARD if read.kind is CodeKind.CARD else VisitSource.MANUAL
