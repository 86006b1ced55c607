"""Two runs of the same case beside each other: who is new, who is gone, who moved between generations."""

from __future__ import annotations

from dataclasses import dataclass

from truyvet.audit.values import Scope, need
from truyvet.investigations.models import RunContact
from truyvet.investigations.queries.contacts import RunContactRow, rows_of
from truyvet.investigations.queries.runs import RunFile, in_reach

MAX_PERSONS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class RunDifference:
    """Counts by generation of the older and the newer run, and the persons that changed (at most SHOWN each)."""

    before: dict[int, int]
    after: dict[int, int]
    both: int
    added: int
    gone: int
    moved: int
    added_rows: tuple[RunContactRow, ...]
    gone_rows: tuple[RunContactRow, ...]


def run_difference(scope: Scope, older: RunFile, newer: RunFile) -> RunDifference:
    """What the newer answer changes, over the contacts kept of each run within the scope."""
    reach = in_reach(need(scope))
    was = dict(RunContact.objects.filter(reach, run_id=older.id).values_list("person_id", "generation"))
    now = dict(RunContact.objects.filter(reach, run_id=newer.id).values_list("person_id", "generation"))
    added, gone = set(now) - set(was), set(was) - set(now)
    return RunDifference(
        _levels(was), _levels(now), len(set(was) & set(now)), len(added), len(gone), sum(was[p] != now[p] for p in set(was) & set(now)),
        _rows(scope, newer, added), _rows(scope, older, gone),
    )  # fmt: skip


def _levels(people: dict[int, int]) -> dict[int, int]:
    return {level: sum(generation == level for generation in people.values()) for level in (1, 2)}


def _rows(scope: Scope, found: RunFile, people: set[int]) -> tuple[RunContactRow, ...]:
    rows = list(
        RunContact.objects.filter(run_id=found.id).order_by("rank").filter(person_id__in=sorted(people)[:10_000])[:MAX_PERSONS_SHOWN]
    )
    return tuple(rows_of(scope, rows))
