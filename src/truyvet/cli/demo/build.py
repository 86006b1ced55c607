"""Builds the demo: a simulated province through the rooms' own actions, staff, cases, interviews, and the first traces."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID, uuid5

import numpy as np

from truyvet.audit.commands import seal_all
from truyvet.audit.values import By, Scope
from truyvet.cases.actions import ImportedCase, NewCase, ResultEntry, add_cases
from truyvet.cases.rules import CaseDates, CaseState, ResultMethod, ResultOutcome
from truyvet.cli.demo import adoption, care, declarations, records, reports, staff
from truyvet.cli.demo.map import add_map
from truyvet.cli.migrate import prepare
from truyvet.day_figures.jobs.recount import recount
from truyvet.followup.jobs.take_over import take_over
from truyvet.investigations import actions as investigations
from truyvet.investigations.jobs import trace_runs
from truyvet.investigations.queries.simulated_truth import TRUTH_FILE
from truyvet.isolation.actions import ImportedIsolation, add_isolations
from truyvet.isolation.rules import IsolationEntry, IsolationPlace
from truyvet.public_figures.jobs.publication import publish_waiting
from truyvet.simulate.options import RATE_PRESETS, ProvinceOptions
from truyvet.simulate.province import Province, make_province
from truyvet.tracing.records import MISSING
from truyvet.web import clock

NAMESPACE: Final = UUID("6f6d6c74-7675-7965-7400-000000000001")
BY: Final = By.system("demo")
UNCONFIRMED_CASES: Final = 1
"""The newest case still waits for the second person, so that the queue is not empty."""


def build_demo(home: Path, wanted: dict[str, object], *, logins: Path | None) -> None:
    """Builds everything, with a line for each step. Raises on the first failure: a half-made demo is never served."""
    with _step("database, administrative units"):
        prepare()
    with _step("simulated province"):
        province = make_province(
            ProvinceOptions(seed=int(str(wanted["seed"])), people=int(str(wanted["people"]))), RATE_PRESETS[str(wanted["rates"])]
        )
    now = clock.now()
    scope = Scope.system("demo", date(2021, 5, 31))
    with _step("accounts"):
        accounts = staff.create_accounts(BY, now, logins)
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
        declarations.open_agency(BY, now, scope)
        declarations.add_declarations(BY, now, scope, province, people)
    yesterday = now - timedelta(hours=22)
    with _step("first traces (the engine is compiled once)"):
        _traces(yesterday, scope, codes)
    with _step("a family looked after, contacts called, ordered and tested"):
        office = care.open_office(accounts[care.OFFICER], now)
        care.look_after_family(office, people[_residents(province, care.COMMUNE)][: care.FAMILY].tolist())
        take_over(yesterday)
        care.call_contacts(office, yesterday + timedelta(hours=1))
        care.send_team(office, now, accounts[care.TEAM])
    with _step("boundaries, a zone and points of the map"):
        add_map(BY, now, scope)
    with _step("counts of installations, a factory's roster"):
        adoption.add_figures(BY, now, scope)
        adoption.add_factory(BY, now, scope, province, _residents(province, care.COMMUNE), care.COMMUNE)
    with _step("figures by day and commune"):
        recount(yesterday + timedelta(hours=2), is_whole=True)
        recount(now, is_whole=True)
        publish_waiting(now)
    with _step("yesterday's report, closed, and today's"):
        reports.add_reports(BY, now)
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
    lines: list[ImportedCase] = []
    periods: list[IsolationEntry | None] = []
    for row, (person, onset, sample, result, isolated) in enumerate(
        zip(*(getattr(cases, name).tolist() for name in ("person", "onset", "sample", "result", "isolated")), strict=True)
    ):
        known = _moment(result) or now
        period = IsolationEntry(IsolationPlace.HOSPITAL, moment) if (moment := _moment(isolated)) else None
        periods.append(period)
        entry = NewCase(
            uuid5(NAMESPACE, f"case-{row}"), int(people[person]), CaseDates(onset_at=_moment(onset), sample_at=_moment(sample)),
            result=ResultEntry(f"XN-{20_900 + row}", ResultMethod.PCR, ResultOutcome.POSITIVE, _moment(sample) or known),
            attached=(period.place.value, period.starts_at) if period else (),
        )  # fmt: skip
        waiting = row >= len(cases) - UNCONFIRMED_CASES
        first, second = accounts["truyvet1"], accounts["truongnhom"]
        lines.append(
            ImportedCase(entry, opened_at=known, first=first)
            if waiting
            else ImportedCase(entry, CaseState.CONFIRMED, opened_at=known, first=first, second=second, confirmed_at=known)
        )
    counted = add_cases(by=BY, now=now, scope=scope, lines=lines)
    if counted.rejects:
        raise RuntimeError(f"cases of the demo were rejected: {counted.rejects}")
    codes = [counted.codes[row] for row in range(len(lines))]
    isolations = [ImportedIsolation(code, period) for code, period in zip(codes, periods, strict=True) if period]
    add_isolations(by=BY, now=now, scope=scope, lines=isolations)
    records.add_interviews(BY, now, scope, province, people, codes, NAMESPACE)
    return codes[: len(lines) - UNCONFIRMED_CASES]


def _residents(province: Province, commune: str) -> np.ndarray:
    """Simulated numbers of those who live in a commune and have a telephone."""
    place = [each.code for each in province.people.communes].index(commune)
    return np.flatnonzero((province.people.commune == place) & (province.people.phone_order != MISSING))


def _truth(home: Path, province: Province, people: np.ndarray) -> None:
    """Writes the truth to a file of its own, which only the demo's comparison reads."""
    infected = np.flatnonzero(province.truth.infected_at != MISSING)
    infected_at_by_person = {str(int(people[person])): int(province.truth.infected_at[person]) for person in infected}
    (home / TRUTH_FILE).write_text(json.dumps(infected_at_by_person), "utf-8")


def _traces(now: datetime, scope: Scope, codes: list[str]) -> None:
    asked = [(code,) for code in codes[-3:]] + [tuple(codes)]
    for number, sources in enumerate(asked):
        investigations.request_run(
            by=BY, now=now, scope=scope, event_id=uuid5(NAMESPACE, f"run-{number}"), codes=sources, name="vn-2020-08"
        )
    while trace_runs.answer_next_run(now):
        pass
