"""The same meaning in SQL, on DuckDB: one view of all exposures, summed or listed.

Visits are joined on venue and a time bucket (a plain inequality join compares every pair of a venue's history);
a pair is counted in the bucket where its overlap starts.
"""

from __future__ import annotations

from typing import Final

import duckdb
import numpy as np
from numpy.typing import NDArray

from truyvet.tracing.answer import ENCOUNTER, GROUP, NAMED, VISIT, ExposureRows, sort_exposures
from truyvet.tracing.calendar import CHANGED_AT, DAY, EARLIER_OFFSET, OFFSET
from truyvet.tracing.contact_definition import ContactDefinition
from truyvet.tracing.generations import GenerationSpread, StepsEngine
from truyvet.tracing.question import TraceQuestion
from truyvet.tracing.records import MISSING, Ints, column
from truyvet.tracing.sources import SourceColumns
from truyvet.tracing.stays import NO_BOUND, fill_stays
from truyvet.tracing.weights import weight_tables

BUCKET_S: Final = 4 * 3_600


def _day(at: str) -> str:
    return f"(({at} + CASE WHEN {at} >= {CHANGED_AT} THEN {OFFSET} ELSE {EARLIER_OFFSET} END) // {DAY})"


def _strength(at: str) -> str:
    """Infectiousness of the source ``c`` on the local day of ``at``, times its own score."""
    low, high = "(SELECT min(day) FROM infectiousness)", "(SELECT max(day) FROM infectiousness)"
    return f"(SELECT weight FROM infectiousness WHERE day = least(greatest({_day(at)} - c.zero, {low}), {high})) * c.score"


def _visits(d: ContactDefinition) -> str:
    return f"""
    SELECT v.person, u.person AS source, {VISIT} AS kind, v.venue, greatest(v.s, u.a) AS start, least(v.e, u.b) AS finish,
           least(v.e, u.b) - greatest(v.s, u.a) AS seconds,
           CASE WHEN u.strength_rank <= v.strength_rank THEN u.assurance ELSE v.assurance END AS assurance,
           (least(v.e, u.b) - greatest(v.s, u.a)) * u.weight * v.weight AS weighted
    FROM (SELECT *, unnest(generate_series(a // {BUCKET_S}, (b - 1) // {BUCKET_S})) AS bucket FROM source_stays) u
    JOIN (SELECT *, unnest(generate_series(s // {BUCKET_S}, (e - 1) // {BUCKET_S})) AS bucket FROM stays
          WHERE e - s >= {d.visit_min_overlap} AND venue IN (SELECT venue FROM source_stays)
            AND person IN (SELECT person FROM wanted)) v
      ON u.venue = v.venue AND u.bucket = v.bucket AND u.person <> v.person
    WHERE least(v.e, u.b) - greatest(v.s, u.a) >= {d.visit_min_overlap} AND greatest(v.s, u.a) // {BUCKET_S} = v.bucket"""


def _source_stays(d: ContactDefinition) -> str:
    return f"""
    CREATE OR REPLACE TEMP TABLE source_stays AS
    SELECT person, venue, assurance, strength_rank, a, b, weight * {_strength("a")} AS weight
    FROM (SELECT c.*, v.venue, v.assurance, v.strength_rank, v.assured AS weight,
                 greatest(v.s, c.s0) AS a, least(v.e, c.s1) + {d.visit_linger} AS b
          FROM stays v JOIN sources c ON v.person = c.person WHERE least(v.e, c.s1) > greatest(v.s, c.s0)) c
    WHERE b - a >= {d.visit_min_overlap}"""


def _encounters(d: ContactDefinition) -> str:
    steps = " ".join(f"WHEN min(distance) <= {upto * 1_000_000} THEN {weight}" for upto, weight in d.weights.nearness)
    near = f"""CASE WHEN min(distance) IS NOT NULL THEN CASE {steps} ELSE {d.weights.nearness[-1][1]} END
                    WHEN max(probability) IS NOT NULL THEN max(probability) / 1e9 ELSE {d.weights.nearness_unknown} END"""
    return f"""
    SELECT person, source, {ENCOUNTER} AS kind, {MISSING} AS venue, start, finish, seconds, {MISSING} AS assurance,
           seconds * near * {_strength("start")} AS weighted
    FROM (SELECT c.person AS source, x.other AS person, c.zero, c.score, day, min(x.a) AS start, max(x.b) AS finish,
                 sum(greatest(0, x.b - greatest(x.a, coalesce(x.reached, 0)))) AS seconds, {near} AS near
          FROM (SELECT *, max(b) OVER (PARTITION BY source, other, day ORDER BY a, b
                                      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached
                FROM (SELECT *, {_day("a")} AS day
                      FROM (SELECT c.person AS source, n.other, greatest(n.start, c.s0) AS a, least(n.finish, c.s1) AS b,
                                   nullif(n.distance, {MISSING}) AS distance, nullif(n.probability, {MISSING}) AS probability
                            FROM near n JOIN sources c ON n.person = c.person WHERE n.other IN (SELECT person FROM wanted))
                      WHERE b > a)) x
          JOIN sources c ON c.person = x.source
          GROUP BY ALL HAVING seconds >= {d.encounter_min_total}) c"""


def _named(d: ContactDefinition) -> str:
    return f"""
    SELECT n.contact AS person, n.source, {NAMED} AS kind, {MISSING} AS venue, n.at AS start, n.at AS finish, 0 AS seconds,
           {MISSING} AS assurance, {d.named_seconds} * {_strength("n.at")} AS weighted
    FROM named n JOIN sources c ON c.person = n.source
    WHERE n.contact <> n.source AND ((c.is_case AND n.is_judged = 1) OR (c.s0 <= n.at AND n.at < c.s1))
      AND n.contact IN (SELECT person FROM wanted)"""


def _groups(d: ContactDefinition) -> str:
    return f"""
    SELECT other AS person, c.person AS source, {GROUP} AS kind, member AS venue, start, finish, 0 AS seconds, {MISSING} AS assurance,
           worth * {_strength("own_start")} AS weighted
    FROM (SELECT c.*, m.worth, m.member, o.person AS other, greatest(m.s, c.s0) AS own_start,
                 greatest(m.s, c.s0, o.s) AS start, least(m.e, c.s1, o.e) AS finish
          FROM sources c JOIN members m ON m.person = c.person JOIN members o ON o.member = m.member AND o.person <> c.person
          WHERE o.person IN (SELECT person FROM wanted)) c
    WHERE finish > start"""


class DuckDBSteps:
    """The steps over one question's tables."""

    def __init__(self, question: TraceQuestion) -> None:
        records, d, as_of = question.records, question.definition, question.as_of
        self.persons, self.definition = records.persons, d
        self.connection = duckdb.connect(":memory:")
        weights = weight_tables(records, d)
        stays = fill_stays(records, d, as_of)
        assured = weights.assurance[stays.assurance]
        self._keep(
            "stays",
            person=stays.person,
            venue=stays.venue,
            s=stays.start,
            e=stays.end,
            assurance=stays.assurance,
            strength_rank=weights.assurance_rank[stays.assurance],
            assured=assured,
            weight=assured * weights.venue[stays.venue],
        )
        self._keep("infectiousness", day=np.arange(weights.infectiousness.size) + weights.first_day, weight=weights.infectiousness)
        self.parts = [_visits(d)] if stays.person.size else []
        if records.encounters is not None and records.encounters.start.size:
            self._keep("near", **_near(question))
            self.parts.append(_encounters(d))
        if records.named is not None and records.named.source.size:
            known = records.named.last_contact < as_of
            n = records.named
            columns = {"source": n.source, "contact": n.contact, "at": n.last_contact, "is_judged": n.is_judged}
            self._keep("named_rows", **{name: values[known] for name, values in columns.items()})
            self.connection.execute(
                'CREATE TEMP TABLE named AS SELECT source, contact, "at", max(is_judged) AS is_judged FROM named_rows GROUP BY ALL'
            )
            self.parts.append(_named(d))
        if records.groups is not None and records.groups.person.size:
            g = records.groups
            self._keep(
                "joined",
                person=g.person,
                member=g.group,
                kind=g.kind,
                s=g.start,
                e=np.where(g.end == MISSING, NO_BOUND, g.end),
                worth=weights.group_seconds[g.kind],
            )
            self.connection.execute("CREATE TEMP TABLE members AS SELECT DISTINCT * FROM joined")
            self.parts.append(_groups(d))

    def _keep(self, name: str, **columns: NDArray[np.generic]) -> None:
        self.connection.register("incoming", {key: np.ascontiguousarray(values) for key, values in columns.items()})
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM incoming")
        self.connection.unregister("incoming")

    def _ask(self, sources: SourceColumns, wanted: Ints) -> str:
        is_case = np.full(sources.person.size, sources.are_cases)
        self._keep(
            "sources", person=sources.person, s0=sources.start, s1=sources.end, zero=sources.day_zero, score=sources.score, is_case=is_case
        )
        self._keep("wanted", person=wanted)
        self.connection.execute(_source_stays(self.definition))
        return " UNION ALL ".join(self.parts)

    def spread(self, sources: SourceColumns, known: NDArray[np.bool_]) -> GenerationSpread:
        """See ``generations.EngineSteps``."""
        made = GenerationSpread.nothing(self.persons)
        if not self.parts or not sources.person.size:
            return made
        view = self._ask(sources, np.flatnonzero(~known))
        rows = self._fetch(f"""SELECT person, kind, count(*) AS n, sum(seconds) AS seconds, sum(weighted) AS weighted,
                               min(start) AS first, max(finish) AS last FROM ({view}) GROUP BY person, kind ORDER BY kind""")
        for kind in np.unique(rows["kind"]):
            at = rows["kind"] == kind
            made.add(
                column(rows["person"][at]),
                int(kind),
                column(rows["n"][at]),
                column(rows["seconds"][at]),
                np.asarray(rows["weighted"][at], dtype=np.float64),
                column(rows["first"][at]),
                column(rows["last"][at]),
            )
        return made

    def exposures(self, sources: SourceColumns, persons: Ints) -> ExposureRows:
        """See ``generations.EngineSteps``."""
        if not self.parts or not sources.person.size:
            return ExposureRows()
        view = self._ask(sources, persons)
        rows = self._fetch(f"SELECT person, source, kind, venue, start, finish, seconds, assurance FROM ({view})")
        return sort_exposures(ExposureRows(*(column(values) for values in rows.values())))

    def blanket(self, sources: SourceColumns) -> int | None:
        """See ``generations.EngineSteps``."""
        self._ask(sources, column())
        touched = f"unnest(generate_series({_day('a')}, {_day('greatest(b - 1, a)')}))"
        rows = self.connection.execute(f"""
            WITH shut AS (SELECT DISTINCT venue, {touched} AS day FROM (
                    SELECT v.venue, greatest(v.s, c.s0) AS a, least(greatest(v.e, v.s + 1), c.s1) AS b
                    FROM stays v JOIN sources c ON c.person = v.person) WHERE b > a)
            SELECT count(DISTINCT person)
            FROM (SELECT person, venue, {touched} AS day FROM (SELECT person, venue, s AS a, e AS b FROM stays))
            SEMI JOIN shut USING (venue, day)""").fetchall()
        return int(rows[0][0])

    def _fetch(self, query: str) -> dict[str, NDArray[np.generic]]:
        found: dict[str, NDArray[np.generic]] = self.connection.execute(query).fetchnumpy()
        return found


def _near(question: TraceQuestion) -> dict[str, Ints]:
    """Returns the encounter segments that count, each in both directions, before as-of."""
    met, d = question.records.encounters, question.definition
    assert met is not None
    far = np.where(
        met.distance_um != MISSING,
        met.distance_um > d.max_distance_um(),
        (met.probability_ppb != MISSING) & (met.probability_ppb < d.min_probability_ppb()),
    )
    kept = ~far & (met.start < question.as_of) & (met.person_a != met.person_b)
    a, b, start = met.person_a[kept], met.person_b[kept], met.start[kept]
    finish = np.minimum(start + met.seconds[kept], question.as_of)
    both = {"person": np.concatenate([a, b]), "other": np.concatenate([b, a])}
    rest = {"start": start, "finish": finish, "distance": met.distance_um[kept], "probability": met.probability_ppb[kept]}
    return {**both, **{key: np.concatenate([values, values]) for key, values in rest.items()}}


ENGINE = StepsEngine("duckdb", DuckDBSteps)
