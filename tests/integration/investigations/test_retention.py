"""What goes and when; what stays with a confirmed case; the store; a person's share; the queue and the first page."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.conftest import TODAY
from tests.integration.two_communes import HERE, PATHS, PROVINCE, THERE, Outbreak, Side, both, outbreak

from truyvet.access.models import Staff
from truyvet.audit.models import AuditRow
from truyvet.audit.values import By, Scope
from truyvet.cases.actions import close_case, purge_cases
from truyvet.cases.queries import case_file
from truyvet.cases.rules import CaseState
from truyvet.core.registry import retention_rules
from truyvet.core.room_contract import Severity
from truyvet.followup.jobs.take_over import take_over
from truyvet.investigations import person, queue, retention
from truyvet.investigations.actions import InterviewEntry, NamedEntry, decide, record_interview, request_run
from truyvet.investigations.actions.run_answers import fail_run, store_answer
from truyvet.investigations.jobs.trace_runs import answer_next_run, answer_run, record_progress, requeue_orphans, start_next_run
from truyvet.investigations.models import Decision, Interview, NamedContact, Run, RunContact, RunExposure
from truyvet.investigations.queries import failed_runs, run
from truyvet.investigations.rules.runs import ContactVerdict
from truyvet.investigations.run_input import trace_store

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.db
BY = By.system("test")


@pytest.fixture
def made(units: dict[str, int], staff: Callable[..., Staff], now: datetime) -> Outbreak:
    return outbreak(units, staff, now)


def say(side: Side, person_code: str, now: datetime, verdict: ContactVerdict = ContactVerdict.CONFIRMED) -> None:
    decide(
        by=BY, now=now, scope=PROVINCE, event_id=uuid.uuid4(), run_code=side.run, person_code=person_code, verdict=verdict, reason="đã hỏi"
    )


def talk(side: Side, now: datetime) -> None:
    entry = InterviewEntry(uuid.uuid4(), side.case, (NamedEntry(side.people["neighbour"], int(now.timestamp()) - 3_600, "cùng nhà"),))
    record_interview(by=BY, now=now, scope=PROVINCE, entry=entry)


def test_runs_of_an_unconfirmed_case_go_after_21_days(made: Outbreak, now: datetime) -> None:
    here, there = made.settle(HERE, "Mận", "1"), made.settle(THERE, "Ổi", "2")
    for side, stands in ((here, True), (there, False)):
        made.meet(side, [side.ids["patient"], side.ids["neighbour"]])
        made.fall_ill(side, stands=stands)
        made.trace(side)
        say(side, side.people["neighbour"], now)
        talk(side, now)
    last = datetime.fromisoformat("2021-06-20T23:59:00+07:00")
    assert (retention.purge_runs(last), retention.purge_interviews(last)) == (0, 0)
    over = datetime.fromisoformat("2021-06-21T00:00:00+07:00")
    assert (retention.purge_runs(over), retention.purge_interviews(over)) == (1, 1)
    assert (retention.purge_runs(over), retention.purge_interviews(over)) == (0, 0)
    assert list(Run.objects.values_list("code", flat=True)) == [here.run]
    assert not RunContact.objects.exclude(run__code=here.run).exists()
    assert (Decision.objects.count(), Interview.objects.count(), NamedContact.objects.count()) == (1, 1, 1)
    assert AuditRow.objects.get(action="investigations.purge_runs").facts == {"deleted": 1}


def test_evidence_goes_with_the_case_file(made: Outbreak, now: datetime) -> None:
    here, _ = both(made)
    say(here, here.people["neighbour"], now)
    talk(here, now)
    found = case_file(PROVINCE, here.case)
    assert found is not None
    close_case(by=BY, now=now, scope=PROVINCE, code=here.case, version=found.version, state=CaseState.RECOVERED, at=now)
    assert purge_cases(by=BY, now=now + timedelta(days=730)) == 0
    assert Run.objects.count() == 2
    assert purge_cases(by=BY, now=now + timedelta(days=732)) == 1
    assert (Run.objects.count(), Decision.objects.count(), Interview.objects.count()) == (1, 0, 0)
    assert not RunExposure.objects.filter(run__code=here.run).exists()


def test_the_store_is_dropped_when_it_holds_a_day_that_is_over(made: Outbreak, now: datetime) -> None:
    assert retention.purge_store(now) == 0
    both(made)
    assert trace_store().folder.is_dir()
    # The visits are of 29 May: kept to the end of 18 June.
    assert retention.purge_store(datetime.fromisoformat("2021-06-18T23:59:00+07:00")) == 0
    over = datetime.fromisoformat("2021-06-19T00:00:00+07:00")
    assert retention.purge_store(over) == 1
    assert not trace_store().folder.exists()
    assert retention.purge_store(over) == 0
    assert AuditRow.objects.filter(action="investigations.purge_store").count() == 1


def test_the_rules_are_registered() -> None:
    ours = {rule.table for rule in retention_rules() if rule.room == "investigations"}
    assert ours == {"Run", "Interview", "Interview draft", "trace store"}


def test_a_person_s_share(made: Outbreak, now: datetime) -> None:
    here, there = both(made)
    traveller = here.ids["traveller"]
    decide(
        by=BY, now=now, scope=PROVINCE, event_id=uuid.uuid4(), run_code=there.run, person_code=here.people["traveller"],
        verdict=ContactVerdict.CONFIRMED, reason="chị Lan kể",
    )  # fmt: skip
    seen = [str(entry.title) for entry in person.timeline(PROVINCE, traveller)]
    assert seen == [f"F1 của ca {there.case}", "Đã xác nhận tiếp xúc"]
    own = Scope("district_officer", (PATHS[HERE],), TODAY)
    assert person.timeline(own, traveller) == [], "the case lies elsewhere"
    assert person.timeline(Scope("district_officer", (PATHS[THERE],), TODAY), traveller) == [], "the person lives elsewhere"
    copy = person.export(Scope.system("copy", TODAY), traveller)
    assert copy[0] == {"table": "contact", "generation": 1, "day": "2021-05-29", "minutes": 120}
    assert not [text for text in there.secrets.values() if text in str(copy)]
    talk(here, now)
    assert [row["table"] for row in person.export(Scope.system("copy", TODAY), here.ids["neighbour"])] == ["contact", "named"]
    assert (person.erase(traveller, now), person.erase(here.ids["neighbour"], now)) == (1, 1)
    assert (Decision.objects.get().reason, NamedContact.objects.get().tie) == ("—", "")


def near(made: Outbreak, stands: bool = True) -> Side:
    """A case with a contact of high likelihood."""
    side = made.settle(HERE, "Mận", "1")
    for days in (1, 2):
        made.meet(side, [side.ids["patient"], side.ids["neighbour"]], days=days, hours=9)
    made.fall_ill(side, stands=stands)
    made.trace(side)
    return side


def test_the_queue_of_cases_that_nobody_traced_or_talked_with(made: Outbreak, now: datetime) -> None:
    side = made.settle(HERE, "Mận", "1")
    made.fall_ill(side, stands=False)
    assert queue.read(PROVINCE, now) == [], "one person alone makes no case"
    side = made.settle(THERE, "Ổi", "2")
    made.fall_ill(side)
    untraced, silent = queue.read(PROVINCE, now)
    assert [str(item.title) for item in (untraced, silent)] == [
        "1 ca đã xác nhận chưa được truy vết",
        "1 ca đã xác nhận chưa được phỏng vấn",
    ]
    assert (untraced.severity, untraced.url, untraced.count) == (Severity.NOW, f"/ca-benh/{side.case}/", 1)
    assert queue.read(PROVINCE, now + timedelta(hours=3))[0].severity is Severity.LATE
    assert queue.read(Scope("tracer", (PATHS[HERE],), TODAY), now) == []
    made.trace(side)
    assert [str(item.title) for item in queue.read(PROVINCE, now)] == [str(silent.title)]
    talk(side, now)
    assert queue.read(PROVINCE, now) == []
    beside = made.settle(THERE, "Đào", "3")
    made.fall_ill(beside)
    assert len(queue.read(PROVINCE, now)) == 2
    made.trace(side, beside.case)
    assert [str(item.title) for item in queue.read(PROVINCE, now)] == [str(silent.title)], "a trace over many cases traces each"


def test_the_queue_of_failed_runs(made: Outbreak, now: datetime) -> None:
    side = near(made)
    say(side, side.people["neighbour"], now)
    later = now + timedelta(minutes=1)
    code = request_run(by=BY, now=later, scope=PROVINCE, event_id=uuid.uuid4(), codes=(side.case,), name="default")
    taken = start_next_run(later)
    assert taken is not None and run(PROVINCE, code) is not None
    fail_run(by=BY, now=later, run=taken, error="MemoryError")
    item, _silent = queue.read(PROVINCE, later)
    assert "không tính được" in str(item.title) and code in item.url
    request_run(by=BY, now=later + timedelta(minutes=1), scope=PROVINCE, event_id=uuid.uuid4(), codes=(side.case,), name="default")
    assert len(queue.read(PROVINCE, later)) == 1, "asked again: nobody has to do anything about it"


def test_the_queue_forgets_no_case_however_many_runs_are_newer(made: Outbreak, now: datetime) -> None:
    side, other = near(made), made.settle(THERE, "Ổi", "2")
    made.fall_ill(other)
    made.trace(other)
    Run.objects.filter(code=side.run).update(state="failed")
    newest, mine = Run.objects.get(code=other.run), Run.objects.get(code=side.run)
    Run.objects.bulk_create(again(newest, number, now + timedelta(hours=1), [other.case]) for number in range(501))
    assert [row.code for row in failed_runs(PROVINCE)] == [side.run]
    mine.state = "done"
    Run.objects.bulk_create([again(mine, 999, now + timedelta(hours=2), [side.case, other.case])])
    assert failed_runs(PROVINCE) == (), "the newest run of the case has an answer"
    assert [row.code for row in failed_runs(Scope("tracer", (PATHS[HERE],), TODAY))] == [side.run], "one from elsewhere too is not theirs"


def again(run: Run, number: int, at: datetime, codes: list[str]) -> Run:
    """The same run once more, at another time, without contacts."""
    event = uuid.uuid4()
    return Run(
        code=f"TV-{number}", event_id=event, body_hash=event.bytes, case_id=run.case_id, codes=codes, definition_name=run.definition_name,
        definition=run.definition, as_of=run.as_of, state=run.state, purpose=run.purpose, created_at=at, finished_at=at,
    )  # fmt: skip


def test_a_worker_taken_for_dead_says_nothing_of_a_run_that_another_one_does(made: Outbreak, now: datetime) -> None:
    side = near(made)
    code = request_run(by=BY, now=now, scope=PROVINCE, event_id=uuid.uuid4(), codes=(side.case,), name="default")
    first = start_next_run(now)
    assert first is not None and requeue_orphans(now) == 1
    second = start_next_run(now)
    assert second is not None and (first.code, first.attempts, second.attempts) == (code, 1, 2)
    record_progress(first, "keeping", 90)
    fail_run(by=BY, now=now, run=first, error="RuntimeError")
    assert Run.objects.values_list("state", "progress").get(code=code) == ("running", 5)
    assert not AuditRow.objects.filter(action="investigations.fail_run").exists()
    record_progress(second, "explaining", 75)
    assert Run.objects.get(code=code).progress == 75
    fail_run(by=BY, now=now, run=second, error="RuntimeError")
    assert Run.objects.get(code=code).state == "failed"
    assert AuditRow.objects.filter(action="investigations.fail_run").count() == 1


def test_a_worker_that_stood_still_changes_nothing_of_a_finished_run(made: Outbreak, now: datetime) -> None:
    side = near(made)
    code = request_run(by=BY, now=now, scope=PROVINCE, event_id=uuid.uuid4(), codes=(side.case,), name="default")
    frozen = start_next_run(now)
    assert frozen is not None and frozen.code == code
    rows = answer_run(frozen, now)
    assert requeue_orphans(now) == 1 and answer_next_run(now) == 1
    finished = Run.objects.filter(code=code).values().get(), list(RunContact.objects.filter(run__code=code).values())
    assert finished[0]["state"] == "done"
    with pytest.raises(RuntimeError):
        store_answer(by=BY, now=now, run=frozen, rows=rows, milliseconds=1)
    fail_run(by=BY, now=now, run=frozen, error="RuntimeError")
    record_progress(frozen, "keeping", 90)
    assert finished == (Run.objects.filter(code=code).values().get(), list(RunContact.objects.filter(run__code=code).values()))


def test_a_run_whose_worker_died_twice_is_given_up(made: Outbreak, now: datetime) -> None:
    side = near(made)
    code = request_run(by=BY, now=now, scope=PROVINCE, event_id=uuid.uuid4(), codes=(side.case,), name="default")
    assert start_next_run(now) is not None
    assert requeue_orphans(now) == 1
    assert start_next_run(now) is not None
    assert requeue_orphans(now) == 0
    assert Run.objects.values_list("state", "error", "attempts").get(code=code) == ("failed", "worker_died", 2)


def test_the_first_page(client_for: Callable[..., Client], made: Outbreak, now: datetime) -> None:
    from django.test import Client as Browser

    assert Browser().get("/")["Location"].startswith("/dang-nhap/")
    for role, unit, step in (("tracer", "24", "/ca-benh/moi/"), ("commune_officer", THERE, "/ca-benh/moi/"),
                             ("province_officer", "24", PAGE),
                             ("auditor", "24", "/nhat-ky/"), ("admin", "24", "/can-bo/")):  # fmt: skip
        page = client_for(role, unit).get("/").content.decode()
        # Only the administrator is told that no worker runs here.
        assert ("1 báo động vận hành" if role == "admin" else "Không có việc nào đang chờ bạn") in page
        assert f'class="button go" href="{step}"' in page, role
    side = near(made)
    page = client_for("tracer").get("/").content.decode()
    assert "2 việc đang chờ" in page and "1 ca đã xác nhận chưa được phỏng vấn" in page
    take_over(now)
    page = client_for("commune_officer", HERE).get("/").content.decode()
    assert "1 người phải gọi trước" in page and side.run not in page
    page = client_for("commune_officer", THERE).get("/").content.decode()
    assert "Không có việc nào đang chờ bạn" in page


PAGE = "/nguoi-can-theo-doi/"
