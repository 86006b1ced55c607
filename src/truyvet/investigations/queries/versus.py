"""Two runs of the same case beside each other: who is new, who is gone, who moved between generations."""

from __future__ import annotations

from dataclasses import dataclass

from truyvet.audit.values import Scope, need
from truyvet.investigations.models import RunContact
from truyvet.investigations.queries.contacts import ContactRow, rows_of
from truyvet.investigations.queries.runs import RunFile, in_reach

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Difference:
    """Counts by generation of the older and the newer run, and the persons that changed (at most SHOWN each)."""

    before: dict[int, int]
    after: dict[int, int]
    both: int
    added: int
    gone: int
    moved: int
    added_rows: tuple[ContactRow, ...]
    gone_rows: tuple[ContactRow, ...]


def versus(scope: Scope, older: RunFile, newer: RunFile) -> Difference:
    """What the newer answer changes, over the contacts kept of each run within the scope."""
    reach = in_reach(need(scope))
    was = dict(RunContact.objects.filter(reach, run_id=older.id).values_list("person_id", "generation"))
    now = dict(RunContact.objects.filter(reach, run_id=newer.id).values_list("person_id", "generation"))
    added, gone = set(now) - set(was), set(was) - set(now)
    return Difference(
        _levels(was), _levels(now), len(set(was) & set(now)), len(added), len(gone), sum(was[p] != now[p] for p in set(was) & set(now)),
        _rows(scope, newer, added), _rows(scope, older, gone),
    )  # fmt: skip


def _levels(people: dict[int, int]) -> dict[int, int]:
    return {level: sum(generation == level for generation in people.values()) for level in (1, 2)}


def _rows(scope: Scope, found: RunFile, people: set[int]) -> tuple[ContactRow, ...]:
    rows = list(RunContact.objects.filter(run_id=found.id).order_by("rank").filter(person_id__in=sorted(people)[:10_000])[:SHOWN])
    return tuple(rows_of(scope, rows))
