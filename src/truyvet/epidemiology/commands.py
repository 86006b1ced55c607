"""``truyvet indicators``: what the field counts with, on files alone. No database, no server, no Django.

``rt --cases FILE`` reads one row a day (columns ``date``, ``local``, ``imported``; CSV, XLSX or Parquet) and writes the reproduction
number over windows of days, by the method of Cori and others (2013), equal to EpiEstim 3.0.0. Exit status: 0 done, 2 the file or an
option cannot be used, with every reason.
"""

from __future__ import annotations

import json
import re
import sys
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from truyvet.epidemiology.reproduction_number import SerialInterval, WindowEstimate, reproduction_numbers
from truyvet.tabular import BadTableRow, BadValue, FileProblem, FileRefused, FileWarning, ReasonTemplate, open_table, unread_columns

DONE: Final = 0
REFUSED: Final = 2
COLUMNS: Final = ("date", "local", "imported")
MAX_CASES_PER_DAY: Final = 100_000_000
"""The people of the country: more is a slip of the pen."""

NO_COLUMN = ReasonTemplate("no_column", "is missing; the columns are date, local, imported", "không có; các cột là date, local, imported")
NO_DAYS = ReasonTemplate("no_days", "has no day", "không có ngày nào")
DAY = ReasonTemplate("day", "is no day written YYYY-MM-DD", "không phải ngày dạng NĂM-THÁNG-NGÀY")
COUNT = ReasonTemplate("count", "is no whole number from 0 to 100,000,000", "không phải số nguyên từ 0 đến 100.000.000")
DAY_TWICE = ReasonTemplate("day_twice", "{day} stands there twice", "ngày {day} có hai lần")
DAY_MISSING = ReasonTemplate(
    "day_missing",
    "{day} is missing ({count} days in all); write 0 where there was no case",
    "thiếu ngày {day} (thiếu cả thảy {count} ngày); ngày không có ca thì ghi 0",
)
TOO_SHORT = ReasonTemplate(
    "too_short",
    "has {days} days; a window of {window} days needs at least {least}",
    "có {days} ngày; cửa sổ {window} ngày cần ít nhất {least} ngày",
)
MEAN = ReasonTemplate("mean", "--serial-interval-mean: must be above 1 day", "--serial-interval-mean: phải lớn hơn 1 ngày")
SD = ReasonTemplate(
    "sd",
    "--serial-interval-sd: must be above 0, and no less than a ten-thousandth of the mean less a day",
    "--serial-interval-sd: phải lớn hơn 0 và không nhỏ hơn một phần vạn của trung bình trừ 1 ngày",
)
WINDOW = ReasonTemplate("window", "--window: must be a whole number of days, at least 1", "--window: phải là số ngày nguyên, ít nhất 1")
REFUSAL = ReasonTemplate("refused", "refused: {why}", "không tính được: {why}")
NOT_USED = ReasonTemplate("not_used", "not used: {what}", "không dùng: {what}")
HEAD = ReasonTemplate(
    "head",
    "{count} windows of {window} days; one infected person infects R others (mean, and the middle 95 %)",
    "{count} cửa sổ {window} ngày; một người nhiễm lây cho R người khác (trung bình và khoảng 95 %)",
)


@dataclass(frozen=True, slots=True)
class DailyCases:
    """Counts of consecutive days from ``first`` on, and what of the file was not read."""

    first: date
    local: tuple[int, ...]
    imported: tuple[int, ...]
    warnings: tuple[FileWarning, ...]


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the parts of the command to the parser."""
    parts = parser.add_subparsers(dest="part", metavar="PART", required=True)
    rt = parts.add_parser("rt", help="the reproduction number over windows of days, by Cori's method", allow_abbrev=False)
    rt.add_argument("--cases", type=Path, required=True, metavar="FILE", help="one row a day: date, local, imported")
    rt.add_argument("--serial-interval-mean", type=float, required=True, metavar="M", help="mean days from onset to onset, above 1")
    rt.add_argument("--serial-interval-sd", type=float, required=True, metavar="S", help="their standard deviation in days")
    rt.add_argument("--window", type=int, default=7, metavar="N", help="days of a window (7)")
    rt.add_argument("--json", action="store_true", help="print one JSON object")


def run(arguments: Namespace) -> int:
    """Returns the exit status: 0 done, 2 refused."""
    try:
        if arguments.window < 1:
            raise BadValue(WINDOW())
        interval = _interval(arguments.serial_interval_mean, arguments.serial_interval_sd)
        cases = read_daily_cases(arguments.cases)
        if len(cases.local) <= arguments.window:
            facts = {"days": len(cases.local), "window": arguments.window, "least": arguments.window + 1}
            raise FileRefused.file(str(arguments.cases), TOO_SHORT(**facts))
    except BadValue as error:
        return _refuse([error.reason.text(arguments.lang)], arguments.lang)
    except FileRefused as error:
        return _refuse([problem.text(arguments.lang) for problem in error.problems], arguments.lang)
    for warning in cases.warnings:
        sys.stderr.write(NOT_USED(what=warning.reason.text(arguments.lang)).text(arguments.lang) + "\n")
    estimates = reproduction_numbers(cases.local, cases.imported, interval, arguments.window)
    rows = [_row(estimate, cases.first) for estimate in estimates]
    if arguments.json:
        sys.stdout.write(json.dumps({"method": "cori", "rows": rows}) + "\n")
    else:
        sys.stdout.write(HEAD(count=len(rows), window=arguments.window).text(arguments.lang) + "\n")
        for row in rows:
            sys.stdout.write("{start} – {end}   R {mean:.2f}   ({q025:.2f} – {q975:.2f})\n".format_map(row))
    return DONE


def _interval(mean: float, sd: float) -> SerialInterval:
    try:
        return SerialInterval(mean, sd)
    except ValueError as error:
        raise BadValue(MEAN() if str(error) == "mean" else SD()) from None


def _row(estimate: WindowEstimate, first: date) -> dict[str, str | float]:
    days = {"start": first + timedelta(days=estimate.first), "end": first + timedelta(days=estimate.last)}
    figures = {name: getattr(estimate, name) for name in ("mean", "sd", "q025", "median", "q975")}
    return {**{name: day.isoformat() for name, day in days.items()}, **figures}


def _refuse(reasons: list[str], language: str) -> int:
    for reason in reasons:
        sys.stderr.write(REFUSAL(why=reason).text("vi" if language == "vi" else "en") + "\n")
    return REFUSED


def read_daily_cases(path: Path) -> DailyCases:
    """Returns the counts of a file of one row a day, in the order of days. Raises FileRefused with everything that is wrong."""
    name, problems = str(path), list[FileProblem]()
    counts: dict[date, tuple[int, int]] = {}
    with open_table(path, wanted=COLUMNS) as table:
        places = {column.strip(): place for place, column in enumerate(table.columns)}
        if absent := [column for column in COLUMNS if column not in places]:
            raise FileRefused([FileProblem(name, None, column, NO_COLUMN()) for column in absent])
        warnings = (*table.warnings, *unread_columns([column for column in table.columns if column.strip() not in COLUMNS], COLUMNS))
        for row in table.rows():
            if isinstance(row, BadTableRow):
                problems.append(row.problem(name))
                continue
            cells = {column: row.cells[places[column]].strip() for column in COLUMNS}
            day = _day(cells["date"])
            local, imported = _count(cells["local"]), _count(cells["imported"])
            if day is None:
                problems.append(FileProblem(name, row.number, "date", DAY()))
            elif day in counts:
                problems.append(FileProblem(name, row.number, "date", DAY_TWICE(day=day.isoformat())))
            for column, count in (("local", local), ("imported", imported)):
                if count is None:
                    problems.append(FileProblem(name, row.number, column, COUNT()))
            if day is not None:
                counts[day] = (local or 0, imported or 0)
    days = sorted(counts)
    if not days and not problems:
        raise FileRefused.file(name, NO_DAYS())
    if days and (missing := (days[-1] - days[0]).days + 1 - len(days)):
        gap = next(day + timedelta(days=1) for day in days if day + timedelta(days=1) not in counts)
        problems.append(FileProblem(name, None, "date", DAY_MISSING(day=gap.isoformat(), count=missing)))
    if problems:
        raise FileRefused(problems)
    return DailyCases(days[0], tuple(counts[day][0] for day in days), tuple(counts[day][1] for day in days), warnings)


def _day(text: str) -> date | None:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _count(text: str) -> int | None:
    if re.fullmatch(r"[0-9]{1,12}(?:\.0+)?", text) is None:
        return None
    count = int(text.partition(".")[0])
    return count if count <= MAX_CASES_PER_DAY else None
