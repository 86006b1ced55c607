"""Making the demo: a simulated province through the rooms' own actions, staff, cases, interviews, and the first traces."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final
from uuid import UUID, uuid5

import numpy as np

from truyvet.audit.commands import seal_all
from truyvet.audit.values import By, Scope
from truyvet.cases.actions import CaseLine, IsolationEntry, NewCase, ResultEntry, add_cases
from truyvet.cases.rules import Dates, IsolationPlace, Method, Outcome, State
from truyvet.cli.demo import declaring, records, staff
from truyvet.cli.migrate import prepare
from truyvet.investigations import actions as investigations
from truyvet.investigations import runner
from truyvet.investigations.queries.truth import FILE
from truyvet.simulate.options import RATES, Options
from truyvet.simulate.province import Province, make_province
from truyvet.tracing.records import MISSING
from truyvet.web import clock

NAMESPACE: Final = UUID("6f6d6c74-7675-7965-7400-000000000001")
BY: Final = By.system("demo")
WAITING: Final = 1
"""The newest case still waits for the second person, so that the queue has something in it."""


def make(home: Path, wanted: dict[str, object], *, logins: Path | None) -> None:
    """Everything, with a line for each step. Raises whatever goes wrong: a half-made demo is never served."""
    with _step("database, administrative units"):
        prepare()
    with _step("simulated province"):
        province = make_province(Options(seed=int(str(wanted["seed"])), people=int(str(wanted["people"]))), RATES[str(wanted["rates"])])
    now = clock.now()
    scope = Scope.system("demo", date(2021, 5, 31))
    with _step("accounts"):
        accounts = staff.create(BY, now, logins)
    with _step("people, households"):
        people = records.add_people(BY, now, scope, province)
    with _step("venues, zones, rosters"):
        venues = records.add_venues(BY, now, scope, province, people)
    with _step(f"{province.visits.person.size:,} visits"):
        records.add_visits(BY, now, province, people, venues)
    with _step(f"{province.encounters.start.size:,} encounters"):
        records.add_encounters(BY, now, province, people)
    with _step(f"{len(province.cases)} cases, interviews"):
        codes = _cases(now, scope, province, people, accounts)
        _truth(home, province, people)
    with _step("an agency with its gate; declarations of the last day and a half"):
        declaring.open_agency(BY, now, scope)
        declaring.declare(BY, now, scope, province, people)
    with _step("first traces (the engine is compiled once)"):
        _traces(now, scope, codes)
        seal_all()


@contextmanager
def _step(words: str) -> Iterator[None]:
    sys.stdout.write(f"  {words} … ")
    sys.stdout.flush()
    began = time.monotonic()
    yield
    sys.stdout.write(f"{time.monotonic() - began:.1f} s\n")
    sys.stdout.flush()


def _moment(seconds: int) -> datetime | None:
    return None if seconds == MISSING else datetime.fromtimestamp(seconds, UTC)


def _cases(now: datetime, scope: Scope, province: Province, people: np.ndarray, accounts: dict[str, int]) -> list[str]:
    cases = province.cases
    lines = []
    for row, (person, onset, sample, result, isolated) in enumerate(
        zip(*(getattr(cases, name).tolist() for name in ("person", "onset", "sample", "result", "isolated")), strict=True)
    ):
        known = _moment(result) or now
        entry = NewCase(
            uuid5(NAMESPACE, f"case-{row}"), int(people[person]), Dates(onset_at=_moment(onset), sample_at=_moment(sample)),
            result=ResultEntry(f"XN-{20_900 + row}", Method.PCR, Outcome.POSITIVE, _moment(sample) or known),
            isolation=IsolationEntry(IsolationPlace.HOSPITAL, moment) if (moment := _moment(isolated)) else None,
        )  # fmt: skip
        waiting = row >= len(cases) - WAITING
        first, second = accounts["truyvet1"], accounts["truongnhom"]
        lines.append(
            CaseLine(entry, opened_at=known, first=first)
            if waiting
            else CaseLine(entry, State.CONFIRMED, opened_at=known, first=first, second=second, confirmed_at=known)
        )
    counted = add_cases(by=BY, now=now, scope=scope, lines=lines)
    if counted.rejects:
        raise RuntimeError(f"cases of the demo were rejected: {counted.rejects}")
    codes = [counted.codes[row] for row in range(len(lines))]
    records.add_interviews(BY, now, scope, province, people, codes, NAMESPACE)
    return codes[: len(lines) - WAITING]


def _truth(home: Path, province: Province, people: np.ndarray) -> None:
    """Kept apart from every record, in a file that only the demo's comparison reads."""
    infected = np.flatnonzero(province.truth.infected_at != MISSING)
    told = {str(int(people[person])): int(province.truth.infected_at[person]) for person in infected}
    (home / FILE).write_text(json.dumps(told), "utf-8")


def _traces(now: datetime, scope: Scope, codes: list[str]) -> None:
    asked = [(code,) for code in codes[-3:]] + [tuple(codes)]
    for number, sources in enumerate(asked):
        investigations.request_run(
            by=BY, now=now, scope=scope, event_id=uuid5(NAMESPACE, f"run-{number}"), codes=sources, name="vn-2020-08"
        )
    while runner.run_next(now=now):
        pass
