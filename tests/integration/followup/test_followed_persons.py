"""From a trace to the list: who is followed, what is due, what a commune sees of it, and what an attempt does not end."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest
from tests.conftest import TODAY
from tests.integration.two_communes import HERE, PATHS, PROVINCE, THERE, Outbreak, Side, both, outbreak

from truyvet.access.models import Staff
from truyvet.access.queries import colleagues
from truyvet.audit.models import AuditRow
from truyvet.audit.values import By, Scope
from truyvet.cases.actions import discard_case
from truyvet.cases.queries import case_file
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.core.local_day import LocalDay
from truyvet.followup import actions, queries
from truyvet.followup.jobs.take_over import take_over
from truyvet.followup.list_conditions import list_condition
from truyvet.followup.models import Attempt, FollowUp, FollowUpSource
from truyvet.followup.permissions import FOLLOW_UP
from truyvet.followup.queries import FollowedFilter
from truyvet.followup.rules.computed_lists import FollowUpList, lists_of
from truyvet.followup.rules.due_step import FollowUpFacts, StepKind, next_check_day
from truyvet.followup.rules.follow_up_rule import follow_up_table
from truyvet.followup.rules.records import (
    AttemptBy,
    AttemptOutcome,
    Channel,
    CloseReason,
    FollowUpAbsent,
    FollowUpRefused,
)
from truyvet.investigations.actions import decide
from truyvet.investigations.rules.runs import ContactVerdict
from truyvet.people.actions import merge

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.db
PAGE = "/nguoi-can-theo-doi/"
OFFICER = Scope("commune_officer", (PATHS[HERE],), TODAY)


@pytest.fixture
def made(units: dict[str, int], staff: Callable[..., Staff], now: datetime) -> Outbreak:
    return outbreak(units, staff, now)


@pytest.fixture
def sides(made: Outbreak, now: datetime) -> tuple[Side, Side]:
    made_sides = both(made)
    take_over(now)
    return made_sides


def codes(scope: Scope = OFFICER, **wanted: object) -> set[str]:
    page = queries.followed_page(scope, FollowedFilter(**wanted), NOW)  # type: ignore[arg-type]
    assert page.total == len(page.rows)
    return {row.person.code for row in page.rows}


NOW = datetime(2021, 5, 31, 1, 0, tzinfo=UTC)


def call(code: str, outcome: AttemptOutcome, at: datetime, scope: Scope = OFFICER, event: uuid.UUID | None = None, note: str = "") -> bool:
    return actions.record_attempt(
        by=By.system("test"), now=at, scope=scope, event_id=event or uuid.uuid4(), person_code=code, by_kind=AttemptBy.STAFF,
        channel=Channel.CALL, outcome=outcome, note=note,
    )  # fmt: skip


def row_of(code: str, at: datetime = NOW) -> queries.FollowedRow:
    found = queries.follow_up_record(PROVINCE, code, at)
    assert found is not None
    return found.row


def test_contacts_of_a_trace_are_followed_and_a_second_trace_moves_no_deadline(
    made: Outbreak, sides: tuple[Side, Side], now: datetime
) -> None:
    here, _ = sides
    assert codes() == {here.people["neighbour"], here.people["traveller"]}
    before = row_of(here.people["neighbour"])
    assert (before.step, before.generation, before.day, before.days) == (StepKind.FIRST_CALL, 1, 2, 28)
    made.trace(here, now=now + timedelta(hours=3))
    assert take_over(now + timedelta(hours=3)) == 1
    assert take_over(now + timedelta(hours=3)) == 0, "nothing is taken over twice"
    assert row_of(here.people["neighbour"]).due_at == before.due_at
    assert FollowUp.objects.filter(person__code=here.people["neighbour"]).count() == 1


def test_an_attempt_is_no_conclusion(sides: tuple[Side, Side], now: datetime) -> None:
    code = sides[0].people["neighbour"]
    for number in range(3):
        at = now + timedelta(hours=3 * number)
        assert call(code, AttemptOutcome.NO_ANSWER, at)
        assert code in codes(), "who was not reached stays on the list"
    row = row_of(code)
    assert (row.step, row.attempts, row.due_at) == (StepKind.TEAM_VISIT, 3, now + timedelta(hours=18))
    assert code in codes(chosen=FollowUpList.NOT_REACHED)
    assert call(code, AttemptOutcome.REACHED, now + timedelta(hours=10))
    assert row_of(code).step is StepKind.DAILY_CHECK
    assert code not in codes(chosen=FollowUpList.NOT_REACHED)


def test_an_attempt_is_kept_once(sides: tuple[Side, Side], now: datetime) -> None:
    code, event = sides[0].people["neighbour"], uuid.uuid4()
    assert [call(code, AttemptOutcome.NO_ANSWER, now, event=event) for _ in range(2)] == [True, False]
    with pytest.raises(IdempotencyConflict):
        call(code, AttemptOutcome.REACHED, now, event=event)
    assert Attempt.objects.count() == 1
    with pytest.raises(FollowUpRefused):
        call(code, AttemptOutcome.NOBODY_HOME, now)
    with pytest.raises(FollowUpAbsent):
        call(sides[1].people["neighbour"], AttemptOutcome.REACHED, now)


def test_taking_stops_no_clock(sides: tuple[Side, Side], now: datetime, staff: Callable[..., Staff]) -> None:
    code = sides[0].people["neighbour"]
    officer = Scope("commune_officer", (PATHS[HERE],), TODAY, staff=staff("commune_officer", unit=HERE).pk)
    due = row_of(code).due_at
    assert actions.take(by=By.system("test"), now=now, scope=officer, person_codes=[code]) == 1
    later = now + timedelta(hours=30)
    assert row_of(code).due_at == due
    assert code in {row.person.code for row in queries.followed_page(officer, FollowedFilter(is_late=True), later).rows}
    assert queries.followed_counts(officer, later)["mine"] == 1
    assert actions.give_back(by=By.system("test"), now=later, scope=officer, person_codes=[code]) == 1
    assert queries.followed_counts(officer, later)["mine"] == 0


def test_work_goes_to_a_colleague_who_may_and_at_the_end_of_a_shift_back(
    sides: tuple[Side, Side], now: datetime, staff: Callable[..., Staff]
) -> None:
    here, there = (side.people["neighbour"] for side in sides)
    lead, helper, far = staff("tracing_lead"), staff("commune_officer", unit=HERE), staff("commune_officer", unit=THERE)
    clerk = staff("auditor")
    leads = Scope("tracing_lead", ("24/",), TODAY, staff=lead.pk)
    say = {"by": By.system("test"), "now": now}
    assert {each.id for each in colleagues(leads, FOLLOW_UP)} >= {helper.pk, far.pk}
    assert actions.assign(**say, scope=leads, person_codes=[here, there], colleague=helper.pk) == 1, "not the one of another commune"
    assert [row_of(here).taken_by, row_of(there).taken_by] == [helper.display, ""]
    for nobody in (clerk.pk, lead.pk, 0):
        with pytest.raises(FollowUpRefused):
            actions.assign(**say, scope=leads, person_codes=[here], colleague=nobody)
    helpers = Scope("commune_officer", (PATHS[HERE],), TODAY, staff=helper.pk)
    with pytest.raises(FollowUpRefused):
        actions.hand_over(**say, scope=helpers, colleague=far.pk)
    due = row_of(here).due_at
    assert actions.hand_over(**say, scope=helpers, colleague=lead.pk) == (1, 0)
    assert actions.hand_over(**say, scope=leads, colleague=None) == (0, 1)
    assert (row_of(here).taken_by, row_of(here).due_at) == ("", due)


def test_a_note_of_a_tracer_that_nobody_answered_is_an_attempt(made: Outbreak, sides: tuple[Side, Side], now: datetime) -> None:
    here, _ = sides
    by = By(f"staff:{made.second.pk}", "tracing_lead")
    say = {"by": by, "scope": PROVINCE, "run_code": here.run, "person_code": here.people["neighbour"]}
    decide(now=now, event_id=uuid.uuid4(), verdict=ContactVerdict.UNREACHED, reason="", **say)  # type: ignore[arg-type]
    for _ in range(2):
        take_over(now)
    row = row_of(here.people["neighbour"])
    assert (row.step, row.attempts) == (StepKind.CALL_AGAIN, 1)


def test_refuted_withdrawn_and_put_back(made: Outbreak, sides: tuple[Side, Side], now: datetime) -> None:
    here, there = sides
    by = By(f"staff:{made.second.pk}", "tracing_lead")

    def say(verdict: ContactVerdict, at: datetime) -> None:
        decide(
            by=by, now=at, scope=PROVINCE, event_id=uuid.uuid4(), run_code=there.run, person_code=here.people["traveller"], verdict=verdict,
            reason="hỏi lại",
        )  # fmt: skip
        take_over(at)

    before = columns(here.people["traveller"])
    say(ContactVerdict.REFUTED, now)
    assert codes() == {here.people["neighbour"]}
    assert FollowUp.objects.get(person__code=here.people["traveller"]).close_reason == CloseReason.NOT_A_CONTACT.value
    say(ContactVerdict.CONFIRMED, now + timedelta(minutes=1))
    assert columns(here.people["traveller"]) == before, "the newest word counts, and nothing else has changed"
    found = case_file(PROVINCE, there.case)
    assert found is not None
    discard_case(by=by, now=now, scope=PROVINCE, code=there.case, version=found.version, reason="mẫu lẫn")
    take_over(now)
    assert codes() == {here.people["neighbour"]}
    assert FollowUp.objects.get(person__code=here.people["traveller"]).close_reason == CloseReason.CASE_WITHDRAWN.value


def columns(code: str) -> dict[str, object]:
    row = FollowUp.objects.filter(person__code=code).values().get()
    return {name: value for name, value in row.items() if name not in ("version", "change")}


def test_who_is_a_case_now_is_looked_after_as_such(made: Outbreak, sides: tuple[Side, Side], now: datetime) -> None:
    here, _ = sides
    made.fall_ill(here, part="traveller")
    take_over(now)
    assert codes() == {here.people["neighbour"]}
    assert FollowUp.objects.get(person__code=here.people["traveller"]).close_reason == CloseReason.BECAME_CASE.value


def test_only_cases_that_stand_count(made: Outbreak, now: datetime) -> None:
    here, there = made.settle(HERE, "Mận", "1"), made.settle(THERE, "Ổi", "2")
    made.meet(there, [there.ids["patient"], here.ids["traveller"]])
    made.fall_ill(there, stands=False)
    made.trace(there)
    take_over(now)
    assert codes() == set()


def test_two_entries_of_one_person_are_one_row(made: Outbreak, sides: tuple[Side, Side], now: datetime) -> None:
    here, _ = sides
    names = {"person_code": here.people["traveller"], "into_code": here.people["neighbour"]}
    merge(by=made.by, now=now, scope=PROVINCE, reason="cùng số giấy tờ", **names)
    assert codes() == {here.people["neighbour"]}


def test_by_hand_with_a_reason(made: Outbreak, sides: tuple[Side, Side], now: datetime) -> None:
    here, _ = sides
    code = here.people["patient"]
    hand = {"by": made.by, "now": now, "scope": PROVINCE, "person_code": here.people["neighbour"], "last_exposure": date(2021, 5, 30)}
    assert not actions.follow_by_hand(reason="cùng mâm cỗ", **hand)  # type: ignore[arg-type]
    assert row_of(here.people["neighbour"]).is_call_first
    for wrong, reason in (({"last_exposure": date(2021, 6, 1)}, "x"), ({"last_exposure": date(2020, 1, 1)}, "x"), ({}, " ")):
        with pytest.raises(FollowUpRefused):
            actions.follow_by_hand(reason=reason, **{**hand, **wrong, "person_code": code})  # type: ignore[arg-type]


def test_release_asks_for_every_condition(sides: tuple[Side, Side], now: datetime, made: Outbreak) -> None:
    code = sides[0].people["neighbour"]
    with pytest.raises(FollowUpRefused) as refused:
        actions.close_follow_up(by=made.by, now=now, scope=OFFICER, person_code=code, reason=CloseReason.RELEASED)
    assert [each.code for each in refused.value.refusals] == ["not_last_day", "never_reached"]
    FollowUp.objects.update(reached_at=now, last_check_on=date(2021, 6, 26), next_check_day=date(2021, 6, 27), last_day=date(2021, 6, 26))
    after = datetime(2021, 6, 27, 3, 0, tzinfo=UTC)
    assert code in {row.person.code for row in queries.followed_page(OFFICER, FollowedFilter(FollowUpList.READY_FOR_RELEASE), after).rows}


def test_lists_of_the_database_are_those_of_the_rule(sides: tuple[Side, Side], now: datetime) -> None:
    draw, rule = Random(7), follow_up_table().rule_on(TODAY)
    template = FollowUp.objects.all()[0]
    people = list(FollowUp.objects.values_list("pk", flat=True))

    def moment() -> datetime:
        return now + timedelta(minutes=draw.randrange(-60 * 24 * 6, 60 * 24 * 6))

    for _ in range(120):
        at, reached, tried = moment(), draw.choice([None, moment()]), draw.choice([None, moment()])
        facts = FollowUpFacts(
            moment(), LocalDay.of(moment()), draw.random() < 0.5, draw.random() < 0.5, 0, tried, reached,
            draw.choice([None, LocalDay.of(moment())]), None, draw.random() < 0.3,
        )  # fmt: skip
        needs = draw.randrange(2)
        kept = {each.name: getattr(facts, each.name) for each in fields(facts) if each.name not in ("is_closed",)}
        FollowUp.objects.filter(pk=template.pk).update(**kept, open_needs=needs, next_check_day=next_check_day(facts))
        wanted = lists_of(facts, needs, at, rule)
        found = {name for name in FollowUpList if FollowUp.objects.filter(list_condition(name, at, rule), pk=template.pk).exists()}
        assert found == wanted, facts
    assert template.pk in people


def text_of(client: Client, method: str = "get", query: str = "") -> str:
    answer = getattr(client, method)(PAGE + query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_commune_sees_its_own_and_nothing_of_whom(client_for: Callable[..., Client], sides: tuple[Side, Side]) -> None:
    here, there = sides
    client = client_for("commune_officer", HERE)
    page = text_of(client)
    assert "2 người cần theo dõi" in page
    assert here.people["neighbour"] in page and here.people["traveller"] in page and here.people["patient"] not in page
    record = client.get(f"{PAGE}{here.people['traveller']}/").content.decode()
    for shown in (page, record):
        assert not [text for text in there.secrets.values() if text in shown]
        for text in (here.case, here.run, here.secrets["neighbour name"], here.secrets["neighbour phone"]):
            assert text not in shown
    assert client.get(f"{PAGE}{there.people['neighbour']}/").status_code == 404


def test_a_second_case_elsewhere_leaves_the_page_as_it_was(
    client_for: Callable[..., Client], sides: tuple[Side, Side], made: Outbreak, now: datetime
) -> None:
    here, there = sides
    client = client_for("commune_officer", HERE)
    before = text_of(client)
    made.person(there, "second", "Vũ Thị Ổi", "0927777777")
    made.meet(there, [there.ids["second"], here.ids["traveller"]], days=3, hours=1)
    made.fall_ill(there, part="second", onset=2)
    made.trace(there)
    take_over(now)
    assert FollowUpSource.objects.filter(follow_up__person__code=here.people["traveller"]).count() == 2
    assert strip(text_of(client)) == strip(before)


def strip(page: str) -> str:
    """A page without what differs between any two answers."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": "[^"]+"', "", page)


def test_names_open_by_post_and_are_recorded(client_for: Callable[..., Client], sides: tuple[Side, Side]) -> None:
    here, _ = sides
    page = text_of(client_for("commune_officer", HERE), "post")
    for part in ("neighbour", "traveller"):
        assert here.secrets[f"{part} name"] in page
        assert "+84" + here.secrets[f"{part} phone"] in page
    opened = AuditRow.objects.get(action="people.open_identities", purpose__startswith="followed:")
    assert (opened.purpose, opened.facts["count"]) == (f"followed:{PATHS[HERE]}", 2)


def test_the_same_number_of_queries_for_two_and_for_five(made: Outbreak, sides: tuple[Side, Side], now: datetime) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        assert len(codes()) == 2
    _, there = sides
    more = Side(HERE)
    for place in range(3):
        made.person(more, f"p{place}", f"Lý Văn Mận{place}", f"091555555{place}")
    made.meet(there, [there.ids["patient"], *more.ids.values()])
    made.trace(there, now=now + timedelta(minutes=1))
    take_over(now)
    with CaptureQueriesContext(connection) as many:
        assert len(codes()) == 5
    assert len(few) == len(many) <= 8


def test_an_empty_page_says_what_will_come(client_for: Callable[..., Client], units: dict[str, int]) -> None:
    page = text_of(client_for("commune_officer", HERE))
    assert "Chưa có ai ở địa bàn của bạn" in page
    assert "Mở tên" not in page
    assert client_for("chair").get(PAGE).status_code == 403
