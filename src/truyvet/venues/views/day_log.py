"""A keeper's log of a day, and the daily list of a state agency (S13), with initials only."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.tabular import write_csv
from truyvet.venues.actions import read_day_log
from truyvet.venues.labels import ASSURANCE, SOURCES, VERDICTS
from truyvet.venues.queries.day_log import DayLog, LogLine
from truyvet.venues.queries.postings import VenuePosting
from truyvet.venues.rules.requirements import requirement
from truyvet.venues.rules.visit_time import first_kept_day
from truyvet.venues.views.posting_door import posting_door, tabs_of
from truyvet.web import clock

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayLogRow:
    """A line with its words. ``state`` is a state of the ``tag`` component."""

    line: LogLine
    into: datetime
    out: datetime | None
    source: str
    assurance: str
    verdict: str
    state: str


@posting_door()
def log(request: HttpRequest, *, posting: VenuePosting, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/co-so/<code>/nhat-ky/`` shows who came and went on a day."""
    found = read_day_log(by=by, now=now, scope=scope, posting=posting, day=_day(request, now), page=request.GET.get("trang"))
    context = _context(posting, found, now) | {"tabs": tabs_of(posting, "log"), "page": found.visits}
    return render(request, "venues/keeper/log.html", context)


@posting_door()
def day(request: HttpRequest, *, posting: VenuePosting, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/co-so/<code>/ngay/``: the list of a day, to be printed and signed."""
    _asked(posting)
    found = read_day_log(by=by, now=now, scope=scope, posting=posting, day=_day(request, now), whole=True, form="list")
    context = _context(posting, found, now) | {"tabs": tabs_of(posting, "day"), "printed": now}
    context["rows"] = list(reversed(context["rows"]))  # type: ignore[call-overload]
    return render(request, "venues/keeper/day.html", context)


@posting_door()
def day_file(request: HttpRequest, *, posting: VenuePosting, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/co-so/<code>/ngay/tep/``: the same as CSV."""
    _asked(posting)
    found = read_day_log(by=by, now=now, scope=scope, posting=posting, day=_day(request, now), whole=True, form="csv")
    text = io.StringIO(newline="")
    columns = [_("Ngày"), _("Chữ cái đầu tên"), _("Khu vực"), _("Giờ vào"), _("Giờ ra"), _("Cách ghi"), _("Độ chắc"), _("Cổng trả lời")]
    cells = (
        (f"{found.day:%d/%m/%Y}", row.line.initials, row.line.zone, _hour(row.into), _hour(row.out), row.source, row.assurance, row.verdict)
        for row in reversed(_rows(found))
    )
    write_csv(text, columns, cells, bom=True)
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="ra-vao-{found.day:%Y-%m-%d}.csv"'
    return answer


def _asked(posting: VenuePosting) -> None:
    """Refuses the daily list where the kind of venue needs none: the log of the day is enough there (privacy goal P1)."""
    if not requirement(posting.kind).daily_list:
        raise Http404


def _day(request: HttpRequest, now: datetime) -> LocalDay:
    """Returns the local day in the address, within the kept days; today without one."""
    today = LocalDay.of(now)
    try:
        wanted = LocalDay.fromisoformat(request.GET.get("ngay", ""))
    except ValueError:
        return today
    return min(max(wanted, first_kept_day(now)), today)


def _context(posting: VenuePosting, found: DayLog, now: datetime) -> dict[str, object]:
    today = LocalDay.of(now)
    return {
        "posting": posting, "found": found, "rows": _rows(found), "first": first_kept_day(now), "today": today,
        "before": found.day - DAY if found.day > first_kept_day(now) else None, "after": found.day + DAY if found.day < today else None,
    }  # fmt: skip


def _rows(found: DayLog) -> list[DayLogRow]:
    made = []
    for line in found.visits.rows:
        verdict, state = VERDICTS.get(line.verdict, ("", "plain"))
        out = None if line.check_out is None else datetime.fromtimestamp(line.check_out, UTC)
        into = datetime.fromtimestamp(line.check_in, UTC)
        made.append(DayLogRow(line, into, out, str(SOURCES[line.source]), str(ASSURANCE[line.assurance]), str(verdict), state))
    return made


def _hour(at: datetime | None) -> str:
    return "" if at is None else f"{clock.local(at):%H:%M}"
