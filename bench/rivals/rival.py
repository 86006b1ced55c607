"""What a rival is: a store of its own, loaded before anything is timed, and a question asked in its own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bench.job import Job
from bench.province import AS_OF
from truyvet.tracing.answer import VISIT, RankedContacts
from truyvet.tracing.calendar import DAY, OFFSET
from truyvet.tracing.records import CaseColumns


class Stopped(Exception):
    """The question took longer than it was given."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was done before timing, in seconds, and what it takes."""

    load: float
    index: float
    note: str


class Rival(Protocol):
    """One way to the answer, with three settings of which the best counts."""

    name: str
    settings: tuple[str, ...]

    def load(self, job: Job) -> Loaded:
        """Take the visits in, sorted and indexed as suits it best."""

    def ask(self, job: Job, cases: CaseColumns, setting: str, limit: float) -> RankedContacts:
        """F0 → F1 → F2. Raises Stopped past ``limit`` seconds."""

    def close(self) -> None:
        """Give everything back."""


def rows(job: Job) -> dict[str, NDArray[np.generic]]:
    """Stays as a rival's table, sorted by venue and time: ends filled in, factors of the score looked up.

    ``assured`` is the factor of a row of the source, ``worth`` that of a row of the contact.
    """
    held, weights = job.stays, job.weights
    order = np.argsort((held.venue << 33) | held.start, kind="stable")
    assured = weights.assurance[held.assurance]
    worth = assured * weights.venue[held.venue]
    columns = {"person": held.person, "venue": held.venue, "s": held.start, "e": held.end}
    narrow = {name: values[order].astype(np.int32) for name, values in columns.items()}
    return {**narrow, "assured": assured[order], "worth": worth[order]}


def infectiousness(job: Job, at: str, zero: str, divide: str) -> str:
    """Weight of the local day of ``at``, counted from ``zero``, as a chain of comparisons in SQL: no join, no look-up.

    ``divide`` is the engine's division of whole numbers. The visits lie long after the zone's last change.
    """
    first, table = job.weights.first_day, [float(weight) for weight in job.weights.infectiousness]
    day = f"(({at} + {OFFSET}) {divide} {DAY} - {zero})"
    changes = [k for k in range(1, len(table)) if table[k] != table[k - 1]]
    steps = " ".join(f"WHEN {day} < {first + k} THEN {table[k - 1]}" for k in changes)
    return f"CAST(CASE {steps} ELSE {table[-1]} END AS float8)"


def contact_sources(job: Job, divide: str) -> str:
    """F1 as sources of F2, in SQL: infectious from their first exposure until now."""
    d = job.definition
    start = f"(first + {d.second_latent})"
    zero = f"(({start} + {d.infectious_before_onset} + {OFFSET}) {divide} {DAY})"
    return f"SELECT person, {start} AS s0, {AS_OF} AS s1, {zero} AS zero, score FROM contacts WHERE generation = 1"


def source_stays(job: Job, divide: str, extra: str = "") -> str:
    """The sources' own stays, clipped to their windows, in SQL. ``extra``: more columns of the stay ``v``."""
    return f"""SELECT venue, a, b, weight * {infectiousness(job, "a", "zero", divide)} AS weight {extra and ", " + extra}
               FROM (SELECT v.*, greatest(v.s, c.s0) AS a, least(v.e, c.s1) AS b, c.zero, v.assured * c.score AS weight
                     FROM stays v JOIN sources c ON v.person = c.person) v
               WHERE b - a >= {job.definition.visit_min_overlap}"""


def sums(job: Job, generation: int) -> str:
    """The columns of a contact, in SQL, over pairs of a source's stay ``u`` and a visit ``v``."""
    overlap = "(least(v.e, u.b) - greatest(v.s, u.a))"
    return f"""v.person, {generation} AS generation, min(greatest(v.s, u.a)) AS first, max(least(v.e, u.b)) AS last,
               count(*) AS exposures, CAST(sum({overlap}) AS bigint) AS seconds, {1 << VISIT} AS via,
               1 - exp(-{job.definition.weights.beta} * sum({overlap} * u.weight * v.worth)) AS score"""


def long_enough(job: Job) -> str:
    """Whether ``u`` and ``v`` overlap for an exposure, in SQL."""
    return f"least(v.e, u.b) - greatest(v.s, u.a) >= {job.definition.visit_min_overlap}"
