"""The graph F0 → F1 → F2 of a run: cases and the contacts that weigh most, the rest counted in bundles by place."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Sum

from truyvet.audit.values import Scope, require_scope
from truyvet.core.pagination import ListPage, list_page
from truyvet.investigations.models import RunContact, RunExposure
from truyvet.investigations.queries.contacts import rows_of
from truyvet.investigations.queries.runs import RunFile, in_reach
from truyvet.people.queries import masked_persons

MAX_GRAPH_NODES = 1_000
MAX_GRAPH_EDGES = 4_000
"""Nobody tells more lines apart on a screen; the page says how many are left out."""


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
    """What is drawn, and how many persons, and ties between two cases, are not."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    left_out: int
    ties_left_out: int


def contact_graph(scope: Scope, run: RunFile, *, most: int = MAX_GRAPH_NODES, most_ties: int = MAX_GRAPH_EDGES) -> ContactGraph:
    """Returns the run's first contacts and its cases, each contact tied to its strongest source; a constant number of queries.

    Of the ties between two cases the longest are drawn.
    """
    reader = require_scope(scope)
    everyone = RunContact.objects.filter(in_reach(reader), run_id=run.id)
    total = everyone.count()
    rows = list(everyone.order_by("rank")[:most])
    between = RunExposure.objects.filter(run_id=run.id, is_link=True).order_by().values_list("source_id", "person_id", "kind")
    strongest = between.annotate(times=Count("pk"), together=Sum("seconds")).order_by("-together", "source_id", "person_id", "kind")
    ties: ListPage[tuple[int, int, int, int, int]] = list_page(strongest, page_rows=most_ties)
    sources = {row.why_source for row in rows if row.why_source > 0} | {person for tie in ties.rows for person in tie[:2]}
    people = masked_persons(reader, sources | {row.person_id for row in rows})
    drawn = {row.person_id for row in rows}
    nodes = [GraphNode(people[p].code, people[p].code, 0, 1.0, "") for p in sources - drawn if p in people]
    for line in rows_of(reader, rows):
        if line.person is not None:
            where = line.place.name if line.place else line.group[2] or line.group[0] if line.group else ""
            nodes.append(
                GraphNode(line.person.code, line.person.masked if run.names_open else line.person.code, line.generation, line.score, where)
            )
    edges = [
        GraphEdge(people[row.why_source].code, people[row.person_id].code, row.why_kind or 0, row.why_seconds, False)
        for row in rows
        if row.why_source in people and row.person_id in people
    ]
    edges += [
        GraphEdge(people[source].code, people[person].code, kind, times, True)
        for source, person, kind, times, _ in ties.rows
        if source in people and person in people
    ]
    return ContactGraph(tuple(nodes), tuple(edges), total - len(rows), ties.total - len(ties.rows))
