"""What the operator of the application counted, by unit and day. A later file for the same day is a revision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from truyvet.adoption.actions.told_figures import InstallValues, add_install_counts
from truyvet.exchange import rules
from truyvet.exchange.kinds.batch import BatchOutcome, ImportContext, ImportRow, TableKind
from truyvet.exchange.kinds.cell_parsers import BadCell, Cells
from truyvet.exchange.kinds.unit_figures import COLUMNS, parse_figure, take_figures
from truyvet.tabular.reasons import EMPTY


def parse_values(row: Cells, origin: str) -> InstallValues:
    """Parses the counts. Raises BadCell."""
    installs = parse_figure(row, "installs")
    if installs is None:
        raise BadCell("installs", EMPTY)
    return InstallValues(origin, installs, *(parse_figure(row, column) for column in ("by_team", "by_campaign", "by_self")))


def import_rows(lines: Sequence[ImportRow], context: ImportContext) -> BatchOutcome:
    """Imports a batch of counts."""
    return take_figures(
        lines, context, parse_values, lambda found: add_install_counts(by=context.by, now=context.now, counts=found)
    )  # fmt: skip


KIND: Final = TableKind(
    kind=rules.ImportKind.INSTALL_COUNTS,
    required=("day", "installs"),
    optional=(*COLUMNS, "by_team", "by_campaign", "by_self"),
    take=import_rows,
    moments=("day",),
    days=("day",),
    recent=("day",),
    words={"commune": ()},
)
