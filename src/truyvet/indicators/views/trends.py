"""How the epidemic and the work against it go: curve, reproduction number, shares, alerts. Each chart has its table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.core.pagination import list_page
from truyvet.indicators import labels
from truyvet.indicators.permissions import SEE_INDICATORS
from truyvet.indicators.queries import trends as reads
from truyvet.indicators.rules.charts import band_points, day_bars
from truyvet.indicators.rules.process_indicators import IndicatorShare
from truyvet.indicators.rules.serial_interval_file import MIN_CASES_PER_WINDOW, chosen_interval
from truyvet.indicators.views.chosen_day import chosen_day
from truyvet.web.display_format import number_words

MIN_TOP_OF_R = 2.0
"""The axis of R reaches at least so high, so that the line at 1 lies in the middle or below."""


@dataclass(frozen=True, slots=True)
class ShareLine:
    """A process indicator of the last week in words, beside that of the week before."""

    words: object
    share: str
    before: str
    counts: str
    left_out: str


@staff_door(SEE_INDICATORS)
def trends(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/chi-so/`` shows the last four weeks; ``?ngay=`` as they were seen on a past day."""
    chosen = chosen_day(request, now)
    found = reads.trends(scope, chosen.day, chosen.seen_at)
    newest = max(found.estimates, default=None)
    rows = [(found.days[place], place, each.q025, each.mean, each.q975) for place, each in sorted(found.estimates.items())]
    top = max([MIN_TOP_OF_R, *(mean for *_rest, mean, _high in rows)])
    points = band_points(rows, top)
    last = None if newest is None else found.estimates[newest]
    unknown = found.unknown_onset
    context = {
        "chosen": chosen,
        "heading": _heading(last.q025, last.mean, last.q975) if last else _("Chưa đủ ca để tính hệ số lây"),
        "bars": day_bars(found.days, found.onsets, found.incomplete),
        "width": 10 * len(found.days),
        "incomplete": found.incomplete,
        "onset_total": sum(value or 0 for value in found.onsets),
        "unknown_onset": unknown[0] if unknown else None,
        "unknown_share": _percent(unknown[0] / unknown[1]) if unknown and unknown[1] else "",
        "points": points,
        "line": " ".join(f"{point.x},{point.y}" for point in points),
        "top_of_r": top,
        "highest": max((value or 0 for value in found.onsets), default=0),
        "one": 100 - round(100 / top),
        "interval": chosen_interval(),
        "min_cases": MIN_CASES_PER_WINDOW,
        "shares": [_share_line(*pair) for pair in found.process],
        "alerts": found.alerts,
        "alerts_page": list_page([(each, _percent(each.false_alarm_share)) for each in found.alerts or ()], request.GET.get("bao-dong")),
        "expected_false": number_words(round(found.expected_false, 1)),
        "series": list_page(
            found.series, request.GET.get("trang"), read=lambda part: [(row, day_bars(found.days, row.values)) for row in part]
        ),
    }
    return render(request, "indicators/trends.html", context)


def _heading(low: float, mean: float, high: float) -> str:
    """Returns what the newest reproduction number says, as the page's heading."""
    told = {"r": number_words(mean, 1), "low": number_words(low, 1), "high": number_words(high, 1)}
    if low > 1:
        return _("Dịch đang lan: mỗi ca lây cho %(r)s người (%(low)s–%(high)s)") % told
    if high < 1:
        return _("Dịch đang giảm: mỗi ca lây cho %(r)s người (%(low)s–%(high)s)") % told
    return _("Chưa rõ dịch lan hay giảm: mỗi ca lây cho %(r)s người (%(low)s–%(high)s)") % told


def _percent(share: float) -> str:
    return f"{number_words(round(100 * share))} %"


def _share_line(week: IndicatorShare, before: IndicatorShare) -> ShareLine:
    words, left_words = labels.INDICATORS[week.indicator.name]

    def text(found: IndicatorShare) -> str:
        if found.whole is None:
            return _("chưa đếm")
        return _percent(found.share) if found.share is not None else _("không có ai")

    counts = f"{number_words(week.part)} / {number_words(week.whole)}" if week.whole else ""
    left = ""
    if week.left_out:
        left = ngettext("bỏ ra 1: %(who)s", "bỏ ra %(n)s: %(who)s", week.left_out) % {"n": number_words(week.left_out), "who": left_words}
    return ShareLine(words, text(week), text(before), counts, left)
