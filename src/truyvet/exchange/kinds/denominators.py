"""How many people and smartphones a unit has, as of a day. Old shares keep the denominator of their time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from truyvet.adoption.actions.told_figures import DenominatorValues, add_denominators
from truyvet.exchange import rules
from truyvet.exchange.kinds.batch import BatchOutcome, ImportContext, ImportRow, TableKind
from truyvet.exchange.kinds.cell_parsers import BadCell, Cells
from truyvet.exchange.kinds.unit_figures import COLUMNS, parse_figure, take_figures
from truyvet.tabular.reasons import EMPTY


def parse_values(row: Cells, origin: str) -> DenominatorValues:
    """Parses the figures, of which one may be missing. Raises BadCell. Smartphones may be more than people."""
    population, smartphones = parse_figure(row, "population"), parse_figure(row, "smartphones")
    if population is None and smartphones is None:
        raise BadCell("population", EMPTY)
    return DenominatorValues(origin, population, smartphones)


def import_rows(lines: Sequence[ImportRow], context: ImportContext) -> BatchOutcome:
    """Imports a batch of denominators."""
    return take_figures(
        lines, context, parse_values, lambda found: add_denominators(by=context.by, now=context.now, figures=found)
    )  # fmt: skip


KIND: Final = TableKind(
    kind=rules.ImportKind.DENOMINATORS,
    required=("day",),
    optional=(*COLUMNS, "population", "smartphones"),
    take=import_rows,
    moments=("day",),
    days=("day",),
    words={"commune": ()},
)
