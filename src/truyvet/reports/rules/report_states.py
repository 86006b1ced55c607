"""States of one reporter's day and of a parent's closed day, and what may follow each."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from truyvet.core.refusal import Refused


class ReportState(StrEnum):
    """What has become of one reporter's report of a day. Without a row it is missing."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    """Sent back with a remark; its figures count until others come."""


REPORT_TRANSITIONS: Final[Mapping[ReportState, frozenset[ReportState]]] = {
    ReportState.SUBMITTED: frozenset({ReportState.SUBMITTED, ReportState.RETURNED}),
    ReportState.RETURNED: frozenset({ReportState.SUBMITTED}),
}
"""State → states it may go to. A correction is submitted again, also after the day was closed."""


class ClosureState(StrEnum):
    """What has become of a parent's day. Without a row it is open."""

    APPROVED = "approved"
    CHANGED = "changed"
    """Reports came or were corrected since somebody approved it; the approved revision stays as it was."""


CLOSURE_TRANSITIONS: Final[Mapping[ClosureState, frozenset[ClosureState]]] = {
    ClosureState.APPROVED: frozenset({ClosureState.CHANGED}),
    ClosureState.CHANGED: frozenset({ClosureState.CHANGED, ClosureState.APPROVED}),
}
"""State → states it may go to. Nothing opens a closed day again: it gets a further revision."""

NO_PERIOD: Final = "no_period"
FUTURE_DAY: Final = "future_day"
TOO_OLD: Final = "too_old"
NO_FIGURE: Final = "no_figure"
IMPOSSIBLE: Final = "impossible"
NO_REASON_GIVEN: Final = "no_reason_given"
NOT_QUIET: Final = "not_quiet"
NOT_REPORTED: Final = "not_reported"
NO_REMARK: Final = "no_remark"
CLOSED_ALREADY: Final = "closed_already"
NOTHING_REPORTED: Final = "nothing_reported"
NOT_CHANGED: Final = "not_changed"
DAYS_ORDER: Final = "days_order"
NO_NUMBER_TO_CALL: Final = "no_number_to_call"
NOBODY_MISSING: Final = "nobody_missing"


class ReportRefused(Refused):
    """A step of the daily report that the rules do not allow; its refusals name fields and codes, never a value."""


class ReportAbsent(LookupError):
    """There is no such unit, reporter or day within the reach of who acts."""


class ReportChanged(ValueError):
    """Somebody else has submitted or closed since the page was read."""
