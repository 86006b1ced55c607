"""What becomes of telling somebody that the case because of which they were called or written to stands no more."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid5

NAMESPACE: Final = UUID("6b0f6d0e-3c1d-5a57-9d4b-0a5e2f7c8a31")


class CorrectionState(StrEnum):
    """How far telling one person of one case is."""

    UNTOLD = "untold"
    ASKED = "asked"
    TEXTED = "texted"
    NOT_SENT = "not_sent"
    """No number of their own, or one that takes no messages: somebody must call."""
    CALLED = "called"


TRANSITIONS: Final[Mapping[CorrectionState, frozenset[CorrectionState]]] = {
    CorrectionState.UNTOLD: frozenset({CorrectionState.ASKED, CorrectionState.CALLED}),
    CorrectionState.ASKED: frozenset({CorrectionState.TEXTED, CorrectionState.NOT_SENT}),
    CorrectionState.NOT_SENT: frozenset({CorrectionState.CALLED}),
    CorrectionState.TEXTED: frozenset({CorrectionState.CALLED}),
    CorrectionState.CALLED: frozenset(),
}
"""Where the case stands again, everything begins anew."""
STILL_TO_TELL: Final = tuple(each.value for each in (CorrectionState.UNTOLD, CorrectionState.ASKED, CorrectionState.NOT_SENT))


def correction_event(case_code: str, person_code: str, withdrawn: str) -> UUID:
    """Returns the event id of the message to one person about one case; ``withdrawn`` is when the case fell, as ISO text."""
    return uuid5(NAMESPACE, f"{case_code}:{person_code}:{withdrawn}")
