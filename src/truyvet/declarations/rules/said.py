"""A declaration as it arrives: what a page of ours sends, read without trusting a byte of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from truyvet.declarations.rules.checking import Problem
from truyvet.tracing.calendar import LAST

MADE_FOR: Final = ("self", "relative", "other")
TIES: Final = ("", "parent", "child", "spouse", "sibling", "grandparent", "grandchild", "household", "other")
CHANNELS: Final = ("web", "team", "zalo", "import", "agent")
LANGUAGES: Final = ("vi", "en")
MOST_ANSWERS: Final = 200
MOST_BYTES: Final = 64 * 1024
"""Of all answers together, as UTF-8 JSON."""
SIGN_IN: Final = "sign_in"
"""Why a declaration for a relative who was chosen from one's own list waits until its declarer signs in again."""


class DeclarationRefused(ValueError):
    """The declaration cannot be taken; ``problems`` holds every reason at once. The message holds field names only."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__(", ".join(f"{each.field}: {each.reason}" for each in problems))


class EventConflict(ValueError):
    """The event id was used before, with another body."""


@dataclass(frozen=True, slots=True, repr=False)
class Said:
    """One declaration as somebody sent it. No readable repr: it must not slip into a log.

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
    def own(self) -> int | None:
        """The signed-in citizen, where they tell of themselves."""
        return self.person_id if self.made_for == "self" and self.staff is None else None

    @property
    def vouched(self) -> bool:
        """Whether a proved phone or a member of staff stands behind it: only then it moves what a gate sees."""
        return self.person_id is not None or self.staff is not None

    def body(self) -> str:
        """All that makes it this declaration and no other; not who was signed in, nor by which way or when it was sent."""
        parts = (
            self.form, self.version, self.language, self.consent, self.made_for, self.relative_id, self.tie,
            int(self.made_at.timestamp()), self.answers,
        )  # fmt: skip
        return json.dumps(parts, ensure_ascii=False, sort_keys=True)


def said_from(body: Mapping[str, object]) -> Said:
    """The declaration in a JSON object. Raises DeclarationRefused for any shape that is not ours; nothing else."""
    reader = _Reader(body)
    said = Said(
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
    return said


class _Reader:
    """Takes the fields of a body one by one and remembers what was wrong."""

    def __init__(self, body: Mapping[str, object]) -> None:
        self.body = body
        self.problems: list[Problem] = []

    def event(self) -> UUID:
        given = self.body.get("event_id")
        try:
            if isinstance(given, str) and len(given) == 36:
                return UUID(given)
        except ValueError:
            pass
        self.problems.append(Problem("event_id", "not_an_event"))
        return UUID(int=0)

    def text(self, name: str, most: int) -> str:
        given = self.body.get(name)
        if isinstance(given, str) and 0 < len(given) <= most and given.isascii() and given.isprintable():
            return given
        self.problems.append(Problem(name, "missing" if given in (None, "") else "not_known"))
        return ""

    def one_of(self, name: str, allowed: tuple[str, ...], *, needed: bool = True) -> str:
        given = self.body.get(name)
        if given in (None, "") and not needed:
            return ""
        if isinstance(given, str) and given in allowed:
            return given
        self.problems.append(Problem(name, "missing" if given in (None, "") else "not_known"))
        return allowed[0]

    def number(self, name: str) -> int | None:
        given = self.body.get(name)
        if given is None:
            return None
        if isinstance(given, int) and not isinstance(given, bool) and 0 < given < 2**63:
            return given
        self.problems.append(Problem(name, "not_known"))
        return None

    def moment(self, name: str, *, needed: bool = True) -> datetime | None:
        given = self.body.get(name)
        if given is None and not needed:
            return None
        at = _seconds(given)
        # The comparison also turns away NaN, infinity and whole numbers of a thousand digits.
        if at is not None and 0 <= at < LAST:
            return datetime.fromtimestamp(int(at), UTC)
        self.problems.append(Problem(name, "missing" if given is None else "not_a_moment"))
        return None

    def answers(self) -> Mapping[str, object]:
        given = self.body.get("answers")
        if not isinstance(given, dict):
            self.problems.append(Problem("answers", "missing" if given is None else "not_answers"))
            return {}
        if len(given) > MOST_ANSWERS:
            self.problems.append(Problem("answers", "too_many"))
            return {}
        try:
            # Halves of a letter, a zero byte, or a nest too deep cannot be stored anywhere below.
            plain = json.dumps(given, ensure_ascii=False, allow_nan=False)
            size = len(plain.encode())
        except (ValueError, RecursionError):
            self.problems.append(Problem("answers", "not_text"))
            return {}
        if size > MOST_BYTES or "\\u0000" in plain:
            self.problems.append(Problem("answers", "too_large" if size > MOST_BYTES else "not_text"))
            return {}
        return given


def _seconds(given: object) -> float | None:
    """Epoch seconds of a number, or of a text like "2021-05-31T01:00:00.000Z"; None of anything else."""
    if isinstance(given, str) and len(given) <= 40:
        try:
            moment = datetime.fromisoformat(given)
        except ValueError:
            return None
        try:
            return moment.timestamp() if moment.tzinfo else None
        except (ValueError, OverflowError):
            return None
    return given if isinstance(given, (int, float)) and not isinstance(given, bool) else None
