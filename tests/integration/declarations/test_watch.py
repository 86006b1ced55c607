"""The watch: on the list at once, late after its time, seen by those who look after the place, one step at a time."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.integration.declarations.conftest import ELSEWHERE, HERE, ILL, MET

from truyvet.audit.models import AuditRow
from truyvet.audit.values import By, Scope
from truyvet.cases.models import Case
from truyvet.core.room_contract import Severity
from truyvet.declarations import queries, queue
from truyvet.declarations.actions import (
    DeclarationResult,
    WatchAbsent,
    WatchChanged,
    WatchRefused,
    acknowledge,
    close_watch,
    give_back,
    note_call,
)
from truyvet.declarations.models import DeclaredContact, WatchItem
from truyvet.declarations.rules.watch_states import CALL_AGAIN, CLOSING_OUTCOMES, STATES, TRANSITIONS
from truyvet.passes.models import GateStatus, Hold

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.db

Declaring = Callable[..., DeclarationResult]
BY = By(actor="staff:1", role="commune_officer")
EXPOSED = {"hasPatient": "1"}
DAY = timedelta(days=1)


@pytest.fixture
def officer(staff: Callable[..., object]) -> Scope:
    from tests.conftest import TODAY

    return Scope("commune_officer", ("24/222/07807/",), TODAY, staff=staff("commune_officer", HERE).pk)  # type: ignore[attr-defined]


def test_on_the_list_in_the_same_commit_and_late_after_its_time(
    declared: Declaring, officer: Scope, province: Scope, other_commune: Scope, now: datetime
) -> None:
    mild, both = declared(birthYear="1970", showSignal="1", showSignalNote="ho"), declared(**ILL, **EXPOSED)
    declared(birthYear="1950")
    listed = queries.watch_list(officer, now).rows
    assert [row.code for row in listed] == [both.code, mild.code]
    assert [row.code for row in queries.watch_list(province, now).rows] == [both.code, mild.code]
    assert queries.watch_list(other_commune, now).rows == ()
    assert queries.watch_item(other_commune, both.code, now) is None
    assert not any(row.late for row in listed)
    assert queries.late_communes(province, now) == ()
    due = WatchItem.objects.get(declaration__code=both.code).due_at
    just = due - timedelta(seconds=1)
    assert queries.watch_counts(officer, just)["late"] == 0
    assert queries.watch_counts(officer, due)["late"] == 1
    late = queries.late_communes(province, due)
    assert [(row.path, row.late, row.open, row.since) for row in late] == [("24/222/07807/", 1, 2, due)]
    assert queries.late_communes(other_commune, due) == ()
    acknowledge(by=BY, now=due, scope=officer, code=both.code, version=1)
    later = due + timedelta(minutes=1)
    assert [row.late for row in queries.late_communes(province, later)] == [1], "taking it up stops no clock"
    assert [row.code for row in queries.watch_list(officer, later, view="mine").rows] == [both.code]
    assert any("đã nhận chưa xong" in str(item.title) and item.severity is Severity.LATE for item in queue.read(officer, later))
    note_call(by=BY, now=later, scope=officer, code=both.code, version=2, note="không nghe máy")
    assert queries.late_communes(province, later) == ()
    again = later + CALL_AGAIN
    assert both.code not in {row.code for row in queries.watch_list(officer, again - timedelta(seconds=1), view="late").rows}
    assert both.code in {row.code for row in queries.watch_list(officer, again, view="late").rows}, "who was not reached is called again"


def test_whoever_took_it_gives_it_back(declared: Declaring, officer: Scope, now: datetime) -> None:
    code = declared(**ILL).code
    acknowledge(by=BY, now=now, scope=officer, code=code, version=1)
    give_back(by=BY, now=now, scope=officer, code=code, version=2)
    assert [row.code for row in queries.watch_list(officer, now, view="waiting").rows] == [code]
    assert queries.watch_list(officer, now, view="mine").total == 0
    with pytest.raises(WatchRefused):
        close_watch(by=BY, now=now, scope=officer, code=code, version=3, outcome="not_reached", note="đã gọi")


def test_a_proved_phone_comes_first_within_one_danger(
    declared: Declaring, citizen: Callable[..., int], officer: Scope, now: datetime
) -> None:
    proved = declared(person_id=citizen(), **ILL)
    fakes = [declared(at=now + timedelta(seconds=n), birthYear=str(1950 + n), **ILL).code for n in range(3)]
    listed = [row.code for row in queries.watch_list(officer, now).rows]
    assert listed == [proved.code, *reversed(fakes)]
    assert [row.code for row in queries.watch_list(officer, now, view="proved").rows] == [proved.code]


def test_as_many_queries_for_three_rows_as_for_one(declared: Declaring, officer: Scope, now: datetime) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            queries.watch_list(officer, now)
            queries.watch_counts(officer, now)
            queries.late_communes(officer, now + timedelta(days=2))
            queue.read(officer, now)
        return len(seen)

    declared(**ILL)
    one = count()
    for year in ("1971", "1972"):
        declared(birthYear=year, **ILL)
    assert count() == one


def test_the_steps_are_those_of_the_table(declared: Declaring, officer: Scope, now: datetime) -> None:
    steps = {
        "acknowledged": lambda code, version: acknowledge(by=BY, now=now, scope=officer, code=code, version=version),
        "called": lambda code, version: note_call(by=BY, now=now, scope=officer, code=code, version=version),
        "closed": lambda code, version: close_watch(
            by=BY, now=now, scope=officer, code=code, version=version, outcome="well", note="đã gọi"
        ),
    }
    for state in STATES:
        for place, (target, step) in enumerate(steps.items()):
            made = declared(birthYear=str(1960 + 10 * STATES.index(state) + place), **ILL)
            WatchItem.objects.filter(declaration__code=made.code).update(state=state, outcome="well" if state == "closed" else "")
            if target in TRANSITIONS[state] and state != "closed":
                step(made.code, 1)
                assert WatchItem.objects.get(declaration__code=made.code).state == target
            else:
                with pytest.raises(WatchRefused):
                    step(made.code, 1)


def test_two_officers_at_once(declared: Declaring, officer: Scope, now: datetime) -> None:
    code = declared(**ILL).code
    acknowledge(by=BY, now=now, scope=officer, code=code, version=1)
    with pytest.raises(WatchChanged):
        note_call(by=BY, now=now, scope=officer, code=code, version=1, note="của người thứ hai")
    note_call(by=BY, now=now, scope=officer, code=code, version=2, note="không nghe máy")
    note_call(by=BY, now=now, scope=officer, code=code, version=3, note="đã nghe máy")
    item = queries.watch_item(officer, code, now)
    assert item is not None
    assert item.note == "không nghe máy\nđã nghe máy"
    assert "nghe" not in WatchItem.objects.get().note
    assert AuditRow.objects.filter(action="declarations.called").count() == 2


def test_out_of_scope_is_as_if_there_were_none(declared: Declaring, other_commune: Scope, now: datetime) -> None:
    code = declared(**ILL).code
    for there in (code, "ZZZZZZZZZZ"):
        with pytest.raises(WatchAbsent):
            acknowledge(by=BY, now=now, scope=other_commune, code=there, version=1)


@pytest.mark.parametrize("outcome", CLOSING_OUTCOMES)
def test_what_an_outcome_does(declared: Declaring, citizen: Callable[..., int], officer: Scope, now: datetime, outcome: str) -> None:
    me = citizen()
    code = declared(person_id=me, **ILL).code
    case_code = close_watch(by=BY, now=now, scope=officer, code=code, version=1, outcome=outcome, note="đã gọi")
    item = WatchItem.objects.get()
    assert (item.state, item.outcome, item.staff_id) == ("closed", outcome, officer.staff)
    free = outcome in ("well", "mistake", "wrong_number")
    assert (Hold.objects.get().released_at is not None) == free
    assert GateStatus.objects.get().clear == (outcome in ("well", "mistake"))
    if outcome == "suspected_case":
        case = Case.objects.get()
        assert (case.person_id, case.code, item.case_id, case.state) == (me, case_code, case.pk, "suspected")
    else:
        assert not Case.objects.exists()
    later = functools.partial(close_watch, by=BY, now=now + DAY, scope=officer, code=code, version=2, outcome="well", note="âm tính")
    if free:
        with pytest.raises(WatchRefused):
            later()
        return
    # A test came back: the gates let them in again.
    later()
    assert Hold.objects.get().released_at == now + DAY
    assert (WatchItem.objects.get().outcome, WatchItem.objects.get().case_id) == ("well", item.case_id)


def test_no_hold_outlives_its_declaration(declared: Declaring, citizen: Callable[..., int], now: datetime) -> None:
    declared(person_id=citizen(), **ILL)
    assert Hold.objects.get().until == now + 21 * DAY


def test_a_second_suspicion_names_the_case_that_is_open(
    declared: Declaring, citizen: Callable[..., int], officer: Scope, now: datetime
) -> None:
    me = citizen()
    codes = [declared(person_id=me, **ILL).code for _ in range(2)]
    cases = {close_watch(by=BY, now=now, scope=officer, code=code, version=1, outcome="suspected_case", note="đã gọi") for code in codes}
    assert len(cases) == Case.objects.count() == 1


def test_a_case_of_somebody_who_lives_elsewhere_is_opened_where_they_stay(
    declared: Declaring, citizen: Callable[..., int], units: dict[str, int], officer: Scope, now: datetime
) -> None:
    me = citizen(commune_id=units[ELSEWHERE])
    code = declared(person_id=me, **ILL).code
    case_code = close_watch(by=BY, now=now, scope=officer, code=code, version=1, outcome="suspected_case", note="đã gọi")
    assert Case.objects.values_list("person_id", "code").get() == (me, case_code)


def test_the_officer_stands_behind_what_nobody_did(declared: Declaring, officer: Scope, now: datetime) -> None:
    code = declared(**ILL, peopleMet=MET).code
    assert not DeclaredContact.objects.exists()
    close_watch(by=BY, now=now, scope=officer, code=code, version=1, outcome="suspected_case", note="đã gọi, đúng người")
    assert DeclaredContact.objects.count() == 2
    mistake = declared(birthYear="1960", **ILL, peopleMet=MET).code
    close_watch(by=BY, now=now, scope=officer, code=mistake, version=1, outcome="mistake", note="khai nhầm")
    assert DeclaredContact.objects.count() == 2


def test_the_queue(declared: Declaring, officer: Scope, district: Scope, now: datetime) -> None:
    declared(**ILL)
    item = queue.read(officer, now)[0]
    assert item.severity in (Severity.NOW, Severity.SOON)
    assert queue.read(district, now) == []
    later = now + timedelta(days=2)
    assert queue.read(officer, later)[0].severity is Severity.LATE
    told = queue.read(district, later)
    assert [(each.count, each.severity) for each in told] == [(1, Severity.LATE)]


def test_pages_open_names_only_to_call(client_for: Callable[..., Client], declared: Declaring, now: datetime) -> None:
    code = declared(**ILL, phone="0912 000 111").code
    officer = client_for("commune_officer", HERE)
    at = f"/theo-doi/{code}/"
    for page in ("/theo-doi/", at):
        text = officer.get(page).content.decode()
        assert code in text
        assert "HOA" not in text
        assert "912000111" not in text
    text = officer.post(f"{at}danh-tinh/").content.decode()
    assert "NGUYỄN THỊ HOA" in text
    assert "tel:0912000111" in text
    assert "sốt, khó thở" in text
    looked = AuditRow.objects.get(action="people.open_identities")
    assert (looked.purpose, looked.actor) == (f"declaration:{code}", f"staff:{officer.staff.pk}")  # type: ignore[attr-defined]
    assert client_for("commune_officer", ELSEWHERE).post(f"{at}danh-tinh/").status_code == 404
    assert client_for("district_officer", "222").post(f"{at}danh-tinh/").status_code == 403
    assert client_for("district_officer", "222").get(at).status_code == 200


def test_steps_from_the_page_keep_what_was_typed(client_for: Callable[..., Client], declared: Declaring) -> None:
    code = declared(**ILL).code
    officer, other = client_for("commune_officer", HERE), client_for("commune_officer", HERE)
    at = f"/theo-doi/{code}/"
    assert officer.post(f"{at}nhan/1/").status_code == 302
    late = other.post(f"{at}goi/1/", {"note": "gọi lúc 8 giờ, máy bận"})
    assert late.status_code == 409
    assert "Có người vừa xử lý tờ khai này" in late.content.decode()
    assert "gọi lúc 8 giờ, máy bận" in late.content.decode()
    wrong = other.post(f"{at}ket-qua/2/", {"outcome": "well", "note": " "})
    assert wrong.status_code == 422
    assert WatchItem.objects.get().state == "acknowledged"
    done = other.post(f"{at}ket-qua/2/", {"outcome": "suspected_case", "note": "khó thở"}, follow=True).content.decode()
    assert "BG-0001" in done
    assert "Có kết quả mới" in done
    assert "Ghi cuộc gọi" not in done
    assert officer.post(f"{at}ket-qua/3/", {"outcome": "well", "note": "khỏe"}).status_code == 302
    assert "Có kết quả mới" not in officer.get(at).content.decode()
    again = officer.post(f"{at}ket-qua/4/", {"outcome": "well", "note": "khỏe"})
    assert again.status_code == 409
