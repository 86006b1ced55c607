"""The JSON of the phone API, each request and answer once: these models read it and describe it (docs/reference/phone-api.md).

Bytes are base64url without padding. Fields that are not described are ignored. A request that does not fit is answered with one word,
and the answer names no value of it.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Final, Literal, TypeAlias
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from truyvet.devices.rules.shared_matches import MAX_MATCHES_PER_SHARE, MatchReport, SharingConsent
from truyvet.devices.rules.verification_certificates import HMAC_BYTES, MAX_CERTIFICATE_CHARS, MAX_HMAC_SECRET_BYTES, base64url_decode
from truyvet.proximity.diagnosis_keys import MAX_KEYS_PER_UPLOAD, UploadedKey
from truyvet.proximity.errors import CallerError
from truyvet.proximity.rolling_identifiers import INTERVAL_NUMBER_LIMIT, KEY_BYTES, TEK_ROLLING_PERIOD, TemporaryExposureKey

DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


def _text(max_chars: int) -> object:
    return Field(min_length=1, max_length=max_chars, pattern=r"^[\x20-\x7e]*$")


def _base64url(value: object) -> bytes:
    if not isinstance(value, str):
        raise ValueError("not a text")
    return base64url_decode(value)


def _bytes(least: int, most: int) -> tuple[object, ...]:
    """Returns the metadata of bytes of such a length."""
    size = f"{least} to {most}" if least < most else str(least)
    described = {"type": "string", "pattern": "^[A-Za-z0-9_-]*$", "contentEncoding": "base64url", "x-bytes": size}
    return BeforeValidator(_base64url), Field(min_length=least, max_length=most), WithJsonSchema(described)


def _day(value: object) -> date:
    if not isinstance(value, str) or not DAY.fullmatch(value):
        raise ValueError("not a day")
    return date.fromisoformat(value)


UploadCodeText: TypeAlias = Annotated[str, _text(20), Field(description="the upload code that staff gave, as it was typed")]
InstallationToken: TypeAlias = Annotated[str, _text(80), Field(description="the token of the installation")]
KeyData: TypeAlias = Annotated[bytes, *_bytes(KEY_BYTES, KEY_BYTES)]
Hmac: TypeAlias = Annotated[bytes, *_bytes(HMAC_BYTES, HMAC_BYTES)]
HmacSecret: TypeAlias = Annotated[bytes, *_bytes(1, MAX_HMAC_SECRET_BYTES)]
Day: TypeAlias = Annotated[date, BeforeValidator(_day), Field(description="the local day")]
Language: TypeAlias = Literal["vi", "en"]
Chaff: TypeAlias = Annotated[bool, Field(description="the request is chaff: it is answered as a real one, and changes nothing")]


class PhoneRequest(BaseModel):
    """A request of a phone."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class PhoneResponse(BaseModel):
    """An answer; the door adds ``padding`` to it, up to RESPONSE_BYTES."""

    model_config = ConfigDict(frozen=True)


class PhoneRefusal(PhoneResponse):
    """Any other status than 200."""

    error: str = Field(
        description="one word: bad_request, refused, bad_phone, no_gateway, too_many_requests, or what is wrong with keys, matches"
    )


class ConsentGiven(PhoneRequest):
    """The text that the owner agreed to, as ``GET config`` words it."""

    version: Annotated[str, _text(16)]
    language: Annotated[str, _text(2)]

    def value(self) -> SharingConsent:
        """Returns the consent as the rules take it."""
        return SharingConsent(self.version, self.language)


class RegisterRequest(PhoneRequest):
    """An installation registers, and may ask for a one-time code at once.

    503 ``no_gateway``: no code reaches a telephone. The same event without a phone registers all the same.
    """

    event_id: UUID = Field(description="made by the client; the same one gets the same token")
    platform: Literal["android", "ios", "linux", "wearable", "other"]
    phone: Annotated[str, Field(max_length=40, pattern=r"^[\x20-\x7e]*$")] | None = None
    language: Language = "vi"


class RegisterResponse(PhoneResponse):
    """The token of the installation."""

    installation: str
    wait: int | None = Field(None, description="only with a phone: seconds until this number may have another code")


class PhoneCodeRequest(PhoneRequest):
    """Asks for a one-time code by message."""

    installation: InstallationToken
    phone: Annotated[str, _text(40)]
    language: Language = "vi"


class PhoneCodeResponse(PhoneResponse):
    """The code is on its way."""

    wait: int = Field(description="seconds until this number may have another code")


class PhoneCheckRequest(PhoneRequest):
    """Brings the one-time code back."""

    installation: InstallationToken
    code: Annotated[str, _text(16)]
    birth_year: Annotated[int, Field(ge=1880, le=2200)] | None = Field(None, description="when the number has several owners")


class PhoneCheckResponse(PhoneResponse):
    """What the code led to."""

    outcome: str = Field(description='"ok", "wrong", "expired", "spent", "ask_year" or "year_spent"')


class ForgetRequest(PhoneRequest):
    """The installation is to be forgotten."""

    installation: InstallationToken


class VerifyRequest(PhoneRequest):
    """Exchanges an upload code for a verification certificate."""

    code: UploadCodeText
    hmac: Hmac = Field(description="HMAC-SHA256 of the keys under the device's secret")
    chaff: Chaff = False


class VerifyResponse(PhoneResponse):
    """The verification certificate."""

    certificate: str
    expires: int = Field(description="epoch seconds")


class DiagnosisKeyUpload(PhoneRequest):
    """One temporary exposure key."""

    key_data: KeyData
    rolling_start_interval_number: int = Field(ge=0, le=INTERVAL_NUMBER_LIMIT)
    rolling_period: int = Field(TEK_ROLLING_PERIOD, ge=1, le=TEK_ROLLING_PERIOD)
    transmission_risk_level: int = Field(0, ge=0, le=8)

    @model_validator(mode="after")
    def _is_a_key(self) -> DiagnosisKeyUpload:
        try:
            self.value()
        except CallerError as error:
            raise ValueError(str(error)) from None
        return self

    def value(self) -> UploadedKey:
        """Returns the key as the rules take it."""
        key = TemporaryExposureKey(self.key_data, self.rolling_start_interval_number, self.rolling_period)
        return UploadedKey(key, self.transmission_risk_level)


class PublishRequest(PhoneRequest):
    """Uploads the keys of a certificate."""

    keys: list[DiagnosisKeyUpload] = Field(max_length=MAX_KEYS_PER_UPLOAD + 1)
    hmac_secret: HmacSecret
    certificate: Annotated[str, _text(MAX_CERTIFICATE_CHARS)]
    link: ConsentGiven | None = Field(None, description="matches with these keys may be tied to the case")
    chaff: Chaff = False


class PublishResponse(PhoneResponse):
    """The keys were accepted."""

    taken: int = Field(description="keys that were uploaded")
    waiting: int = Field(description="keys whose embargo has not ended")
    until: int = Field(description="when the last embargo ends, epoch seconds; 0: all have ended")


class MatchUpload(PhoneRequest):
    """One published key that the device met."""

    event_id: UUID = Field(description="made by the client; the same one is stored once")
    key_data: KeyData
    day: Day
    minutes: int = Field(ge=1, le=1_440)
    confidence: Annotated[str, _text(7)] = Field(description='"near", "unclear" or "far"')
    probability: Annotated[float, Field(ge=0, le=1)] | None = None
    start: Annotated[int, Field(ge=0, le=2**40)] | None = Field(None, description="epoch seconds")

    def value(self) -> MatchReport:
        """Returns the match as the rules take it."""
        ppm = None if self.probability is None else int(self.probability * 1_000_000)
        return MatchReport(self.event_id, self.key_data, self.day, self.minutes, self.confidence, ppm, self.start)


def _is_each_once(matches: list[MatchUpload]) -> list[MatchUpload]:
    if len({each.event_id for each in matches}) < len(matches):
        raise ValueError("an event stands twice")
    return matches


class _Matches(PhoneRequest):
    consent: ConsentGiven | None = None
    matches: Annotated[list[MatchUpload], Field(min_length=1, max_length=MAX_MATCHES_PER_SHARE), AfterValidator(_is_each_once)]

    def consent_value(self) -> SharingConsent:
        """Returns the consent as the rules take it; an empty one when none was given."""
        return self.consent.value() if self.consent else SharingConsent("", "")

    def match_values(self) -> list[MatchReport]:
        """Returns the matches as the rules take them."""
        return [each.value() for each in self.matches]


class ShareRequest(_Matches):
    """An exposed person shares matches."""

    installation: InstallationToken


class LogRequest(_Matches):
    """A patient shares the matches of the device's log, with an upload code of kind "log"."""

    code: UploadCodeText


class SharedResponse(PhoneResponse):
    """The matches were stored."""

    held: int = Field(description="matches that are stored")


class EmptyResponse(PhoneResponse):
    """Nothing but padding."""


OPERATIONS: Final[dict[str, tuple[type[PhoneRequest], type[PhoneResponse]]]] = {
    "register": (RegisterRequest, RegisterResponse),
    "phone": (PhoneCodeRequest, PhoneCodeResponse),
    "phone/check": (PhoneCheckRequest, PhoneCheckResponse),
    "forget": (ForgetRequest, EmptyResponse),
    "verify": (VerifyRequest, VerifyResponse),
    "publish": (PublishRequest, PublishResponse),
    "share": (ShareRequest, SharedResponse),
    "log": (LogRequest, SharedResponse),
}
"""The last part of each address below ``/api/bluezone/v1/``, with what ``POST`` takes and answers."""
