"""How the epidemic and the work against it went over the last weeks, as they stand or as they were seen on a past day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from truyvet.audit.values import Scope, require_scope
from truyvet.core.local_day import LocalDay
from truyvet.day_figures.queries.figures import figures, revisions, sums_by_day
from truyvet.epidemiology.aberration import DAYS_NEEDED, Aberration, false_alarm_shares, last_day_aberration
from truyvet.epidemiology.completeness import Revision, completeness_by_delay, incomplete_days
from truyvet.epidemiology.reproduction_number import WindowEstimate, reproduction_numbers
from truyvet.indicators.rules.process_indicators import PROCESS_INDICATORS, PROCESS_MEASURES, IndicatorShare, indicator_share
from truyvet.indicators.rules.serial_interval_file import MIN_CASES_PER_WINDOW, chosen_interval
from truyvet.places.queries import AdministrativeUnit, units_in_scope
from truyvet.places.rules import UnitLevel

SHOWN_DAYS: Final = 28
COUNTED_DAYS: Final = 63
"""Nine weeks: the reproduction number of a day rests on the cases of the weeks before it, which are not drawn."""
WEEK: Final = 7
NEW, ONSET, ONSET_KNOWN = "cases.confirmed", "cases.onset", "cases.onset_known"


@dataclass(frozen=True, slots=True)
class DistrictSeries:
    """New cases of a unit by day, and the sums of its last two weeks."""

    unit: AdministrativeUnit
    values: tuple[int, ...]

    @property
    def last_week(self) -> int:
        """New cases of the last seven days."""
        return sum(self.values[-WEEK:])

    @property
    def week_before(self) -> int:
        """New cases of the seven days before."""
        return sum(self.values[-2 * WEEK : -WEEK])


@dataclass(frozen=True, slots=True)
class CommuneAlert:
    """A commune with more new cases on the last whole day than its own days before lead one to expect."""

    unit: AdministrativeUnit
    cases: int
    aberration: Aberration
    false_alarm_share: float


@dataclass(frozen=True, slots=True)
class Trends:
    """Everything that the page of indicators shows. ``onsets`` are those of ``days``; None: not counted, which is not zero.

    ``estimates`` are by the place of the window's last day in ``days``; only windows with enough cases stand there. ``alerts`` is None
    where days were not counted; ``expected_false`` says how many rang by chance.
    """

    days: tuple[LocalDay, ...]
    onsets: tuple[int | None, ...]
    incomplete: int
    unknown_onset: tuple[int, int] | None
    estimates: Mapping[int, WindowEstimate]
    process: tuple[tuple[IndicatorShare, IndicatorShare], ...]
    series: tuple[DistrictSeries, ...]
    alerts: tuple[CommuneAlert, ...] | None
    expected_false: float


def trends(scope: Scope, day: LocalDay, seen_at: datetime | None) -> Trends:
    """Returns the last four weeks until ``day``. At most seven statements, however many people and communes."""
    reader = require_scope(scope)
    first = LocalDay.of_number(day.number - COUNTED_DAYS + 1)
    every = tuple(LocalDay.of_number(number) for number in range(first.number, day.number + 1))
    days = every[-SHOWN_DAYS:]
    measures = tuple(dict.fromkeys((NEW, ONSET, ONSET_KNOWN, *PROCESS_MEASURES)))
    sums = sums_by_day(reader, measures, first, day, seen_at=seen_at)

    def over(name: str, ago: int, length: int) -> int | None:
        found = [sums[name, each] for each in every[len(every) - ago - length : len(every) - ago]]
        return None if None in found else sum(each or 0 for each in found)

    # The last day is left out: of those found on it nobody's 24 hours are over.
    weeks = [{name: over(name, ago, WEEK) for name in PROCESS_MEASURES} for ago in (1, 1 + WEEK)]
    process = tuple((indicator_share(each, weeks[0]), indicator_share(each, weeks[1])) for each in PROCESS_INDICATORS)
    learned = revisions(reader, ONSET, first, day, seen_at=seen_at)
    end = day.number
    steps = [
        Revision(of.number, LocalDay.of(since).number, None if until is None else LocalDay.of(until).number, n)
        for of, since, until, n in learned
    ]
    incomplete = min(SHOWN_DAYS, incomplete_days(completeness_by_delay(steps, end)))
    onsets = [sums[ONSET, each] for each in every]
    confirmed, known = over(NEW, 0, SHOWN_DAYS), over(ONSET_KNOWN, 0, SHOWN_DAYS)
    series, alerts, expected = _by_unit(reader, days, sums, seen_at)
    return Trends(
        days, tuple(onsets[-SHOWN_DAYS:]), incomplete, None if confirmed is None or known is None else (confirmed - known, confirmed),
        _estimates(onsets, incomplete), process, series, alerts, expected,
    )  # fmt: skip


def _estimates(onsets: list[int | None], incomplete: int) -> dict[int, WindowEstimate]:
    """Returns R over windows that end on a drawn, whole day, from the first day on since when every day was counted."""
    whole = onsets[: len(onsets) - incomplete]
    start = max((place + 1 for place, value in enumerate(whole) if value is None), default=0)
    local = [value or 0 for value in whole[start:]]
    # The first case begins the series: days before it infect nobody.
    ahead = next((place for place, value in enumerate(local) if value), len(local))
    chosen = chosen_interval()
    found = reproduction_numbers(local[ahead:], [0] * len(local[ahead:]), chosen.interval, chosen.window_days)
    offset = start + ahead - (len(onsets) - SHOWN_DAYS)
    return {each.last + offset: each for each in found if each.cases >= MIN_CASES_PER_WINDOW and each.last + offset >= 0}


def _by_unit(
    scope: Scope, days: tuple[LocalDay, ...], sums: Mapping[tuple[str, LocalDay], int | None], seen_at: datetime | None
) -> tuple[tuple[DistrictSeries, ...], tuple[CommuneAlert, ...] | None, float]:
    communes, districts = (units_in_scope(scope, level, days[-1]) for level in (UnitLevel.COMMUNE, UnitLevel.DISTRICT))
    found = figures(scope, [NEW], days[0], days[-1], seen_at=seen_at)
    of_commune = {unit.id: [found.get((NEW, day, unit.id), 0) for day in days] for unit in communes}
    if len(districts) > 1:
        below = {unit: [of_commune[each.id] for each in communes if each.path.startswith(unit.path)] for unit in districts}
        rows = [DistrictSeries(unit, tuple(map(sum, zip(*lines, strict=True)))) for unit, lines in below.items()]
    else:
        rows = [DistrictSeries(unit, tuple(of_commune[unit.id])) for unit in communes if any(of_commune[unit.id])]
    series = tuple(sorted((row for row in rows if row.values), key=lambda row: (-row.last_week, -row.week_before, row.unit.name)))
    # Today is not over: what rings is the last whole day.
    whole = days[:-1] if seen_at is None else days
    if any(sums[NEW, day] is None for day in whole[-DAYS_NEEDED:]):
        return series, None, 0.0
    alerts, expected = [], 0.0
    for unit in communes:
        counts = of_commune[unit.id][: len(whole)]
        aberration = last_day_aberration(counts)
        if aberration is None:
            continue
        share = false_alarm_shares(aberration.baseline)[1]
        expected += share
        if "C2" in aberration.rings:
            alerts.append(CommuneAlert(unit, counts[-1], aberration, share))
    return series, tuple(sorted(alerts, key=lambda alert: (-alert.cases, alert.unit.name))), expected
