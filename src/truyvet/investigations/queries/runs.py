"""Runs: one, those of a case, the newest of each case. A run is seen by whoever sees all cases it starts from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from truyvet.audit.values import Scope, require_scope
from truyvet.cases.queries import cases_in_scope, codes_that_open_names, visible_codes
from truyvet.core.pagination import PAGE_ROWS, ListPage, list_page
from truyvet.investigations.models import Run, RunContact
from truyvet.investigations.rules.runs import RunState
from truyvet.people.queries import persons_in_scope as person_in_reach


@dataclass(frozen=True, slots=True)
class RunFile:
    """A run without its rows."""

    id: int
    code: str
    case_code: str
    case_id: int
    codes: tuple[str, ...]
    definition_name: str
    definition: dict[str, object]
    changes: dict[str, str]
    as_of: int
    state: RunState
    stage: str
    progress: int
    purpose: str
    created_at: datetime
    finished_at: datetime | None
    milliseconds: int
    error: str
    requested_by: str
    answer: dict[str, int | None] = field(default_factory=dict)
    names_open: bool = False
    """Every source has a positive result that two persons stand for."""

    @property
    def done(self) -> bool:
        """Whether there is an answer."""
        return self.state is RunState.DONE

    @property
    def waiting(self) -> bool:
        """Whether an answer is still to come."""
        return self.state in (RunState.QUEUED, RunState.RUNNING)


def run(scope: Scope, code: str) -> RunFile | None:
    """The run of this code, when all its cases lie in the scope; three queries."""
    found = _files(scope, Run.objects.filter(code=code))
    return found[0] if found else None


def runs_of_case(scope: Scope, case_code: str) -> tuple[RunFile, ...]:
    """Returns every run asked from this case, newest first."""
    return _files(scope, Run.objects.filter(case__code=case_code).order_by("-created_at", "-pk"))


def latest_runs(scope: Scope, *, page: object = 1, size: int = PAGE_ROWS) -> ListPage[RunFile]:
    """Returns one page of the runs of the scope, newest first."""
    # Narrowed before it is cut: how many runs there are elsewhere must not push out one of the reader's own.
    mine = Run.objects.filter(case__in=cases_in_scope(scope).values("pk"))
    return list_page(mine.order_by("-created_at", "-pk"), page, page_rows=size, read=lambda part: _files(scope, part))


def _files(scope: Scope, rows: object) -> tuple[RunFile, ...]:
    reader = require_scope(scope)
    found = list(rows.select_related("case", "requested_by"))  # type: ignore[attr-defined]
    wanted = {code for row in found for code in row.codes}
    seen = visible_codes(reader, wanted)
    opened = codes_that_open_names(reader, wanted) if wanted else frozenset()
    return tuple(_file(row, opened) for row in found if set(row.codes) <= seen)


def _file(row: Run, opened: Collection[str]) -> RunFile:
    return RunFile(
        row.pk, row.code, row.case.code, row.case_id, tuple(row.codes), row.definition_name, row.definition, row.changes, row.as_of,
        RunState(row.state), row.stage, row.progress, row.purpose, row.created_at, row.finished_at, row.milliseconds, row.error,
        row.requested_by.display if row.requested_by else "", row.answer, set(row.codes) <= set(opened),
    )  # fmt: skip


def reachable_contact(scope: Scope, run_code: str, person_code: str) -> RunContact | None:
    """A contact of a run, when the run is seen and the person lives in the scope (or the reader has the whole province)."""
    if run(scope, run_code) is None:
        return None
    rows = RunContact.objects.filter(in_reach(scope), run__code=run_code, person__code=person_code)
    return rows.select_related("run", "person").first()


def in_reach(scope: Scope) -> Q:
    """Contacts and exposures of persons whom the reader may see."""
    return person_in_reach(scope, "person__")
