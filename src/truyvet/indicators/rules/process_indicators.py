"""How the work against the epidemic goes: shares, each with what it is a share of and who was left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class ProcessIndicator:
    """A share: the measure ``part`` of the measure ``whole`` (with ``is_rest``: what ``part`` leaves of it).

    ``among``: the measure of which ``whole`` is what could be judged; the rest was left out. ``more_is_better`` says which way is good.
    """

    name: str
    part: str
    whole: str
    is_rest: bool = False
    among: str = ""
    more_is_better: bool = True


PROCESS_INDICATORS: Final = (
    # WHO, Contact tracing in the context of COVID-19 (2021), and Resolve to Save Lives, 7-1-7 (2021): the same steps, our measures.
    ProcessIndicator("detected_week", "cases.detected_week", "cases.onset_known", among="cases.confirmed"),
    ProcessIndicator("interviewed_day", "investigations.interviewed_day", "cases.confirmed"),
    ProcessIndicator("reached_day", "followup.reached_day", "followup.found"),
    ProcessIndicator("checked_day", "followup.checked_day", "followup.found"),
    ProcessIndicator("in_quarantine", "cases.community", "cases.confirmed", is_rest=True),
    ProcessIndicator("unlinked", "followup.unlinked", "cases.community", more_is_better=False),
)
PROCESS_MEASURES: Final = tuple(dict.fromkeys(name for each in PROCESS_INDICATORS for name in (each.part, each.whole, each.among) if name))


@dataclass(frozen=True, slots=True)
class IndicatorShare:
    """A share as it was found; ``share`` is None without anybody to judge, all three where a day was not counted."""

    indicator: ProcessIndicator
    part: int | None
    whole: int | None
    left_out: int | None

    @property
    def share(self) -> float | None:
        """From 0 to 1."""
        return self.part / self.whole if self.part is not None and self.whole else None


def indicator_share(indicator: ProcessIndicator, sums: Mapping[str, int | None]) -> IndicatorShare:
    """Returns the share for sums over some days, by measure; None stands for days that were not all counted."""
    part, whole = sums.get(indicator.part), sums.get(indicator.whole)
    among = sums.get(indicator.among) if indicator.among else whole
    if part is None or whole is None or among is None:
        return IndicatorShare(indicator, None, None, None)
    return IndicatorShare(indicator, whole - part if indicator.is_rest else part, whole, max(0, among - whole))
