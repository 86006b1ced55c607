"""A declaration as somebody sent it, and why one is refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from truyvet.core.refusal import Refused

MADE_FOR: Final = ("self", "relative", "other")
TIES: Final = ("", "parent", "child", "spouse", "sibling", "grandparent", "grandchild", "household", "other")
CHANNELS: Final = ("web", "team", "zalo", "import", "agent")
MAX_ANSWERS: Final = 200
MAX_ANSWERS_BYTES: Final = 64 * 1024
"""All answers of one declaration together, as UTF-8 JSON."""
SIGN_IN: Final = "sign_in"
"""Why a declaration for a relative who was chosen from one's own list waits until its declarer signs in again."""


class DeclarationRefused(Refused):
    """The declaration cannot be taken; holds every reason at once."""


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
    subject_id: int | None = None
    """The entry for which a member of staff declares, when it is known who stands before them: a team at a door of its round."""
    tie: str = ""

    @property
    def own_person_id(self) -> int | None:
        """Returns the id of the signed-in citizen when they declare for themselves, else None."""
        return self.person_id if self.made_for == "self" and self.staff is None else None

    @property
    def known_person_id(self) -> int | None:
        """Returns the id of whom it is about when nobody needs to be looked for, else None."""
        return self.subject_id if self.staff is not None and self.subject_id is not None else self.own_person_id

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
