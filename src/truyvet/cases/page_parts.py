"""What higher rooms add to the pages of a case. A room says so in its room.py, under ``answers``, by these names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol, cast

from django.forms import Form
from django.http import HttpRequest

from truyvet.audit.values import By, Scope
from truyvet.cases.queries.case_file import CaseFile
from truyvet.core import registry
from truyvet.core.refusal import Refusal
from truyvet.core.room_contract import TimelineEntry

PAGE_PART: Final = "case_page_part"
NEW_CASE_PART: Final = "new_case_part"


@dataclass(frozen=True, slots=True)
class CasePageState:
    """What a part may know of the page: the case, whether it is open, whether the reader may change it."""

    case: CaseFile
    is_open: bool
    may_enter: bool


@dataclass(frozen=True, slots=True)
class CasePagePart:
    """A room's section on the page of a case, its entries in the case's course, and whether the person is isolated by it."""

    section: str
    timeline: Sequence[TimelineEntry]
    is_isolated: bool = False


class NewCasePart(Protocol):
    """A room's part of the form that enters a case."""

    form: Form
    template: str
    words: Mapping[str, object]
    """Of its refusals, by code."""

    def content(self) -> tuple[str | datetime, ...]:
        """Returns what was typed, as a part of the body by which a repeated entry is known; empty when nothing was."""

    def refusals(self, now: datetime) -> Sequence[Refusal]:
        """Returns what is wrong with what was typed."""

    def save(self, *, by: By, now: datetime, scope: Scope, person_id: int, code: str) -> None:
        """Keeps what was typed for a case that was just opened. Raises core.refusal.Refused."""


def page_parts(
    request: HttpRequest, scope: Scope, now: datetime, state: CasePageState, bound: Mapping[str, Form]
) -> tuple[CasePagePart, ...]:
    """Returns the parts of all rooms for the page of a case; ``bound``: forms that came back wrong."""
    return tuple(cast(CasePagePart, make(request, scope, now, state, bound)) for make in registry.answers(PAGE_PART))


def new_case_parts(data: Mapping[str, object] | None, initial: Mapping[str, object] | None = None) -> tuple[NewCasePart, ...]:
    """Returns the parts of all rooms for the form that enters a case."""
    return tuple(cast(NewCasePart, make(data, initial)) for make in registry.answers(NEW_CASE_PART))
