"""The graph F0 → F1 → F2 of a run: cases and the contacts that weigh most, the rest counted in bundles by place."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from truyvet.audit.values import Scope, need
from truyvet.investigations.models import RunContact, RunExposure
from truyvet.investigations.queries.contacts import rows_of
from truyvet.investigations.queries.runs import RunFile, in_reach
from truyvet.people.queries import masked_persons

MAX_GRAPH_NODES = 1_000
MAX_GRAPH_EDGES = 4_000


@dataclass(frozen=True, slots=True)
class GraphNode:
    """A person: ``code`` is their pseudonym, ``generation`` 0 is a case; ``group`` names the place of the strongest tie."""

    code: str
    label: str
    generation: int
    score: float
    group: str


@dataclass(frozen=True, slots=True)
class GraphEdge:
    """``source`` may have exposed ``target``; ``kind`` as in tracing.answer."""

    source: str
    target: str
    kind: int
    seconds: int
    link: bool


@dataclass(frozen=True, slots=True)
class ContactGraph:
    """What is drawn, and how many persons are not."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    left_out: int


def contact_graph(scope: Scope, found: RunFile, *, most: int = MAX_GRAPH_NODES) -> ContactGraph:
    """The run's first contacts and its cases, each contact tied to its strongest source; a constant number of queries."""
    reader = need(scope)
    everyone = RunContact.objects.filter(in_reach(reader), run_id=found.id)
    total = everyone.count()
    rows = list(everyone.order_by("rank")[:most])
    links = list(
        RunExposure.objects.filter(run_id=found.id, is_link=True).values_list("source_id", "person_id", "kind", "seconds")[:MAX_GRAPH_EDGES]
    )
    sources = {row.why_source for row in rows if row.why_source > 0} | {person for link in links for person in link[:2]}
    people = masked_persons(reader, sources | {row.person_id for row in rows})
    drawn = {row.person_id for row in rows}
    nodes = [GraphNode(people[p].code, people[p].code, 0, 1.0, "") for p in sources - drawn if p in people]
    for line in rows_of(reader, rows):
        if line.person is not None:
            where = line.place.name if line.place else line.group[2] or line.group[0] if line.group else ""
            nodes.append(
                GraphNode(
                    line.person.code, line.person.masked if found.names_open else line.person.code, line.generation, line.score, where
                )
            )
    edges = [
        GraphEdge(people[row.why_source].code, people[row.person_id].code, row.why_kind or 0, row.why_seconds, False)
        for row in rows
        if row.why_source in people and row.person_id in people
    ]
    between = Counter((source, person, kind) for source, person, kind, _ in links)
    edges += [
        GraphEdge(people[source].code, people[person].code, kind, count, True)
        for (source, person, kind), count in between.items()
        if source in people and person in people
    ]
    return ContactGraph(tuple(nodes), tuple(edges), total - len(rows))
