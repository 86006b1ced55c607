"""A file of health stations' numbers: each row accounted for, a later file changes an earlier number."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.integration.exchange.command_result import ImportCommand
from tests.integration.exchange.test_import_kinds import reasons

from truyvet.areas.models import HealthStation

pytestmark = pytest.mark.db


def test_a_file_of_numbers_is_accounted_for_row_by_row(
    run_import: ImportCommand, table: Callable[..., Path], units: dict[str, int], tmp_path: Path
) -> None:
    rows = [("07783", "0204 3883 115"), ("222", "0204 3874 999"), ("07783", "0204 3883 116"), ("99999", "0204 3883 115"), ("24", "115")]
    file, rejects = table("so.csv", "unit,phone", [*rows, ("222", "02043874999"), ("07801", "")]), tmp_path / "out.csv"
    said = run_import("health-stations", file, "--rejects", str(rejects))
    assert said.counts == (7, 2, 4, 1)
    assert [(row, column) for row, column, _ in reasons(rejects)] == [("3", "unit"), ("4", "unit"), ("5", "phone"), ("7", "phone")]
    assert "1 (phone)" in reasons(rejects)[0][2]
    kept = HealthStation.objects.order_by("unit__code")
    assert list(kept.values_list("unit__code", "phone")) == [("07783", "02043883115"), ("222", "02043874999")]
    changed = table("moi.csv", "unit,phone", [("07783", "0204 3883 117"), ("222", "0204 3874 999")])
    assert run_import("health-stations", changed).counts == (2, 1, 0, 1)
    assert kept.first().phone == "02043883117"  # type: ignore[union-attr]
