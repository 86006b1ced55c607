"""Each example of the contract through the database: rows of the house in, a run, and the rows that it keeps."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from tests.spec.examples import Example, full
from tests.spec.test_spec_tables import CASES, read, same
from tests.spec.through_database import Inexpressible, answer_through_database

from truyvet.tabular import parse_time
from truyvet.tracing import contact_definition
from truyvet.tracing.question import EvidenceLimits, default_as_of

pytestmark = pytest.mark.db
INEXPRESSIBLE: Final = {
    "no venue has the kind theatre",
    "no venue has the kind bar",
    "a case has a whole window or none",
    "distances are kept in whole millimetres, probabilities in parts per million",
    "no visit has the assurance hearsay",
    "no roster has the kind chess",
}
"""What a file may say and no row of the house can: seven examples of these tables."""


@pytest.mark.parametrize("example", CASES)
def test_example_through_the_database(db: None, example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("truyvet.investigations.jobs.trace_runs.EVIDENCE", EvidenceLimits(None))
    tables = read(example, tmp_path)
    meaning = contact_definition.load_definition().changed(example.changes)
    as_of = parse_time(full(example.as_of)) if example.as_of else default_as_of(tables.records)
    try:
        made, figures = answer_through_database(tables.records, tables.labels, meaning, as_of)
    except Inexpressible as reason:
        assert str(reason) in INEXPRESSIBLE
        return
    for output, expected in example.expected.items():
        columns, rows = made[output]
        same(expected, columns, rows, meaning, in_order=output == "contacts")
    for figure, number in example.scope.items():
        # Where there is a house, there are visits: its figure is known even when the example has no such table.
        if not (figure == "blanket_venues" and number is None):
            assert figures[figure] == number, figure
