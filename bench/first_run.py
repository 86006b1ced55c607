"""How long ``truyvet trace`` takes on a small file the first time after installation, and the second time.

Compiled loops go to an empty folder, and so do Python's own compiled files of the product: nothing is there that an
installation would not bring. ``python -m bench.first_run``
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench import job, province, report

SHARED = report.ROOT.parent / "shared" / "data" / "contacts" / "hospital_ward_2010.parquet"
SLOT = 20
REPEATS = 3


def main() -> None:
    """The door."""
    parser = ArgumentParser(prog="bench.first_run")
    parser.add_argument("--date", type=date.fromisoformat, default=None, help="day to write into the results (today)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tables, name, rows = _files(Path(folder))
        seconds = {engine: _twice(Path(folder), tables, engine) for engine in ("auto", "sweep")}
    day = (arguments.date or datetime.now(UTC).date()).isoformat()
    result = {"date": day, "file": name, "rows": rows, "load": round(os.getloadavg()[0], 2), "seconds": seconds}
    report.RESULTS.mkdir(exist_ok=True)
    (report.RESULTS / "first_run.json").write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    report.write()
    print(json.dumps(result, indent=1))


def _files(folder: Path) -> tuple[list[str], str, int]:
    """Options of the command for a small question, what it is, and how many rows it has."""
    if SHARED.exists():
        slots = pq.read_table(SHARED)
        start = np.asarray(slots["t"]).astype(np.int64) - SLOT + province.MIDNIGHT
        people = [np.asarray(slots[side]).astype(str) for side in ("i", "j")]
        met = pa.table({"person_a": people[0], "person_b": people[1], "start": start, "seconds": np.full(start.size, SLOT)})
        pq.write_table(met, folder / "met.parquet")
        _cases(folder, [people[0][0]], [int(start.min())])
        return ["--encounters", str(folder / "met.parquet")], "the hospital ward's encounters (SocioPatterns, Lyon 2010)", int(start.size)
    small = province.make(600)
    v = small.visits
    visits = {"person_id": v.person.astype(str), "venue_id": v.venue.astype(str), "check_in": v.check_in, "check_out": v.check_out}
    visits["check_out"] = np.where(v.check_out < 0, v.check_in, v.check_out)
    pq.write_table(pa.table(visits), folder / "visits.parquet")
    ill = job.cases(small.persons, 3, 0)
    _cases(folder, [str(person) for person in ill.person], ill.onset.tolist())
    return ["--visits", str(folder / "visits.parquet")], "a small made-up province", int(v.person.size)


def _cases(folder: Path, people: list[str], onset: list[int]) -> None:
    lines = [f"{person},{at}" for person, at in zip(people, onset, strict=True)]
    (folder / "cases.csv").write_text("\n".join(["person_id,onset", *lines]) + "\n", "utf-8")


def _twice(folder: Path, tables: list[str], engine: str) -> list[dict[str, float]]:
    """Medians of the first and of the second run, each pair of runs with empty caches of its own.

    On a busy machine the processor's time tells more than the clock on the wall.
    """
    command = [str(Path(sys.executable).with_name("truyvet")), "trace", "--cases", str(folder / "cases.csv"), *tables, "--engine", engine]
    runs: tuple[list[tuple[float, float]], ...] = ([], [])
    for turn in range(REPEATS):
        cache = folder / f"{engine}-{turn}"
        environment = {**os.environ, "NUMBA_CACHE_DIR": str(cache / "numba"), "PYTHONPYCACHEPREFIX": str(cache / "python")}
        for measurements in runs:
            began, used = perf_counter(), _used()
            subprocess.run([*command, "--out", str(folder / "out.csv")], env=environment, check=True, capture_output=True)
            measurements.append((perf_counter() - began, _used() - used))
    return [
        {"wall": median(wall for wall, _ in measurements), "processor": median(used for _, used in measurements)} for measurements in runs
    ]


def _used() -> float:
    """Seconds of processor that finished child processes took."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


if __name__ == "__main__":
    main()
