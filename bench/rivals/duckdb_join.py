"""DuckDB: visits joined on venue and a time bucket; a pair is counted in the bucket where its overlap starts.

A plain inequality join compares every pair of a venue's history; the bucket makes the key selective. The table is sorted
by venue and time, so that the smallest and largest values kept with each block of rows let most blocks be skipped.
"""

from __future__ import annotations

from threading import Timer
from time import perf_counter

import duckdb
import numpy as np

from bench.job import Job, contacts
from bench.province import AS_OF
from bench.rivals.rival import Loaded, Stopped, contact_sources, long_enough, rows, source_stays, sums
from truyvet.tracing.answer import RankedContacts
from truyvet.tracing.records import CaseColumns, IsolationColumns
from truyvet.tracing.sources import case_sources

HOUR = 3_600
WIDTHS = {"1 h buckets": HOUR, "4 h buckets": 4 * HOUR, "12 h buckets": 12 * HOUR}


class DuckdbJoin:
    """See the module."""

    name = "DuckDB, time-bucket join"
    settings = tuple(WIDTHS)

    def __init__(self) -> None:
        self.connection = duckdb.connect(":memory:")

    def load(self, job: Job) -> Loaded:
        """One table, sorted by venue and time."""
        incoming = rows(job)
        began = perf_counter()
        self._keep("stays", incoming)
        return Loaded(perf_counter() - began, 0.0, f"DuckDB {duckdb.__version__}, in memory, sorted by venue and time")

    def ask(self, job: Job, cases: CaseColumns, setting: str, limit: float) -> RankedContacts:
        """Two joins; what is known stays in the database between them."""
        timer = Timer(limit, self.connection.interrupt)
        timer.start()
        try:
            return self._ask(job, cases, WIDTHS[setting])
        except duckdb.InterruptException:
            raise Stopped from None
        finally:
            timer.cancel()

    def _ask(self, job: Job, cases: CaseColumns, width: int) -> RankedContacts:
        first = case_sources(cases, IsolationColumns(), job.definition, AS_OF)
        self._keep("sources", {"person": first.person.astype(np.int32), "s0": first.start, "s1": first.end, "zero": first.day_zero,
                               "score": first.score})  # fmt: skip
        run = self.connection.execute
        run("CREATE OR REPLACE TEMP TABLE known AS SELECT person FROM sources")
        run(f"CREATE OR REPLACE TEMP TABLE contacts AS {self._step(job, 1, width)}")
        run("INSERT INTO known SELECT person FROM contacts")
        run(f"CREATE OR REPLACE TEMP TABLE sources AS {contact_sources(job, '//')}")
        run(f"INSERT INTO contacts {self._step(job, 2, width)}")
        return contacts(run("SELECT * FROM contacts").fetchnumpy())

    def _step(self, job: Job, generation: int, width: int) -> str:
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE source_stays AS {source_stays(job, '//')}")
        return f"""
            SELECT {sums(job, generation)}
            FROM (SELECT *, unnest(generate_series(a // {width}, (b - 1) // {width})) AS bucket FROM source_stays) u
            JOIN (SELECT person, venue, s, e, worth, unnest(generate_series(s // {width}, (e - 1) // {width})) AS bucket FROM stays
                  WHERE e - s >= {job.definition.visit_min_overlap} AND venue IN (SELECT venue FROM source_stays)
                    AND person NOT IN (SELECT person FROM known)) v ON u.venue = v.venue AND u.bucket = v.bucket
            WHERE {long_enough(job)} AND greatest(v.s, u.a) // {width} = v.bucket GROUP BY v.person"""

    def _keep(self, name: str, columns: object) -> None:
        self.connection.register("incoming", columns)
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM incoming")
        self.connection.unregister("incoming")

    def close(self) -> None:
        """Forget everything."""
        self.connection.close()
