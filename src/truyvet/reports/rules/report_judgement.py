"""What must be said before a report is taken: changed figures need a reason, what does not fit may be overridden with a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median

from truyvet.reports.rules.report_form import MAX_FIGURE, OutlierRule, ReportCheck, ReportForm
from truyvet.reports.rules.report_totals import FigureChange, Figures


@dataclass(frozen=True, slots=True)
class UnusualFigure:
    """A figure far from what the same reporter said on the days before."""

    code: str
    value: int
    usual: float


@dataclass(frozen=True, slots=True)
class ReportJudgement:
    """What there is to say of a report. ``missing``: required figures that are not there; ``impossible``: no number of persons."""

    missing: tuple[str, ...]
    impossible: tuple[str, ...]
    changed: tuple[FigureChange, ...]
    failed: tuple[ReportCheck, ...]
    unusual: tuple[UnusualFigure, ...]

    @property
    def needs_word(self) -> bool:
        """Whether it is taken only with a word of why."""
        return bool(self.changed or self.failed or self.unusual)


def judge_report(form: ReportForm, figures: Figures, known: Figures, history: Sequence[Figures]) -> ReportJudgement:
    """Returns what there is to say of ``figures``. ``known``: what the house counted; ``history``: the reporter's days before."""
    return ReportJudgement(
        tuple(each.code for each in form.figures if each.is_required and each.code not in figures),
        tuple(code for code, value in figures.items() if not 0 <= value <= MAX_FIGURE),
        tuple(FigureChange(code, known[code], figures.get(code)) for code in known if figures.get(code) != known[code]),
        tuple(check for check in form.checks if not _holds(check, figures)),
        tuple(
            UnusualFigure(code, value, median(earlier))
            for code, value in figures.items()
            for earlier in [[each[code] for each in history if code in each]]
            if is_unusual(form.outlier, value, earlier)
        ),
    )


def _holds(check: ReportCheck, figures: Figures) -> bool:
    """Whether the check holds; a figure that nobody said fails nothing."""
    if not all(code in figures for code in (*check.left, *check.right)):
        return True
    return sum(figures[code] for code in check.left) <= sum(figures[code] for code in check.right)


def is_unusual(rule: OutlierRule, value: int, earlier: Sequence[int]) -> bool:
    """Whether a value lies further from the median of the days before than their spread, chance and the least of the rule allow.

    The spread is the median absolute deviation; chance is the root of the median, as for counts of independent events.
    """
    if len(earlier) < rule.min_days:
        return False
    middle = median(earlier)
    spread = median(abs(each - middle) for each in earlier)
    # 1.4826 makes the median deviation comparable to a standard deviation (normal distribution).
    allowed = max(rule.spreads * 1.4826 * spread, rule.spreads * sqrt(max(middle, 1)), rule.least)
    return abs(value - middle) > allowed


def proposal(form: ReportForm, known: Figures, before: Figures) -> dict[str, int]:
    """Returns the figures that a form is filled with: what the house counted; else what stands since the last report, never a zero."""
    found = {}
    for figure in form.figures:
        if figure.code in known:
            found[figure.code] = known[figure.code]
        elif figure.is_standing and figure.code in before:
            found[figure.code] = before[figure.code]
    return found


def nothing_new(form: ReportForm, known: Figures, before: Figures | None) -> dict[str, int] | None:
    """Returns the whole report of a day on which nothing happened, or None when something did or nothing can be known.

    Figures of the day that only the reporter knows are zero, since the reporter says so by the press; standing ones are those of the last
    report. A known figure of the day must be zero, a known standing one unchanged since that report.
    """
    found = proposal(form, known, before or {})
    for figure in form.figures:
        if figure.code in known:
            is_news = known[figure.code] != (before or {}).get(figure.code, 0) if figure.is_standing else known[figure.code] != 0
            if is_news:
                return None
        elif not figure.is_standing:
            found[figure.code] = 0
    return None if any(figure.is_required and figure.code not in found for figure in form.figures) else found
