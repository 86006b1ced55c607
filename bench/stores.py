"""The product's own store: building the base, adding fresh rows, and what a trace takes of the machine's memory."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

from bench.job import Job, columns, compare, facts, nobody_met, rows_of_store, sweep
from bench.province import AS_OF
from truyvet.tracing import base_files, store
from truyvet.tracing.records import CaseColumns
from truyvet.tracing.store import StoreBase, StoreView

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Fresh:
    """The last visits to arrive, as changes since the base. Seconds."""

    share: float
    rows: int
    concerned: int
    """Persons whose stays are worked out anew."""
    fresh: float
    trace: float
    whole: float
    """The same question over a base that holds everything."""


def base(job: Job, part: slice = slice(None)) -> StoreBase:
    """The base over these rows."""
    made = rows_of_store(job.province, part)
    return store.make_base(made, nobody_met(), np.arange(job.persons), facts(job.province), watermark=0, now=AS_OF)


def view(made: StoreBase) -> StoreView:
    """The base alone."""
    return StoreView(made.persons, (made.stay_index,), (made.encounters,))


def fresh(job: Job, share: float, whole: StoreView, asked: CaseColumns, repeats: int = 3) -> Fresh:
    """The answer over base and delta must be the one over the whole."""
    size = job.province.visits.person.size
    kept = size - round(size * share)
    older = base(job, slice(kept))
    delta = rows_of_store(job.province, slice(kept, size))
    times, traces, wholes = [], [], []
    expected = sweep(job, columns(job, whole), asked)
    for _ in range(repeats):
        began = perf_counter()
        both = store.refresh_base(older, delta, nobody_met(), facts(job.province))
        times.append(perf_counter() - began)
        held = columns(job, both)
        began = perf_counter()
        found = sweep(job, held, asked)
        traces.append(perf_counter() - began)
        compare(expected, found, f"base with {share:.0%} as a delta")
        began = perf_counter()
        sweep(job, columns(job, whole), asked)
        wholes.append(perf_counter() - began)
    return Fresh(share, size - kept, int(np.unique(delta.person).size), median(times), median(traces), median(wholes))


def peak_memory(job: Job, made: StoreBase, asked: CaseColumns) -> dict[str, float]:
    """Peak resident memory of a process that maps the base from files and traces, in MiB; pages of the files included."""
    with tempfile.TemporaryDirectory() as folder:
        began = perf_counter()
        base_files.save_base(made, Path(folder) / "base")
        saved = perf_counter() - began
        np.savez(Path(folder) / "job.npz", kind=job.province.venues.kind, person=asked.person, onset=asked.onset)
        bytes_on_disk = sum(file.stat().st_size for file in (Path(folder) / "base").iterdir())
        command = [sys.executable, "-m", "bench.footprint", folder]
        told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return {**json.loads(told), "save_seconds": saved, "store_mib": bytes_on_disk / 2**20}
