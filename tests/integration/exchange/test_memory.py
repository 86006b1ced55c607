"""An import of many rows needs no more memory than one of few."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.integration.exchange.separate_database import Places

pytestmark = [pytest.mark.slow]


def write_visits(path: Path, rows: int) -> Path:
    with path.open("w") as stream:
        stream.write("person_id,venue_id,check_in,check_out\n")
        stream.writelines(f"p{n % 40},v1,{1_621_000_000 + n},{1_621_000_060 + n}\n" for n in range(rows))
    return path


def test_two_hundred_thousand_visits(tmp_path: Path) -> None:
    places = Places(tmp_path, on_postgres=False)
    few = int(places.copy("few").do("weigh", "visits", str(write_visits(tmp_path / "few.csv", 20_000))))
    many = int(places.copy("many").do("weigh", "visits", str(write_visits(tmp_path / "many.csv", 200_000))))
    # SQLite's own page cache may fill its 64 MiB; beyond it nothing grows with the rows.
    assert many < few + 80, f"{few} MiB for 20,000 rows, {many} MiB for 200,000"
    assert many < 350
