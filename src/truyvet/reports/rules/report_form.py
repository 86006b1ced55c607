"""The form of the daily report: ``data/daily_report.toml``, read and checked once at start. Old days keep their old form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Final

from truyvet.core.local_day import LocalDay
from truyvet.core.toml_table import DataFileError, TomlTable, parse_toml

FILE: Final = "daily_report.toml"
MAX_FIGURE: Final = 20_000_000
"""The most that a figure may be: above the people of the largest province, and a slip of the pen beyond."""


@dataclass(frozen=True, slots=True)
class ReportFigure:
    """One number of the form. ``measure``: what the house counts itself, "" for what only the reporter knows.

    ``is_standing``: it says how many there are, not how many came today. ``label`` by language.
    """

    code: str
    label: Mapping[str, str]
    measure: str
    is_standing: bool
    is_required: bool
    source: str


@dataclass(frozen=True, slots=True)
class ReportCheck:
    """What must hold between figures of one report: the sum of ``left`` is at most the sum of ``right``."""

    code: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReportHours:
    """The clock of a day, in local time; ``reminders`` in minutes before ``due``."""

    due: time
    district: time
    province: time
    reminders: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OutlierRule:
    """When a figure is unusual beside the reporter's own ``days`` days before."""

    days: int
    min_days: int
    spreads: float
    least: int


@dataclass(frozen=True, slots=True)
class ReportForm:
    """One version of the form, in force from ``valid_from`` until the next one."""

    version: str
    valid_from: date
    source: str
    is_confirmed: bool
    data_set: str
    hours: ReportHours
    outlier: OutlierRule
    figures: tuple[ReportFigure, ...]
    checks: tuple[ReportCheck, ...]

    def by_code(self) -> dict[str, ReportFigure]:
        """Returns the figures by their code, in the order of the form."""
        return {figure.code: figure for figure in self.figures}


def moment_of(day: LocalDay, hour: time) -> datetime:
    """Returns the instant of a local hour of the day, aware, in UTC."""
    return (day.start + timedelta(hours=hour.hour, minutes=hour.minute)).astimezone(UTC)


def parse_forms(text: str) -> tuple[ReportForm, ...]:
    """Returns the versions of the file, earliest first. Raises DataFileError with everything that is wrong."""
    errors: list[str] = []
    table = parse_toml(text, FILE, errors)
    found = [_version(each) for each in table.tables("version")]
    table.done()
    if not found or [each.valid_from for each in found] != sorted({each.valid_from for each in found}):
        errors.append(f"{FILE}: versions do not stand in the order of their days")
    if errors:
        raise DataFileError(errors)
    return tuple(found)


def _version(table: TomlTable) -> ReportForm:
    figures = tuple(_figure(each) for each in table.tables("figure", "code"))
    codes = [figure.code for figure in figures]
    if len(set(codes)) != len(codes) or not codes:
        table.wrong("figure", "needs figures, each code once")
    form = ReportForm(
        table.text("name"), table.day("from"), table.text("source"), table.flag("confirmed"), table.text("data_set"),
        _hours(table.table("hours")), _outlier(table.table("outlier")), figures,
        tuple(_check(each, frozenset(codes)) for each in table.tables("check", "code")),
    )  # fmt: skip
    table.done()
    return form


def _figure(table: TomlTable) -> ReportFigure:
    code = table.text("code", max_chars=30)
    if not code.isascii() or not code.isidentifier():
        table.wrong("code", "must be a word of letters without marks")
    label = {language: table.text(language, max_chars=80) for language in ("vi", "en")}
    measure, is_standing = table.text("measure", needed=False), table.flag("standing")
    figure = ReportFigure(code, label, measure, is_standing, table.flag("required"), table.text("source"))
    table.done()
    return figure


def _check(table: TomlTable, codes: frozenset[str]) -> ReportCheck:
    check = ReportCheck(
        table.text("code"), table.texts("left"), table.texts("right"), {language: table.text(language) for language in ("vi", "en")}
    )
    if not {*check.left, *check.right} <= codes or not check.left or not check.right:
        table.wrong("left", "names a figure that the form does not have")
    table.done()
    return check


def _hours(table: TomlTable) -> ReportHours:
    minutes = table.texts("reminders")
    if not all(each.isdecimal() for each in minutes):
        table.wrong("reminders", "must be a list of numbers of minutes")
        minutes = ()
    hours = ReportHours(_hour(table, "due"), _hour(table, "district"), _hour(table, "province"), tuple(int(each) for each in minutes))
    if not hours.due <= hours.district <= hours.province:
        table.wrong("due", "comes first, then district, then province")
    table.done()
    return hours


def _hour(table: TomlTable, key: str) -> time:
    try:
        return time.fromisoformat(table.text(key))
    except ValueError:
        table.wrong(key, "must be an hour, HH:MM")
        return time()


def _outlier(table: TomlTable) -> OutlierRule:
    rule = OutlierRule(
        table.whole("days", 1, 60, needed=True), table.whole("min_days", 2, 60, needed=True), table.decimal("spreads", 1, 100),
        table.whole("least", 0, 1_000, needed=True),
    )  # fmt: skip
    table.done()
    return rule


@cache
def load_forms() -> tuple[ReportForm, ...]:
    """Returns the versions that come with the program. Raises DataFileError."""
    return parse_forms(files("truyvet.reports").joinpath("data", FILE).read_text("utf-8"))


def form_on(day: date) -> ReportForm:
    """Returns the version in force on a day; the first one for days before it."""
    forms = load_forms()
    return next((each for each in reversed(forms) if each.valid_from <= day), forms[0])


def form_by_version(version: str) -> ReportForm:
    """Returns the version of this name. Raises KeyError."""
    return {each.version: each for each in load_forms()}[version]
