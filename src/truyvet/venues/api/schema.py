"""What gates and turnstiles send and get: one set of classes that parses the JSON and describes it on the OpenAPI page.

Moments are whole epoch seconds.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, Field, PlainValidator, SkipValidation, WithJsonSchema

from truyvet.codes.code_reader import MAX_CODE_CHARS, trim_code
from truyvet.tracing.calendar import LAST

MAX_SCANS_PER_REQUEST: Final = 200
"""Ours: a gate that was offline empties its queue in pieces, and a lost answer costs one of them."""
MAX_SEQUENCE: Final = 2**53
"""JavaScript counts exactly up to here."""
MAX_TEXT_LENGTH: Final = 2 * MAX_CODE_CHARS
"""Scanners and clipboards add letters around a code."""


def _code_text(value: Any) -> str:
    """Returns the text as it stands on the code. Text that is no Unicode is no error here: it is read as a code of nobody."""
    if not isinstance(value, str) or len(value) > MAX_TEXT_LENGTH:
        raise ValueError("no text of a code")
    return trim_code(value)


Moment = Annotated[int, Field(strict=True, ge=0, lt=LAST, examples=[1622422800])]
CodeText = Annotated[str, PlainValidator(_code_text), WithJsonSchema({"type": "string", "maxLength": MAX_TEXT_LENGTH})]
Way = Literal["in", "out", "both"]
Verdict = Literal["pass", "look", "no"]


class ScanBody(BaseModel):
    """A scan as the device tells it, by its own clock: what a sealed scan holds."""

    at: Moment
    text: CodeText = Field(description="The text of the code, as scanned.", repr=False)
    way: Way | None = Field(None, description="Absent: as the gate is set.")
    told: Literal["", "pass", "look", "no"] = ""
    place: int = Field(0, strict=True, ge=0, lt=MAX_SEQUENCE, description="The device's own running number.")
    group: UUID | None = Field(None, description="Scans of one bus.")


class PlainScan(ScanBody):
    """One scan as it was read. ``told``: the verdict that the device showed by itself; "" when it waits for ours."""

    event_id: UUID


class SealedScan(BaseModel):
    """The same, sealed to the key of ``GET gate`` when it was made: HPKE, info = "truyvet scan 1" and the 16 bytes of event_id."""

    event_id: UUID
    sealed: str = Field(description="base64url of enc ‖ ciphertext of the JSON of a plain scan, without event_id")
    kid: SkipValidation[str | None] = None


class Scans(BaseModel):
    """At most 200 scans. ``sent_at``: what the device's clock shows now, by which its moments are corrected."""

    sent_at: Moment | None = None
    scans: list[SkipValidation[SealedScan | PlainScan]] = Field(max_length=MAX_SCANS_PER_REQUEST)
    """Each is parsed by itself, so that one that is wrong does not take the others with it."""


class ScanResult(BaseModel):
    """What became of one scan; results stand in the order of the scans. ``refused``: it is not stored; do not send it again."""

    event_id: UUID | None
    state: Literal["accepted", "repeated", "refused"]
    verdict: Verdict
    reason: str
    initials: str | None = None
    declared_at: Moment | None = None


class Results(BaseModel):
    """The answer comes after the scans are on disk."""

    now: Moment
    results: list[ScanResult]


class ApiError(BaseModel):
    """One word: unknown_key, too_many_requests, busy, not_json, no_scans, too_many_scans, too_large, too_slow, …"""

    error: str


class ApiPublicKey(BaseModel):
    """A public key on P-256; ``kid`` in hexadecimal, ``x`` and ``y`` in base64url."""

    kid: str
    x: str
    y: str


class GateVenue(BaseModel):
    """Where the gate stands; ``zone`` is "" at the venue itself."""

    code: str
    name: str
    kind: str
    zone: str
    commune: str


class GateSettings(BaseModel):
    """How the gate was set up; ``kind``: a page in a browser, or a turnstile."""

    label: str
    way: Way
    kind: Literal["page", "turnstile"]


class GatePolicyBody(BaseModel):
    """What opens here: a declaration of at most so many hours with a pass, or days with a card, and what a card or a paper gets."""

    pass_hours: int
    card_days: int
    card_verdict: Verdict
    paper_verdict: Verdict


class RevokedTokens(BaseModel):
    """Passes that must not open although they have not ended, as of ``at``."""

    at: Moment
    tokens: list[str] = Field(description="hex of the first 8 bytes of SHA-256 of a token, sorted")


class GateFile(BaseModel):
    """All that a gate needs to decide without a network."""

    now: Moment
    venue: GateVenue
    gate: GateSettings
    policy: GatePolicyBody
    keys: list[ApiPublicKey]
    seal: ApiPublicKey
    revoked: RevokedTokens
    entrances: list[str] = Field(description="ids of the codes posted at this venue, in hexadecimal")
    until: Moment = Field(description="when this key ends")


class AskCode(BaseModel):
    """Somebody without a code says their phone number: a one-time code is sent to it."""

    phone: str = Field(max_length=40)


class Ticket(BaseModel):
    """Keep the ticket for the answer. ``wait``: seconds until this number may have another code; then no ticket is given."""

    ticket: str
    wait: int


class TypedCode(BaseModel):
    """The code that the person reads out, and the scan that it stands for."""

    ticket: str = Field(max_length=400)
    phone: str = Field(max_length=40)
    code: str = Field(max_length=16)
    birth_year: int | None = Field(None, ge=1880, le=2200)
    event_id: UUID
    at: Moment
    way: Way | None = None
    sent_at: Moment | None = None


class CodeResult(BaseModel):
    """``outcome``: ok, wrong, expired, spent, ask_year or year_spent (no more years of birth today); with ok the result of the scan."""

    outcome: str
    result: ScanResult | None = None
