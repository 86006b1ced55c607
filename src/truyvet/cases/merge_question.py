"""What must be settled before two entries of one person become one: of two open cases one stands, the other is discarded."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import partial

from django.utils.translation import gettext as _

from truyvet.audit.values import By, Scope
from truyvet.cases.actions import discard_case
from truyvet.cases.labels import STATES
from truyvet.cases.permissions import APPROVE_RESULT
from truyvet.cases.queries.cases_in_scope import open_cases_of
from truyvet.cases.rules import CaseState
from truyvet.core.local_day import LocalDay
from truyvet.people.values import MergeQuestion


def before_merge(*, by: By, now: datetime, scope: Scope, permissions: Collection[str], entries: Collection[int]) -> MergeQuestion | None:
    """Returns which of the open cases of ``entries`` may stand, None when at most one is open.

    Who may not discard cases gets no choice: they ask somebody who may.
    """
    found = open_cases_of(scope, entries)
    if len(found) < 2:
        return None
    may_discard = APPROVE_RESULT.value in permissions
    choices = [(case.code, f"{case.code} · {STATES[CaseState(case.state)][0]} · {LocalDay.of(case.created_at):%d/%m/%Y}") for case in found]
    return MergeQuestion(
        choices if may_discard else [], partial(_discard_others, by, now, scope, [(each.code, each.version) for each in found])
    )


def _discard_others(by: By, now: datetime, scope: Scope, found: Collection[tuple[str, int]], stays: str) -> None:
    for code, version in found:
        if code != stays:
            reason = _("Cùng một người với ca %(code)s: hai hồ sơ đã gộp.") % {"code": stays}
            discard_case(by=by, now=now, scope=scope, code=code, version=version, reason=reason)
