"""Two runs of the same case beside each other: who is new, who is gone, who moved between generations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from truyvet.audit.values import Scope, require_scope
from truyvet.core.pagination import PAGE_ROWS, ListPage, list_page
from truyvet.investigations.models import RunContact
from truyvet.investigations.queries.contacts import RunContactRow, rows_of
from truyvet.investigations.queries.runs import RunFile, in_reach


@dataclass(frozen=True, slots=True)
class RunDifference:
    """Counts by generation of the older and the newer run, and a page of the persons who came and of those who went, by rank."""

    before: dict[int, int]
    after: dict[int, int]
    both: int
    moved: int
    added: ListPage[RunContactRow]
    gone: ListPage[RunContactRow]


def run_difference(
    scope: Scope, older: RunFile, newer: RunFile, *, added_page: object = 1, gone_page: object = 1, size: int = PAGE_ROWS
) -> RunDifference:
    """Returns what the newer answer changes, over the contacts kept of each run within the scope."""
    was, now = _generations(scope, older), _generations(scope, newer)
    both = was.keys() & now.keys()
    return RunDifference(
        _levels(was),
        _levels(now),
        len(both),
        sum(was[person] != now[person] for person in both),
        _page(scope, newer, [person for person in now if person not in was], added_page, size),
        _page(scope, older, [person for person in was if person not in now], gone_page, size),
    )


def _generations(scope: Scope, run: RunFile) -> dict[int, int]:
    """The generation of each contact within the scope, by rank."""
    rows = RunContact.objects.filter(in_reach(require_scope(scope)), run_id=run.id).order_by("rank")
    return dict(rows.values_list("person_id", "generation"))


def _levels(people: dict[int, int]) -> dict[int, int]:
    return {level: sum(generation == level for generation in people.values()) for level in (1, 2)}


def _page(scope: Scope, run: RunFile, people: list[int], page: object, size: int) -> ListPage[RunContactRow]:
    def read(part: Sequence[int]) -> tuple[RunContactRow, ...]:
        return tuple(rows_of(scope, list(RunContact.objects.filter(run_id=run.id, person_id__in=part).order_by("rank"))))

    return list_page(people, page, page_rows=size, read=read)
