"""PostgreSQL with a B-tree over venue and start: a range of starts, bounded by the longest stay at the venue."""

from __future__ import annotations

from bench.job import Job
from bench.rivals.postgres import Postgres
from bench.rivals.postgres_gist import PARALLEL
from bench.rivals.rival import Loaded

NESTED = "SET enable_hashjoin = off; SET enable_mergejoin = off"
SETTINGS = {
    "planner's choice, two workers, work_mem 1 GB": f"{PARALLEL}; SET work_mem = '1GB'",
    "nested loop, two workers, work_mem 256 MB": f"{PARALLEL}; {NESTED}; SET work_mem = '256MB'",
    "nested loop, two workers, probes ordered by venue and time, work_mem 1 GB": f"{PARALLEL}; {NESTED}; SET work_mem = '1GB'",
}


class PostgresBtree(Postgres):
    """See the module."""

    name = "PostgreSQL, B-tree"
    settings = tuple(SETTINGS)
    table = "stays_btree"
    indices = (
        "CREATE INDEX ON stays_btree (venue, s) INCLUDE (e, person, worth)",
        "CREATE INDEX ON stays_btree (person)",
    )

    def load(self, job: Job) -> Loaded:
        """As every rival on PostgreSQL; and how long the longest stay at each venue is."""
        made = super().load(job)
        self.session.execute("DROP TABLE IF EXISTS longest")
        self.session.execute("CREATE UNLOGGED TABLE longest AS SELECT venue, max(e - s) AS seconds FROM stays_btree GROUP BY venue")
        self.session.execute("CREATE UNIQUE INDEX ON longest (venue); ANALYZE longest")
        return made

    def prepare(self, setting: str) -> str:
        """See ``Postgres``."""
        return f"{SETTINGS[setting]}; SET random_page_cost = 1.1"

    def extra(self) -> str:
        """How far back a visit may begin that is still on when the source comes."""
        return "(SELECT seconds FROM longest WHERE longest.venue = v.venue) AS reach"

    def join(self, job: Job) -> str:
        """Starts between a − the longest stay + thr and b − thr; ``long_enough`` drops those that left too soon."""
        thr = job.definition.visit_min_overlap
        return f"v.venue = u.venue AND v.s >= u.a - u.reach + {thr} AND v.s <= u.b - {thr}"
