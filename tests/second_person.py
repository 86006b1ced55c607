"""The second person of a result in tests: opens the name that stands on the slip, as the page asks, then confirms."""

from __future__ import annotations

from datetime import datetime

from truyvet.audit.values import By, Scope
from truyvet.cases.actions import confirm_result
from truyvet.cases.queries import case_file
from truyvet.cases.rules import CaseState, slip_purpose
from truyvet.people.actions import open_identities


def open_slip_name(*, by: By, now: datetime, scope: Scope, code: str) -> None:
    """Opens the name on the slip of a case, recorded for this account."""
    found = case_file(scope, code)
    assert found is not None
    open_identities(by=by, now=now, scope=scope, person_ids=(found.person_id,), purpose=slip_purpose(code))


def confirm_as_second_person(*, by: By, now: datetime, scope: Scope, code: str, version: int, result_id: int, note: str = "") -> CaseState:
    """Opens the name on the slip and confirms the result; both at ``now``."""
    open_slip_name(by=by, now=now, scope=scope, code=code)
    return confirm_result(by=by, now=now, scope=scope, code=code, version=version, result_id=result_id, note=note)
