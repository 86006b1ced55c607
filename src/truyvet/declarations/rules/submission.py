"""Parses the JSON of a declaration as a page sends it, without trusting a byte of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from truyvet.declarations.rules.answer_check import AnswerProblem
from truyvet.tracing.calendar import LAST

MADE_FOR: Final = ("self", "relative", "other")
TIES: Final = ("", "parent", "child", "spouse", "sibling", "grandparent", "grandchild", "household", "other")
CHANNELS: Final = ("web", "team", "zalo", "import", "agent")
LANGUAGES: Final = ("vi", "en")
MAX_ANSWERS: Final = 200
MAX_ANSWERS_BYTES: Final = 64 * 1024
"""All answers of one declaration together, as UTF-8 JSON."""
SIGN_IN: Final = "sign_in"
"""Why a declaration for a relative who was chosen from one's own list waits until its declarer signs in again."""


class DeclarationRefused(ValueError):
    """The declaration cannot be taken; ``problems`` holds every reason at once. The message holds field names only."""

    def __init__(self, *problems: AnswerProblem) -> None:
        self.problems = problems
        super().__init__(", ".join(f"{each.field}: {each.reason}" for each in problems))


class EventConflict(ValueError):
    """The event id was used before, with another body."""


@dataclass(frozen=True, slots=True, repr=False)
class Submission:
    """A declaration as somebody sent it. It has no readable repr, so that it cannot slip into a log.

    ``person_id``: the signed-in citizen who declares; ``staff``: the member of a community team. ``relative_id``: whom
    of their relatives they chose. ``made_at`` and ``sent_at`` by the sender's clock. ``sent_at`` None: the clock is ours.
    """

    event_id: UUID
    form: str
    answers: Mapping[str, object]
    made_at: datetime
    version: str = ""
    language: str = "vi"
    consent: str = ""
    made_for: str = "self"
    sent_at: datetime | None = None
    channel: str = "web"
    person_id: int | None = None
    staff: int | None = None
    relative_id: int | None = None
    tie: str = ""

    @property
    def own_person_id(self) -> int | None:
        """Returns the id of the signed-in citizen when they declare for themselves, else None."""
        return self.person_id if self.made_for == "self" and self.staff is None else None

    @property
    def is_vouched_for(self) -> bool:
        """Whether a proved phone or a member of staff vouches for it: only then it changes what a gate sees."""
        return self.person_id is not None or self.staff is not None

    def body(self) -> str:
        """Returns everything that identifies this declaration; not who was signed in, nor its channel, nor when it was sent."""
        parts = (
            self.form, self.version, self.language, self.consent, self.made_for, self.relative_id, self.tie,
            int(self.made_at.timestamp()), self.answers,
        )  # fmt: skip
        return json.dumps(parts, ensure_ascii=False, sort_keys=True)


def parse_submission(body: Mapping[str, object]) -> Submission:
    """Returns the submission in a JSON object. Raises DeclarationRefused for any other shape, and nothing else."""
    reader = _Reader(body)
    submission = Submission(
        event_id=reader.event(),
        form=reader.text("form", 24),
        answers=reader.answers(),
        made_at=reader.moment("made_at") or datetime.fromtimestamp(0, UTC),
        version=reader.text("version", 16),
        language=reader.one_of("language", LANGUAGES),
        consent=reader.text("consent", 16),
        made_for=reader.one_of("made_for", MADE_FOR),
        sent_at=reader.moment("sent_at", needed=False),
        relative_id=reader.number("relative_id"),
        tie=reader.one_of("tie", TIES, needed=False),
    )
    if reader.problems:
        raise DeclarationRefused(*reader.problems)
    return submission


class _Reader:
    """Reads the fields of a body one by one and collects what is wrong."""

    def __init__(self, body: Mapping[str, object]) -> None:
        self.body = body
        self.problems: list[AnswerProblem] = []

    def event(self) -> UUID:
        value = self.body.get("event_id")
        try:
            if isinstance(value, str) and len(value) == 36:
                return UUID(value)
        except ValueError:
            pass
        self.problems.append(AnswerProblem("event_id", "not_an_event"))
        return UUID(int=0)

    def text(self, name: str, max_chars: int) -> str:
        value = self.body.get(name)
        if isinstance(value, str) and 0 < len(value) <= max_chars and value.isascii() and value.isprintable():
            return value
        self.problems.append(AnswerProblem(name, "missing" if value in (None, "") else "not_known"))
        return ""

    def one_of(self, name: str, allowed: tuple[str, ...], *, needed: bool = True) -> str:
        value = self.body.get(name)
        if value in (None, "") and not needed:
            return ""
        if isinstance(value, str) and value in allowed:
            return value
        self.problems.append(AnswerProblem(name, "missing" if value in (None, "") else "not_known"))
        return allowed[0]

    def number(self, name: str) -> int | None:
        value = self.body.get(name)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63:
            return value
        self.problems.append(AnswerProblem(name, "not_known"))
        return None

    def moment(self, name: str, *, needed: bool = True) -> datetime | None:
        value = self.body.get(name)
        if value is None and not needed:
            return None
        at = _seconds(value)
        # The comparison also turns away NaN, infinity and whole numbers of a thousand digits.
        if at is not None and 0 <= at < LAST:
            return datetime.fromtimestamp(int(at), UTC)
        self.problems.append(AnswerProblem(name, "missing" if value is None else "not_a_moment"))
        return None

    def answers(self) -> Mapping[str, object]:
        value = self.body.get("answers")
        if not isinstance(value, dict):
            self.problems.append(AnswerProblem("answers", "missing" if value is None else "not_answers"))
            return {}
        if len(value) > MAX_ANSWERS:
            self.problems.append(AnswerProblem("answers", "too_many"))
            return {}
        try:
            # Halves of a letter, a zero byte, or a nest too deep cannot be stored anywhere below.
            plain = json.dumps(value, ensure_ascii=False, allow_nan=False)
            size = len(plain.encode())
        except (ValueError, RecursionError):
            self.problems.append(AnswerProblem("answers", "not_text"))
            return {}
        if size > MAX_ANSWERS_BYTES or "\\u0000" in plain:
            self.problems.append(AnswerProblem("answers", "too_large" if size > MAX_ANSWERS_BYTES else "not_text"))
            return {}
        return value


def _seconds(value: object) -> float | None:
    """Returns the epoch seconds of a number or of a text like "2021-05-31T01:00:00.000Z"; None for anything else."""
    if isinstance(value, str) and len(value) <= 40:
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return None
        try:
            return moment.timestamp() if moment.tzinfo else None
        except (ValueError, OverflowError):
            return None
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None
