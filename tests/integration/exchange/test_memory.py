"""An import of many rows needs no more memory than one of few."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.examples import LONG
from tests.integration.exchange.separate_database import Places

pytestmark = [pytest.mark.slow]
FEW = 20_000 if LONG else 8_000


def write_visits(path: Path, rows: int) -> Path:
    with path.open("w") as stream:
        stream.write("person_id,venue_id,check_in,check_out\n")
        stream.writelines(f"p{n % 40},v1,{1_621_000_000 + n},{1_621_000_060 + n}\n" for n in range(rows))
    return path


def test_ten_times_as_many_visits(tmp_path: Path) -> None:
    places = Places(tmp_path, on_postgres=False)
    few = int(places.copy("few").do("weigh", "visits", str(write_visits(tmp_path / "few.csv", FEW))))
    many = int(places.copy("many").do("weigh", "visits", str(write_visits(tmp_path / "many.csv", 10 * FEW))))
    # SQLite's own page cache may fill its 64 MiB; beyond it nothing grows with the rows.
    assert many < few + 80, f"{few} MiB for {FEW} rows, {many} MiB for ten times as many"
    assert many < 350
