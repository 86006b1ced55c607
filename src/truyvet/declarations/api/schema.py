"""What a page sends and gets for a declaration: one set of classes that parses the JSON and describes it.

Nothing that is sent is trusted. Every problem is reported at once, by field and code, and never with what was typed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, Field, PlainValidator, ValidationError, WithJsonSchema
from pydantic_core import PydanticCustomError

from truyvet.core.refusal import Refusal
from truyvet.core.toml_table import LANGUAGES
from truyvet.declarations.rules.submission import MADE_FOR, MAX_ANSWERS, MAX_ANSWERS_BYTES, TIES, DeclarationRefused, Submission
from truyvet.tracing.calendar import LAST

UUID_LENGTH: Final = 36


def _refused(code: str) -> PydanticCustomError:
    return PydanticCustomError(code, code)


def _event_id(value: Any) -> UUID:
    try:
        if isinstance(value, str) and len(value) == UUID_LENGTH:
            return UUID(value)
    except ValueError:
        pass
    raise _refused("not_an_event")


def _plain_text(max_chars: int) -> Any:
    """Returns the type of a printable ASCII text of 1 to ``max_chars`` characters."""

    def parse(value: Any) -> str:
        if isinstance(value, str) and 0 < len(value) <= max_chars and value.isascii() and value.isprintable():
            return value
        raise _refused("missing" if value in (None, "") else "not_known")

    return Annotated[str, PlainValidator(parse), WithJsonSchema({"type": "string", "pattern": "^[ -~]+$", "maxLength": max_chars})]


def _one_of(allowed: tuple[str, ...], *, is_required: bool = True) -> Any:
    """Returns the type of one of a few codes."""

    def parse(value: Any) -> str:
        if value in (None, "") and not is_required:
            return ""
        if isinstance(value, str) and value in allowed:
            return value
        raise _refused("missing" if value in (None, "") else "not_known")

    return Annotated[str, PlainValidator(parse), WithJsonSchema({"enum": list(allowed)})]


def _moment(value: Any) -> datetime:
    """Returns the instant of epoch seconds, or of a text with a zone like "2021-05-31T01:00:00.000Z"."""
    seconds = _epoch_seconds(value)
    # The comparison also refuses NaN, infinity and whole numbers of a thousand digits.
    if seconds is not None and 0 <= seconds < LAST:
        return datetime.fromtimestamp(int(seconds), UTC)
    raise _refused("missing" if value is None else "not_a_moment")


def _epoch_seconds(value: Any) -> float | None:
    if isinstance(value, str) and len(value) <= 40:
        try:
            moment = datetime.fromisoformat(value)
            return moment.timestamp() if moment.tzinfo else None
        except (ValueError, OverflowError):
            return None
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _relative_id(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63:
        return value
    raise _refused("not_known")


def _answers(value: Any) -> dict[str, object]:
    if not isinstance(value, dict):
        raise _refused("missing" if value is None else "not_answers")
    if len(value) > MAX_ANSWERS:
        raise _refused("too_many")
    try:
        # Half a surrogate pair, a zero byte or a nest too deep cannot be stored anywhere below.
        plain = json.dumps(value, ensure_ascii=False, allow_nan=False)
        size = len(plain.encode())
    except (ValueError, RecursionError):
        raise _refused("not_text") from None
    if size > MAX_ANSWERS_BYTES:
        raise _refused("too_large")
    if "\\u0000" in plain:
        raise _refused("not_text")
    return value


def _optional(parse: Callable[[Any], Any]) -> PlainValidator:
    return PlainValidator(lambda value: None if value is None else parse(value))


_MOMENT_SCHEMA: Final = {
    "anyOf": [{"type": "number", "minimum": 0, "exclusiveMaximum": LAST}, {"type": "string", "format": "date-time", "maxLength": 40}]
}
Moment = Annotated[datetime, PlainValidator(_moment), WithJsonSchema(_MOMENT_SCHEMA)]


class SubmissionBody(BaseModel):
    """A declaration as a page sends it. Moments are by the sender's clock: epoch seconds, or a text with a zone."""

    event_id: Annotated[UUID, PlainValidator(_event_id), WithJsonSchema({"type": "string", "format": "uuid"})] = Field(
        description="The idempotency key: made by the page, the same on every attempt."
    )
    form: _plain_text(24) = Field(description="A form by name or alias.")  # type: ignore[valid-type]
    answers: Annotated[dict[str, object], PlainValidator(_answers), WithJsonSchema({"type": "object", "maxProperties": MAX_ANSWERS})] = (
        Field(description=f"Answers by field name of the form, {MAX_ANSWERS_BYTES >> 10} KiB of JSON at most.")
    )
    made_at: Moment = Field(description="When the form was filled in.")
    version: _plain_text(16) = Field(description="The version of the form.")  # type: ignore[valid-type]
    language: _one_of(LANGUAGES) = Field(description="The language in which it was shown.")  # type: ignore[valid-type]
    consent: _plain_text(16) = Field(description="The version of the consent text that was shown.")  # type: ignore[valid-type]
    made_for: _one_of(MADE_FOR) = Field(description="For whom it was filled in.")  # type: ignore[valid-type]
    sent_at: Annotated[datetime | None, _optional(_moment), WithJsonSchema(_MOMENT_SCHEMA)] = Field(
        None, description="What the sender's clock shows now, by which made_at is corrected."
    )
    relative_id: Annotated[int | None, _optional(_relative_id), WithJsonSchema({"type": "integer", "minimum": 1})] = Field(
        None, description="Whom of the declarer's own list it is about."
    )
    tie: _one_of(TIES, is_required=False) = Field("", description="How the person is related to the declarer.")  # type: ignore[valid-type]


class CallBody(BaseModel):
    """A number to call: ``dial`` holds digits, ``shown`` the same digits in groups."""

    label: str
    dial: str
    shown: str


class AcceptedBody(BaseModel):
    """200: the declaration is stored. It says what to do now, never what staff call the person."""

    state: Literal["accepted", "repeated"]
    code: str = Field(description="The code of the declaration, to quote when asking.")
    advice: list[str] = Field(description="What to do now, in the reader's language.")
    may_have_pass: bool
    needs_sign_in: bool = Field(description="A one-time code of the phone would prove the declaration.")
    closes_gate: bool = Field(description="What it says hides the pass on this phone until somebody has called.")
    calls: list[CallBody] = Field(default_factory=list, description="Whom to call, nearest first, where the advice says so.")


class ProblemBody(BaseModel):
    """One thing to correct. ``field`` by name; "peopleMet.0.phone" inside a repeat."""

    field: str
    reason: str
    words: str = Field(description="The same for people, in the reader's language.")


class RefusedBody(BaseModel):
    """Any other status. 422 problems, 401 sign_in, 409 event_conflict, 429 too_many, 503 busy; 400 and 415 not_json, 403 other_site,
    413 too_large."""

    error: Literal["problems", "sign_in", "event_conflict", "too_many", "busy", "not_json", "other_site", "too_large"]
    problems: list[ProblemBody] | None = None
    wait: int | None = Field(default=None, description="429: seconds after which to come again.")


def parse_submission(body: Mapping[str, object]) -> Submission:
    """Returns the submission in a JSON object. Raises DeclarationRefused with every problem, and nothing else."""
    try:
        read = SubmissionBody.model_validate(body)
    except ValidationError as error:
        raise DeclarationRefused(*map(_problem, error.errors(include_url=False, include_context=False, include_input=False))) from None
    return Submission(
        event_id=read.event_id,
        form=read.form,
        answers=read.answers,
        made_at=read.made_at,
        version=read.version,
        language=read.language,
        consent=read.consent,
        made_for=read.made_for,
        sent_at=read.sent_at,
        relative_id=read.relative_id,
        tie=read.tie,
    )


def _problem(error: Any) -> Refusal:
    name = str(error["loc"][0]) if error["loc"] else ""
    return Refusal("not_an_event" if name == "event_id" else str(error["type"]), name)
