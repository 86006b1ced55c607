"""PostgreSQL with GiST over ranges that hold venue and time in one number: no extension is needed."""

from __future__ import annotations

from bench.job import Job
from bench.rivals.postgres import Postgres

PARALLEL = (
    "SET max_parallel_workers_per_gather = 2; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; "
    "SET min_parallel_table_scan_size = 0"
)
SETTINGS = {
    "one process, work_mem 256 MB": "SET max_parallel_workers_per_gather = 0; SET work_mem = '256MB'",
    "two workers, work_mem 256 MB": f"{PARALLEL}; SET work_mem = '256MB'",
    "two workers, probes ordered by venue and time, work_mem 1 GB": f"{PARALLEL}; SET work_mem = '1GB'",
}


class PostgresGist(Postgres):
    """See the module."""

    name = "PostgreSQL, GiST"
    settings = tuple(SETTINGS)
    table = "stays_gist"
    indices = (
        "CREATE INDEX ON stays_gist USING gist (int8range(venue::int8 << 32 | s, venue::int8 << 32 | e))",
        "CREATE INDEX ON stays_gist (person)",
    )

    def prepare(self, setting: str) -> str:
        """See ``Postgres``. The index is all that can find a range: without it every pair would be compared."""
        return f"{SETTINGS[setting]}; SET random_page_cost = 1.1"

    def join(self, job: Job) -> str:
        """A visit that shares ``thr`` seconds with [a, b) also meets what lies between b − thr and a + thr: a narrower probe."""
        thr = job.definition.visit_min_overlap
        low, high = f"least(u.a + {thr - 1}, u.b - {thr})", f"greatest(u.a + {thr - 1}, u.b - {thr}) + 1"
        venue = "u.venue::int8 << 32"
        return f"int8range(v.venue::int8 << 32 | v.s, v.venue::int8 << 32 | v.e) && int8range({venue} | ({low}), {venue} | ({high}))"
