"""A row counts in the first run after its commit, although the trace store's base was built before it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.integration.factory_outbreak import BY, HOUR, Console, console

from truyvet.core.jobs import Lane
from truyvet.investigations import run_input
from truyvet.investigations.jobs.trace_runs import JOBS
from truyvet.investigations.models import RunContact
from truyvet.people import actions as people
from truyvet.people.queries import masked_persons
from truyvet.tracing import base_files
from truyvet.venues.actions import VisitLine, VisitorScan, add_visits, check_in, check_out
from truyvet.venues.rules.venue_kinds import VisitSource

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from truyvet.access.models import Staff

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def made(units: dict[str, int], staff: Callable[..., Staff], now: datetime) -> Console:
    """The factory outbreak with a run behind it, so that the base is on disk."""
    found = console(units, staff, now)
    found.ask()
    assert base_files.load_base(run_input.trace_store().folder) is not None
    return found


def listed(made: Console) -> dict[int, RunContact]:
    """The contacts of a new run, by person; the base stays the one that was there."""
    before = base_files.load_base(run_input.trace_store().folder)
    code = made.ask()
    after = base_files.load_base(run_input.trace_store().folder)
    assert before is not None
    assert after is not None
    assert before.watermark == after.watermark, "the rows must come through the fresh segment"
    return {row.person_id: row for row in RunContact.objects.filter(run__code=code)}


def test_a_visit_is_there_one_run_later(made: Console) -> None:
    newcomer = made.crowd(1)[0]
    assert newcomer not in listed(made)
    made.meet("line", [newcomer], days=2, at=7, hours=3)
    found = listed(made)[newcomer]
    assert (found.generation, found.seconds) == (1, 3 * HOUR)


def test_a_visit_that_is_still_going_on_and_its_later_check_out(made: Console) -> None:
    patient, newcomer = made.people[0], made.crowd(1)[0]
    began = made.now - timedelta(minutes=40)
    code = made.venues["canteen"][1]
    for person in (patient, newcomer):
        check_in(by=BY, now=began, scan=VisitorScan(uuid.uuid4(), person, code, began, source=VisitSource.GATE))
    together = listed(made)[newcomer]
    assert together.seconds == 40 * 60, "both are there until now"
    left = made.now - timedelta(minutes=20)
    check_out(by=BY, now=made.now, scan=VisitorScan(uuid.uuid4(), newcomer, code, left, source=VisitSource.GATE))
    assert listed(made)[newcomer].seconds == 20 * 60


def test_the_next_check_in_ends_an_open_visit_of_the_base(made: Console) -> None:
    patient, newcomer = made.people[0], made.crowd(1)[0]
    start = int((made.now - timedelta(hours=5)).timestamp())
    place = made.venues["market"][0]
    visits = [VisitLine(uuid.uuid4(), person, place, start) for person in (patient, newcomer)]
    add_visits(by=BY, now=made.now, visits=visits)
    run_input.trace_store().drop()
    made.ask()  # a base that holds both open visits
    assert listed(made)[newcomer].seconds == HOUR, "the market's stay, with no check-out"
    elsewhere = VisitLine(uuid.uuid4(), newcomer, made.venues["bus"][0], start + 30 * 60, start + 40 * 60)
    add_visits(by=BY, now=made.now, visits=[elsewhere])
    assert listed(made)[newcomer].seconds == 30 * 60


def test_an_erased_person_is_in_no_store_afterwards(made: Console, settings: SettingsWrapper, tmp_path: Path) -> None:
    """Neither in a base that was read before the erasure and written after it, nor in that of another machine."""
    person = made.people[3]
    made.meet("line", [person], days=2, at=7, hours=1)
    here, there = tmp_path / "here", tmp_path / "there"
    for home in (here, there):
        settings.TRUYVET_HOME = home
        made.ask()
    settings.TRUYVET_HOME = here
    late = base_files.load_base(run_input.trace_store().folder)
    assert late is not None and person in late.persons
    people.erase_self(by=BY, now=made.now, person_id=person)
    assert not run_input.trace_store().folder.exists(), "this machine's copy goes at once"
    base_files.save_base(late, run_input.trace_store().folder)
    for home in (here, there):
        settings.TRUYVET_HOME = home
        made.ask()
        after = base_files.load_base(run_input.trace_store().folder)
        assert after is not None and person not in after.persons, home.name
        made.ask()
        again = base_files.load_base(run_input.trace_store().folder)
        assert again is not None and again.watermark == after.watermark, "one erasure, one new base"


def test_the_store_of_a_machine_that_traces_no_more_goes_too(made: Console) -> None:
    late = base_files.load_base(run_input.trace_store().folder)
    assert late is not None
    people.erase_self(by=BY, now=made.now, person_id=made.people[3])
    base_files.save_base(late, run_input.trace_store().folder)
    (job,) = [job for job in JOBS if job.name == "investigations.purge_store"]
    assert job.lane is Lane.TRACES and job.is_shared, "it runs on every machine that has a store"
    assert job.run(made.now) == 1
    assert not run_input.trace_store().folder.exists()
    assert job.run(made.now) == 0


def test_a_merge_counts_both_and_an_unmerge_is_exact(made: Console) -> None:
    one, other = made.crowd(2)
    made.meet("line", [one], days=2, at=7, hours=1)
    made.meet("line", [other], days=3, at=7, hours=2)
    apart = listed(made)
    assert (apart[one].seconds, apart[other].seconds) == (HOUR, 2 * HOUR)
    codes = {person: row.code for person, row in masked_persons(made.scope, (one, other)).items()}
    people.merge(by=BY, now=made.now, scope=made.scope, person_code=codes[other], into_code=codes[one], reason="cùng một người")
    merged = {row.person_id: row for row in RunContact.objects.filter(run__code=made.ask())}
    assert merged[one].seconds == 3 * HOUR
    assert other not in merged
    people.unmerge(by=BY, now=made.now, scope=made.scope, person_code=codes[other])
    again = {row.person_id: row for row in RunContact.objects.filter(run__code=made.ask())}
    assert {person: (row.seconds, row.score) for person, row in again.items()} == {p: (row.seconds, row.score) for p, row in apart.items()}
