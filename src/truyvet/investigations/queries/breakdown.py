"""How many contacts each filter of the list opens, by level, verdict, kind of evidence and commune."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, F, Q

from truyvet.audit.values import Scope, require_scope
from truyvet.investigations.models import RunContact
from truyvet.investigations.queries.contacts import with_decision
from truyvet.investigations.queries.runs import RunFile, in_reach
from truyvet.investigations.rules.runs import HIGH_SCORE, MIDDLE_SCORE, ContactVerdict, ScoreLevel
from truyvet.tracing.answer import KINDS

MAX_COMMUNE_FILTERS = 8
"""Communes offered as filters: those with most contacts."""


@dataclass(frozen=True, slots=True)
class ContactBreakdown:
    """Counts over the contacts of one generation (or all) within the scope."""

    total: int
    levels: Mapping[ScoreLevel, int]
    verdicts: Mapping[str, int]
    """By verdict, and "open" for those without one."""
    kinds: Mapping[int, int]
    communes: tuple[tuple[str, str, int], ...]
    """(unit path, name, contacts), most first."""


def breakdown(scope: Scope, run: RunFile, generation: int | None) -> ContactBreakdown:
    """Counts for the filters; two queries."""
    rows = RunContact.objects.filter(in_reach(require_scope(scope)), run_id=run.id)
    if generation is not None:
        rows = rows.filter(generation=generation)
    bits = {f"bit{kind}": F("via").bitand(1 << kind) for kind in range(len(KINDS))}
    counts = with_decision(rows, run.case_id).annotate(**bits).aggregate(
        total=Count("pk"), high=Count("pk", Q(score__gte=HIGH_SCORE)), middle=Count("pk", Q(score__gte=MIDDLE_SCORE, score__lt=HIGH_SCORE)),
        low=Count("pk", Q(score__lt=MIDDLE_SCORE)), open=Count("pk", Q(verdict__isnull=True)),
        **{verdict.value: Count("pk", Q(verdict=verdict.value)) for verdict in ContactVerdict},
        **{f"kind{kind}": Count("pk", Q(**{f"bit{kind}__gt": 0})) for kind in range(len(KINDS))},
    )  # fmt: skip
    homes = rows.filter(person__commune__isnull=False).values_list("person__commune__path", "person__commune__name")
    communes = homes.annotate(many=Count("pk")).order_by("-many", "person__commune__path")[:MAX_COMMUNE_FILTERS]
    return ContactBreakdown(
        counts["total"],
        {level: counts[level.value] for level in ScoreLevel},
        {name: counts[name] for name in ("open", *(verdict.value for verdict in ContactVerdict))},
        {kind: counts[f"kind{kind}"] for kind in range(len(KINDS))},
        tuple(communes),
    )
