"""A process of its own that maps a saved base and traces, so that its peak memory is the trace's and nobody else's."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import perf_counter

import numpy as np

from bench import job
from bench.province import ASSURANCES, KINDS, Province
from bench.stores import view
from truyvet.tracing import base_files, contact_definition
from truyvet.tracing.records import MISSING, CaseColumns, TraceRecords, VenueColumns, VisitColumns
from truyvet.tracing.stays import StayColumns
from truyvet.tracing.weights import weight_tables


def main(folder: Path) -> None:
    """Trace twice (the first run loads compiled code) and print figures as JSON."""
    before = _peak()
    asked = np.load(folder / "job.npz")
    base = base_files.load_base(folder / "base")
    assert base is not None
    venues = VenueColumns(asked["kind"], np.full(asked["kind"].size, MISSING), np.full(asked["kind"].size, MISSING))
    meaning = contact_definition.load_definition("default")
    records = TraceRecords(int(base.persons.size), CaseColumns(), VisitColumns(), venues, venue_kinds=KINDS, assurances=ASSURANCES)
    made = job.Job(Province(records.persons, VisitColumns(), venues), meaning, weight_tables(records, meaning), StayColumns())
    none = np.full(asked["person"].size, MISSING)
    cases = CaseColumns(asked["person"], none, none, asked["onset"], none)
    seconds = []
    for _ in range(2):
        began = perf_counter()
        job.sweep(made, job.columns(made, view(base)), cases)
        seconds.append(perf_counter() - began)
    print(json.dumps({"imports_mib": before, "peak_mib": _peak(), "first_seconds": seconds[0], "second_seconds": seconds[1]}))


def _peak() -> float:
    """MiB. Not getrusage: that one remembers the process which started this one."""
    status = Path("/proc/self/status").read_text("utf-8")
    return float(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]))
