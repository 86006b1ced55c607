"""What the public page and the bulletin say of a province, from published rows alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from truyvet.audit.values import Scope, require_scope
from truyvet.core import registry
from truyvet.core.text_folding import fold
from truyvet.places.queries import AdministrativeUnit
from truyvet.places.rules import UnitLevel
from truyvet.public_figures.queries.province_units import ProvinceUnits
from truyvet.public_figures.queries.public_rows import PublicFigure, figures_of_units, newest_tables
from truyvet.public_figures.rules.bar_chart import FigureBar, figure_bars
from truyvet.public_figures.rules.outputs import TOTAL, output_kind
from truyvet.public_figures.rules.public_measures import public_measures

CHART_DAYS = 60
"""Two months: the rise and the fall of a wave stand in one picture."""


@dataclass(frozen=True, slots=True)
class MeasureSummary:
    """The newest figure of the whole province, and the sum of all that is out; None where there is none."""

    label: object
    newest: PublicFigure
    total: PublicFigure | None


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A district or commune: its figures stand in the order of ``ProvinceOverview.columns``; None where it has no row."""

    unit: AdministrativeUnit
    above: str
    figures: tuple[PublicFigure | None, ...]


@dataclass(frozen=True, slots=True)
class ProvinceOverview:
    """Everything of one page. ``columns`` are the label and one figure of each table, for its days; ``bars`` the first measure by day."""

    province: AdministrativeUnit
    published_at: datetime | None
    summaries: tuple[MeasureSummary, ...]
    bars: tuple[FigureBar, ...]
    columns: tuple[tuple[object, PublicFigure], ...]
    lines: tuple[UnitLine, ...]

    @property
    def last_weeks(self) -> tuple[int, int | None]:
        """The sums of the last seven days that are out and of the seven before (None while those are not whole), by a bar's last day."""
        end, first = self.bars[-1].last, self.bars[0].first
        weeks = [sum(bar.value for bar in self.bars if (end - bar.last).days // 7 == back) for back in (0, 1)]
        return weeks[0], weeks[1] if (end - first).days >= 13 else None


def province_overview(scope: Scope, home: ProvinceUnits, text: str = "") -> ProvinceOverview:
    """Returns the overview of a province; ``text`` keeps the districts and communes whose name holds it, with or without marks."""
    require_scope(scope)
    edition, root = home.province.edition.value, home.province.code
    labels = {measure.name: measure.label for measure in registry.measures()}
    names = [each.name for each in public_measures(scope.on) if each.name in labels]
    own = [each for each in figures_of_units(scope, [root], names, edition) if each.value is not None]
    tables = newest_tables(scope, names, edition)
    summaries = []
    for name in names:
        of_measure = [each for each in own if each.measure == name]
        newest = [each for each in of_measure if output_kind(each.output) in {"days", "standing"}]
        totals = [each for each in of_measure if each.output == TOTAL]
        if newest:
            summaries.append(MeasureSummary(labels[name], newest[-1], totals[-1] if totals else None))
    shown = [name for name in names if (name, root) in tables and any(key[0] == name and key[1] != root for key in tables)]
    wanted, lines = fold(text), []
    for unit in home.units.values():
        if unit.level is UnitLevel.PROVINCE or (wanted and wanted not in fold(unit.name)):
            continue
        above = home.units.get(unit.path.split("/")[-3]) if unit.path.count("/") > 2 else None
        lines.append(UnitLine(unit, above.name if above else "", tuple(tables.get((name, unit.code)) for name in shown)))
    lines.sort(key=lambda line: ([-(each.value or 0) if each else 0 for each in line.figures], line.unit.level != UnitLevel.DISTRICT))
    chart = [each for each in own if each.measure == names[0] and output_kind(each.output) == "days"] if names else []
    since = chart[-1].day - timedelta(days=CHART_DAYS - 1) if chart else date.min
    bars = figure_bars([(each.first_day, each.day, each.value or 0) for each in chart if each.first_day >= since])
    newest_at = max((each.published_at for each in own), default=None)
    columns = tuple((labels[name], tables[name, root]) for name in shown)
    return ProvinceOverview(home.province, newest_at, tuple(summaries), bars, columns, tuple(lines))
