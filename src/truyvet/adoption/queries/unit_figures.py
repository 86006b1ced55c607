"""The figures of each unit on a day, in either list of units: counts, denominators, accounts, and how they changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from truyvet.adoption.models import Denominator, InstallCount
from truyvet.adoption.rules.converted_counts import converted_counts
from truyvet.adoption.rules.unit_tree import AdoptionFigure, UnitFacts, roll_up
from truyvet.audit.values import Scope, require_scope
from truyvet.core.local_day import LocalDay
from truyvet.day_figures.queries import figures as day_figures
from truyvet.places.queries import AdministrativeUnit, conversion_steps, units_by_id, units_in_scope, within
from truyvet.places.rules import CHANGED_ON, Edition, UnitLevel, edition_on

ACCOUNTS: Final = "people.accounts"
ACCOUNTS_LOOK_BACK: Final = timedelta(days=7)
"""The newest count of accounts within a week stands for the day: the machine counts daily, and a missed night is no fall to nothing."""
LAST_OLD_DAY: Final = LocalDay.of_date(CHANGED_ON - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class AdoptionTable:
    """The figures of the units in reach, by path, on ``day`` in ``edition``; ``report_day``: the newest one on which anybody counted."""

    day: LocalDay
    edition: Edition
    report_day: date | None
    units: tuple[AdministrativeUnit, ...]
    figures: Mapping[str, AdoptionFigure]
    unplaced: int
    """Communes with a count whose successor in ``edition`` nobody knows; their count stands nowhere in the table."""
    unplaced_installs: int

    def of_level(self, level: UnitLevel) -> list[tuple[AdministrativeUnit, AdoptionFigure]]:
        """Returns the units of one level with their figures."""
        return [(unit, self.figures[unit.path]) for unit in self.units if unit.level is level]

    def late(self) -> list[AdministrativeUnit]:
        """Returns the communes without a count on the newest report day; nobody is late while nobody ever counted."""
        communes = self.of_level(UnitLevel.COMMUNE)
        return [unit for unit, figure in communes if self.report_day is not None and figure.oldest_day != self.report_day]


def as_seen(scope: Scope, rows: QuerySet[Any], seen_at: datetime | None) -> QuerySet[Any]:
    """Returns the figures that stand, or that stood at an instant: as they were seen then."""
    require_scope(scope)
    if seen_at is None:
        return rows.filter(replaced_at=None)
    return rows.filter(Q(replaced_at=None) | Q(replaced_at__gt=seen_at), told_at__lte=seen_at)


def adoption_table(scope: Scope, day: LocalDay, edition: Edition | None = None, seen_at: datetime | None = None) -> AdoptionTable:
    """Returns the figures of all units in reach on a day; of the list of units in force on it, or of the other one. Nine statements."""
    reader = require_scope(scope)
    wanted = edition or edition_on(day)
    in_force = day if wanted is edition_on(day) else LAST_OLD_DAY if wanted is Edition.BEFORE else LocalDay.of_date(CHANGED_ON)
    units = [each for level in UnitLevel for each in units_in_scope(reader, level, in_force)]
    counts = _newest_counts(reader, day, seen_at)
    denominators = _denominators(reader, day, seen_at)
    accounts = _accounts(reader, day, seen_at)
    told = units_by_id(reader, {*counts, *denominators, *accounts})
    facts: dict[Edition, dict[str, UnitFacts]] = {each: {} for each in Edition}
    for key, unit in told.items():
        (day_of, installs, before) = counts.get(key, (None, None, None))
        population, smartphones = denominators.get(key, (None, None))
        facts[unit.edition][unit.code] = UnitFacts(installs, before, day_of, smartphones, population, accounts.get(key))
    other = Edition.BEFORE if wanted is Edition.AFTER else Edition.AFTER
    own = {unit.path: facts[wanted][unit.code] for unit in units if unit.code in facts[wanted]}
    communes = {unit.code for unit in told.values() if unit.level is UnitLevel.COMMUNE and unit.edition is other}
    foreign = {code: facts[other][code] for code in communes}
    steps = conversion_steps(reader, foreign, wanted)
    converted = _converted(reader, foreign, steps, other)
    placed = {old for old, _, _ in steps}
    lost = [each.installs for code, each in foreign.items() if code not in placed and each.installs is not None]
    for unit in units:
        guessed = converted.get(unit.code) if unit.level is UnitLevel.COMMUNE else None
        if guessed is not None:
            own[unit.path] = _completed(own.get(unit.path), guessed)
    report_day = max((each[0] for each in counts.values()), default=None)
    return AdoptionTable(day, wanted, report_day, tuple(units), roll_up(own, [unit.path for unit in units]), len(lost), sum(lost))


def _completed(own: UnitFacts | None, guessed: UnitFacts) -> UnitFacts:
    """Returns what was told of the unit itself, with what is missing worked out from the units of the other list."""
    if own is None:
        return guessed
    names = ("installs", "before", "day", "smartphones", "population", "accounts")
    filled = {name: getattr(guessed, name) for name in names if getattr(own, name) is None}
    # A count of ours and an earlier one that was worked out are not two reports of one unit.
    if own.installs is not None:
        filled.pop("before", None)
    return replace(own, **filled, is_estimate=guessed.is_estimate and any(value is not None for value in filled.values()))


def _converted(scope: Scope, facts: Mapping[str, UnitFacts], steps: Sequence[tuple[str, str, bool]], of: Edition) -> dict[str, UnitFacts]:
    """Returns what units of the list ``of`` say about those of the other one, by code."""
    parts = conversion_steps(scope, {new for _, new, _ in steps}, of)
    # A commune of the new list of which one old part has no count has no count: a sum of the rest would be too small.
    fields = {}
    for name in ("installs", "before", "smartphones", "population", "accounts"):
        values = {code: value for code, each in facts.items() if (value := getattr(each, name)) is not None}
        lacking = {new for new, old, _ in parts if old not in values}
        fields[name] = {code: each for code, each in converted_counts(values, steps).items() if code not in lacking}
    days = {new: facts[old].day for old, new, _ in steps}
    found = {}
    for code in {code for each in fields.values() for code in each}:
        told = {name: each[code] for name, each in fields.items() if code in each}
        numbers = {name: each.value for name, each in told.items()}
        found[code] = UnitFacts(**numbers, day=days.get(code), is_estimate=any(each.is_estimate for each in told.values()))
    return found


def _newest_counts(scope: Scope, day: LocalDay, seen_at: datetime | None) -> dict[int, tuple[date, int, int | None]]:
    """Returns (day, count, the count before it) by unit: the two newest reports up to ``day``."""
    rows = as_seen(scope, InstallCount.objects.filter(within(scope, "unit__path"), day__lte=day, hamlet=""), seen_at)
    order = Window(RowNumber(), partition_by=[F("unit")], order_by=[F("day").desc(), F("pk").desc()])
    newest = rows.annotate(place=order).filter(place__lte=2).values_list("unit_id", "day", "installs").order_by("unit_id", "-day")
    found: dict[int, tuple[date, int, int | None]] = {}
    for unit, told_day, installs in newest:
        if unit in found:
            found[unit] = (*found[unit][:2], installs)
        else:
            found[unit] = (told_day, installs, None)
    return found


def _denominators(scope: Scope, day: LocalDay, seen_at: datetime | None) -> dict[int, tuple[int | None, int | None]]:
    """Returns (population, smartphones) by unit, the newest of each as of ``day``; before the first one, the first one."""
    rows = as_seen(scope, Denominator.objects.filter(within(scope, "unit__path"), hamlet=""), seen_at).order_by("day", "pk")
    found: dict[int, tuple[int | None, int | None]] = {}
    for unit, told_day, *values in rows.values_list("unit_id", "day", "population", "smartphones"):
        before = found.get(unit, (None, None))
        later = told_day > day
        population, smartphones = (
            (old if later and old is not None else new if new is not None else old) for old, new in zip(before, values, strict=True)
        )
        found[unit] = (population, smartphones)
    return found


def _accounts(scope: Scope, day: LocalDay, seen_at: datetime | None) -> dict[int, int]:
    """Returns persons with an account here by unit, as the newest count of the week says; communes without anybody have 0 there."""
    counted = day_figures.counted_days(scope, [ACCOUNTS], LocalDay.of_date(day - ACCOUNTS_LOOK_BACK), day, seen_at=seen_at)
    newest = max((each for _, each in counted), default=None)
    if newest is None:
        return {}
    sums = day_figures.sums_by_unit(scope, [ACCOUNTS], newest, newest, seen_at=seen_at)
    communes = units_in_scope(scope, UnitLevel.COMMUNE, newest)
    return {unit.id: 0 for unit in communes} | {unit: n for (_, unit), n in sums.items() if unit is not None}
