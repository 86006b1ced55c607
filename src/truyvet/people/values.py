"""What the people room gives to other rooms and takes from them. Plain frozen values, no Django."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from truyvet.core.refusal import Refused
from truyvet.people.rules.identifiers import IdentifierKind
from truyvet.people.rules.one_time_code import CodeOutcome


class PersonNotFound(LookupError):
    """No such person in reach; a person outside the scope is answered in the same way."""


class PersonVersionConflict(ValueError):
    """Somebody else changed the person since this form was opened."""


class PurposeMissing(ValueError):
    """Somebody asked for names without stating a purpose."""


class MergeRefused(Refused):
    """Two persons cannot be made one; ``code`` is a rules.merges.MergeRefusal value."""


@dataclass(frozen=True, slots=True, repr=False)
class NewPerson:
    """A person as somebody hands them in. Has no readable repr: it must not slip into a log.

    ``commune_id`` is a places.Unit id. ``phones`` in any spelling. ``household`` is a label within one bulk
    call: rows with the same label live together. ``event_id`` is made by the client.
    """

    name: str
    birth_year: int | None = None
    gender: str = ""
    commune_id: int | None = None
    address: str = ""
    phones: tuple[str, ...] = ()
    identifiers: tuple[tuple[IdentifierKind, str], ...] = ()
    household: str = ""
    event_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class RegisteredPerson:
    """The person that a registration stands for; ``created`` is False when they were known."""

    person_id: int
    code: str
    created: bool


@dataclass(frozen=True, slots=True)
class PersonConflict:
    """A row whose register's id is somebody with other content: an earlier ``row`` of the call (from 0), or who has the ``code``."""

    code: str
    row: int | None
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonImportCounts:
    """Counts of a bulk registration: read = accepted + rejected + duplicate.

    ``ids`` has one entry for each row read: the person (also for a duplicate), None for a rejected row;
    ``rejects`` holds (row number from 0, reason code), ``conflicts`` more about "identifiers:other_content", by row number.
    """

    read: int
    accepted: int
    duplicate: int
    rejected: int
    ids: tuple[int | None, ...]
    rejects: tuple[tuple[int, str], ...]
    conflicts: Mapping[int, PersonConflict] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """Who a person is: only from actions.open_identities, which records the reading."""

    person_id: int
    code: str
    name: str
    birth_year: int | None
    gender: str
    commune_id: int | None
    commune_path: str
    commune_name: str
    address: str
    phones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MaskedPerson:
    """A person in a list: code and masked name. ``root_id`` is the person that an alias stands for."""

    person_id: int
    code: str
    masked: str = field(repr=False)
    birth_year: int | None
    gender: str
    commune_id: int | None
    commune_path: str
    commune_name: str
    root_id: int
    version: int


@dataclass(frozen=True, slots=True)
class CodeSender:
    """Who asks for a code: ``name`` is a network or a known device; ``is_known``: the device has signed in with the number before."""

    name: str = ""
    is_known: bool = False


ANY_SENDER: Final = CodeSender()


@dataclass(frozen=True, slots=True, repr=False)
class IssuedCode:
    """A one-time code that was asked for.

    ``ticket`` goes to the browser that asked. ``code`` is set only when it is to be sent to ``number``;
    ``wait_seconds`` > 0: asked too soon, nothing was issued (``ticket`` is then empty).
    """

    ticket: str
    number: str
    code: str | None
    wait_seconds: int
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class CodeCheck:
    """What came of a typed code; ``person_id`` and ``code`` are set when ``outcome`` is OK."""

    outcome: CodeOutcome
    person_id: int | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class MergeQuestion:
    """What a higher room must know before two entries become one. ``choices`` are empty when this reader may not decide it."""

    choices: Sequence[tuple[str, str]]
    settle: Callable[[str], None]
    """Does what follows from the chosen value, in the transaction of the merge."""


PERSON_LINKS: Final = "person_links"
"""``answer(scope, permissions, person_id, code)`` → links of a higher room on the page of a person."""

OWN_LINK: Final = "own_page_link"
"""``answer(scope, person_id)`` → a PersonLink of a higher room on the citizen's own page, or None."""


@dataclass(frozen=True, slots=True)
class PersonLink:
    """What a higher room can do for a person; ``icon`` is a name in icons.svg."""

    label: str
    url: str
    icon: str
