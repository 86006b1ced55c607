"""How a declaration is sorted, with its reasons: a pure rule that a doctor can check against its tables."""

from __future__ import annotations

from enum import StrEnum


class Triage(StrEnum):
    """Into which of five heaps a declaration goes."""

    NOTHING = "nothing"
    SYMPTOMS = "symptoms"
    EXPOSURE = "exposure"
    BOTH = "both"
    TRAVEL = "travel"
