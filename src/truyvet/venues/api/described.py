"""The interface as django-ninja describes it: shapes of what is sent and answered. Moments: whole epoch seconds."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from truyvet.tracing.calendar import LAST

Moment = Annotated[int, Field(ge=0, lt=LAST, examples=[1622422800])]
Way = Literal["in", "out", "both"]
Verdict = Literal["pass", "look", "no"]


class PlainScan(Schema):
    """One scan as it was read. ``told``: the verdict that the device showed by itself; "" when it waits for ours."""

    event_id: UUID
    at: Moment
    text: str = Field(max_length=7_089, description="The text of the code, as scanned.")
    way: Way | None = Field(None, description="Absent: as the gate is set.")
    told: Literal["", "pass", "look", "no"] = ""
    place: int = Field(0, ge=0, description="The device's own running number.")
    group: UUID | None = Field(None, description="Scans of one bus.")


class SealedScan(Schema):
    """The same, sealed to the key of ``GET gate`` when it was made: HPKE, info = "truyvet scan 1" and the 16 bytes of event_id."""

    event_id: UUID
    sealed: str = Field(description="base64url of enc ‖ ciphertext of the JSON of a plain scan, without event_id")
    kid: str | None = None


class Scans(Schema):
    """At most 200 scans. ``sent_at``: what the device's clock shows now, by which its moments are corrected."""

    sent_at: Moment | None = None
    scans: list[SealedScan | PlainScan] = Field(max_length=200)


class ScanResult(Schema):
    """What became of one scan; results stand in the order of the scans. ``refused``: it is not stored; do not send it again."""

    event_id: UUID | None
    state: Literal["accepted", "repeated", "refused"]
    verdict: Verdict
    reason: str
    initials: str | None = None
    declared_at: Moment | None = None


class Results(Schema):
    """The answer comes after the scans are on disk."""

    now: Moment
    results: list[ScanResult]


class ApiError(Schema):
    """One word: unknown_key, too_many_requests, busy, not_json, no_scans, too_many_scans, too_large, too_slow, …"""

    error: str


class ApiPublicKey(Schema):
    """A public key on P-256; ``kid`` in hexadecimal, ``x`` and ``y`` in base64url."""

    kid: str
    x: str
    y: str


class GateVenue(Schema):
    """Where the gate stands; ``zone`` is "" at the venue itself."""

    code: str
    name: str
    kind: str
    zone: str
    commune: str


class GateFile(Schema):
    """All that a gate needs to decide without a network."""

    now: Moment
    venue: GateVenue
    gate: dict[str, str]
    policy: dict[str, int | str]
    keys: list[ApiPublicKey]
    seal: ApiPublicKey
    revoked: dict[str, int | list[str]] = Field(description="{at, tokens}: hex of the first 8 bytes of SHA-256 of a token")
    entrances: list[str] = Field(description="ids of the codes posted at this venue, in hexadecimal")
    until: Moment = Field(description="when this key ends")


class AskCode(Schema):
    """Somebody without a code says their phone number: a one-time code is sent to it."""

    phone: str = Field(max_length=40)


class Ticket(Schema):
    """Keep the ticket for the answer. ``wait``: seconds until this number may have another code; then no ticket is given."""

    ticket: str
    wait: int


class TypedCode(Schema):
    """The code that the person reads out, and the scan that it stands for."""

    ticket: str = Field(max_length=400)
    phone: str = Field(max_length=40)
    code: str = Field(max_length=16)
    birth_year: int | None = Field(None, ge=1880, le=2200)
    event_id: UUID
    at: Moment
    way: Way | None = None
    sent_at: Moment | None = None


class CodeResult(Schema):
    """``outcome``: ok, wrong, expired, spent or ask_year; with ok the result of the scan."""

    outcome: str
    result: ScanResult | None = None
