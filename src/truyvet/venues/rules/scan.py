"""A scan on its way to the database, the decision about it, and its answer: the same values for every door."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from truyvet.codes.code_reasons import CodeKind, CodeReason
from truyvet.codes.identity_documents import IdentityDocument
from truyvet.venues.rules.plausibility import Sign
from truyvet.venues.rules.venue_kinds import Assurance, VisitSource
from truyvet.venues.rules.visit_time import VisitRefusal

PHONE: Final = "phone"
"""The stored kind of a scan of a phone number that was proved by a one-time code; beside the kinds of codes."""
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
class ScannedVenue:
    """What the rules need of the venue where a scan was made. ``opens``, ``closes``: seconds since local midnight, None if unknown."""

    id: int
    code: str
    kind: str
    unit_id: int
    opens: int | None = None
    closes: int | None = None
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class GateDevice:
    """A gate whose key was valid a second ago.

    ``posted_code_ids``: ids of the codes posted at its venue. ``seen_at``: when its last contact was recorded.
    """

    gate_id: int
    venue: ScannedVenue
    way: GateWay
    posted_code_ids: frozenset[bytes] = frozenset()
    seen_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class PresentedCode:
    """A presented code, read and its signatures checked. Of an identity document only what finds its holder is kept.

    ``reason``: why the code itself is refused. ``token`` and ``declared`` of ours, also where only its time is wrong. ``moment``: when the
    phone signed a pass.
    """

    kind: CodeKind
    reason: CodeReason | None = None
    token: bytes | None = None
    declared: int | None = None
    document: IdentityDocument | None = None
    is_phone_number: bool = False
    moment: int | None = None

    def identity(self, text: str) -> str:
        """Returns what two scans of the same code share: of a pass what was signed, since a signature has two spellings."""
        return text if self.token is None or self.moment is None else f"pass {self.token.hex()} {self.moment}"

    @property
    def name(self) -> str:
        """Returns the kind as it is stored."""
        return PHONE if self.is_phone_number else self.kind.value


@dataclass(frozen=True, slots=True)
class GateSighting:
    """What only a gate tells about a scan: the device, the code it read, its running number, its own verdict, and a bus's scans."""

    gate: GateDevice
    code: PresentedCode
    sequence: int = 0
    device_verdict: str = ONLINE
    group: UUID | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """One check-in, check-out or whole stay, from any door, with its time corrected and its code read.

    ``at``: epoch seconds by our clock; ``skew``: seconds that were added to the device's clock. ``body_hash``: 32 bytes; of a gate 16
    that stand for the presented code, then 16 for the rest. ``check_out_settled``: no later scan ends this stay. ``is_live`` is False for
    visits that another register recorded. ``refused``: why it cannot be stored, whoever was there. ``person_id`` is None at a gate until
    the code's holder is looked up.
    """

    event_id: UUID
    body_hash: bytes
    venue: ScannedVenue
    way: GateWay
    at: int
    source: VisitSource
    assurance: Assurance
    skew: int = 0
    person_id: int | None = None
    check_out: int | None = None
    check_out_settled: bool = False
    is_live: bool = True
    refused: VisitRefusal | None = None
    sighting: GateSighting | None = None


@dataclass(frozen=True, slots=True)
class DecidedScan:
    """A scan with its verdict. ``person_id`` is None for a person who is unknown here; only admitted persons get a visit."""

    scan: Scan
    person_id: int | None
    verdict: str = "pass"
    reason: str = ""
    is_admitted: bool = True
    is_replayed: bool = False
    initials: str = ""
    declared_at: int | None = None


@dataclass(frozen=True, slots=True)
class ScanAnswer:
    """The answer to one scan. ``at`` and ``declared_at`` in epoch seconds; ``initials`` is "" when the person is unknown."""

    event_id: UUID
    state: ScanState
    verdict: str
    reason: str
    initials: str = ""
    declared_at: int | None = None
    at: int = 0
    signs: Sign = Sign.NONE


def was_admitted(verdict: str, device_verdict: str) -> bool:
    """Returns whether the person went through. The guard's view counts: somebody let in offline was there."""
    return (device_verdict or verdict) == "pass"


def source_of(code: PresentedCode) -> VisitSource:
    """Returns the source of a visit that begins with this code."""
    if code.kind is CodeKind.PASS and not code.is_phone_number:
        return VisitSource.GATE
    return VisitSource.CARD if code.kind is CodeKind.CARD else VisitSource.MANUAL
