"""For which case or task a member of staff looks somebody up: asked once, shown on the page, remembered for the session."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from truyvet.audit.values import Scope
from truyvet.core.registry import answers
from truyvet.people.queries.person_search import masked_persons, person_ids_by_code
from truyvet.people.rules.look_limit import TASK
from truyvet.people.values import MaskedPerson

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WORK_KEY: Final = "work"
"""Where the session keeps the purpose ("case:BG-0412")."""
NEW_CASE: Final = "task:new_case"
TASKS: Final[Mapping[str, StrOrPromise]] = {
    "own_request": _("Người dân hỏi về chính họ"),
    "double_entry": _("Xem hồ sơ trùng"),
}
"""What one may look somebody up for without a case; the day's limit is smaller then."""


def work_purpose(scope: Scope, code: str, task: str) -> str:
    """Returns the purpose that a case's code or a task stands for; "" when there is no such case or task within the scope.

    Rooms above answer for their own codes ("work_purpose" in their room.py).
    """
    if code.strip():
        return next((str(found) for ask in answers("work_purpose") if (found := ask(scope, code.strip().upper()))), "")
    return f"{TASK}:{task}" if task in TASKS else ""


def remember_work(request: HttpRequest, purpose: str) -> None:
    """Keeps the purpose for the rest of the session."""
    if request.session.get(WORK_KEY) != purpose:
        request.session[WORK_KEY] = purpose


def remembered_work(request: HttpRequest, scope: Scope) -> str:
    """Returns the purpose that the session remembers, "" without one or when it no longer lies within the scope."""
    kind, _, code = str(request.session.get(WORK_KEY, "")).partition(":")
    return work_purpose(scope, "", code) if kind == TASK else work_purpose(scope, code, "") if code else ""


def codes_only(scope: Scope, codes: Iterable[str]) -> tuple[MaskedPerson, ...]:
    """Returns those of ``codes`` in reach with nothing but the code, so that a form keeps its choice when the day's limit is spent."""
    known = masked_persons(scope, person_ids_by_code(scope, codes).values()).values()
    return tuple(replace(each, masked="", birth_year=None, gender="", commune_name="") for each in known)


def work_words(purpose: str) -> str:
    """Returns a purpose for people: a code, or the task's name."""
    kind, _, code = purpose.partition(":")
    return str(TASKS[code]) if kind == TASK and code in TASKS else code
