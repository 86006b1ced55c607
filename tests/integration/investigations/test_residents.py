"""What a commune sees of contacts: its own people, a day, a length, a place of its own; nothing of anybody's case."""

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
from truyvet.cases.actions import discard_case
from truyvet.cases.queries import case_file
from truyvet.investigations.actions import decide
from truyvet.investigations.models import RunContact
from truyvet.investigations.queries import residents
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
def sides(made: Outbreak) -> tuple[Side, Side]:
    return both(made)


def text_of(client: Client, method: str = "get") -> str:
    answer = getattr(client, method)(PAGE)
    assert answer.status_code == 200
    return str(answer.content.decode())


def codes() -> set[str]:
    return {row.person.code for row in residents(OFFICER).page.rows}


def test_own_residents_and_nothing_of_whom(client_for: Callable[..., Client], sides: tuple[Side, Side]) -> None:
    here, there = sides
    page = text_of(client_for("commune_officer", HERE))
    assert "2 người ở địa bàn cần theo dõi" in page
    assert here.people["neighbour"] in page
    assert here.people["traveller"] in page
    assert here.people["patient"] not in page
    assert "Nhà văn hoá Mận" in page
    assert "29/05/2021" in page
    assert not [text for text in there.secrets.values() if text in page]
    for text in (here.case, here.run, here.secrets["neighbour name"], here.secrets["neighbour phone"]):
        assert text not in page


def test_names_open_by_post_and_are_recorded(client_for: Callable[..., Client], sides: tuple[Side, Side]) -> None:
    here, there = sides
    page = text_of(client_for("commune_officer", HERE), "post")
    for part in ("neighbour", "traveller"):
        assert here.secrets[f"{part} name"] in page
        assert "+84" + here.secrets[f"{part} phone"] in page
    assert not [text for text in there.secrets.values() if text in page]
    opened = AuditRow.objects.exclude(purpose__startswith="result:").get(action="people.open_identities")
    assert opened.purpose == f"residents:{PATHS[HERE]}"
    assert opened.facts["count"] == 2


def test_one_row_a_person_however_many_cases_and_runs(
    client_for: Callable[..., Client], sides: tuple[Side, Side], made: Outbreak, now: datetime
) -> None:
    here, there = sides
    client = client_for("commune_officer", HERE)
    before = text_of(client)
    # A second case there, who met the same traveller for a shorter while earlier: the row of the first stays as it was.
    made.person(there, "second", "Vũ Thị Ổi", "0927777777")
    made.meet(there, [there.ids["second"], here.ids["traveller"]], days=3, hours=1)
    made.fall_ill(there, part="second", onset=2)
    made.trace(there)
    made.trace(there, now=now + timedelta(minutes=5))
    after = text_of(client)
    assert strip(before) == strip(after)


def test_a_second_case_elsewhere_leaves_the_length_as_it_was(sides: tuple[Side, Side], made: Outbreak, now: datetime) -> None:
    here, there = sides
    [before] = [row for row in residents(OFFICER).page.rows if row.person.code == here.people["traveller"]]
    first = there.case
    # Somebody else of there was at the same place for the same two hours, and falls ill too: twice the time for the trace.
    made.person(there, "second", "Vũ Thị Ổi", "0927777777")
    made.meet(there, [there.ids["second"]])
    made.fall_ill(there, part="second")
    made.trace(there)
    together = made.trace(there, first, now=now + timedelta(minutes=5))
    summed = RunContact.objects.get(run__code=together, person_id=here.ids["traveller"]).seconds
    assert summed // 60 == 2 * before.minutes > 0, "the sum over both cases would tell that there are two"
    [after] = [row for row in residents(OFFICER).page.rows if row.person.code == here.people["traveller"]]
    assert after == before


def test_by_round(client_for: Callable[..., Client], sides: tuple[Side, Side]) -> None:
    here, _ = sides
    RunContact.objects.filter(person_id=here.ids["traveller"]).update(generation=2)
    found = residents(OFFICER, generation=2)
    assert [row.person.code for row in found.page.rows] == [here.people["traveller"]]
    assert (found.page.total, found.generations) == (1, {1: 1, 2: 1})
    client = client_for("commune_officer", HERE)
    second = client.get(f"{PAGE}?vong=2").content.decode()
    assert "1 người F2 cần theo dõi" in second
    assert here.people["traveller"] in second and here.people["neighbour"] not in second
    # Names are opened of those who are shown, and of nobody else.
    opened = client.post(f"{PAGE}?vong=2").content.decode()
    assert here.secrets["traveller name"] in opened and here.secrets["neighbour name"] not in opened
    assert AuditRow.objects.exclude(purpose__startswith="result:").get(action="people.open_identities").facts["count"] == 1
    assert "2 người ở địa bàn cần theo dõi" in client.get(f"{PAGE}?vong=9").content.decode()


def strip(page: str) -> str:
    """A page without what differs between any two answers."""
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": "[^"]+"', "", page)


def test_only_cases_that_stand_count(made: Outbreak, now: datetime) -> None:
    here, there = made.settle(HERE, "Mận", "1"), made.settle(THERE, "Ổi", "2")
    made.meet(there, [there.ids["patient"], here.ids["traveller"]])
    made.fall_ill(there, stands=False)
    made.trace(there)
    assert codes() == set()
    # A run that starts from a standing and from an unconfirmed case together names nobody either.
    first = there.case
    made.fall_ill(there, part="neighbour")
    made.trace(there, first)
    assert codes() == set()


def test_a_discarded_case_and_a_refuted_contact_go(made: Outbreak, sides: tuple[Side, Side], now: datetime) -> None:
    here, there = sides
    by = By(f"staff:{made.second.pk}", "tracing_lead")

    def say(verdict: ContactVerdict, at: datetime) -> None:
        decide(
            by=by, now=at, scope=PROVINCE, event_id=uuid.uuid4(), run_code=there.run, person_code=here.people["traveller"], verdict=verdict,
            reason="hỏi lại",
        )  # fmt: skip

    say(ContactVerdict.REFUTED, now)
    assert codes() == {here.people["neighbour"]}
    say(ContactVerdict.CONFIRMED, now + timedelta(minutes=1))
    assert codes() == {here.people["neighbour"], here.people["traveller"]}, "the newest word counts"
    found = case_file(PROVINCE, there.case)
    assert found is not None
    discard_case(by=by, now=now, scope=PROVINCE, code=there.case, version=found.version, reason="mẫu lẫn")
    assert codes() == {here.people["neighbour"]}


def test_who_is_a_case_now_is_looked_after_as_such(made: Outbreak, sides: tuple[Side, Side]) -> None:
    here, _ = sides
    made.fall_ill(here, part="traveller")
    assert codes() == {here.people["neighbour"]}


def test_the_newest_run_of_a_case_counts(made: Outbreak, sides: tuple[Side, Side], now: datetime) -> None:
    _, there = sides
    third = Side(HERE)
    made.person(third, "late", "Hồ Văn Mận", "0916666666")
    made.meet(there, [there.ids["patient"], third.ids["late"]])
    assert third.people["late"] not in codes()
    made.trace(there, now=now + timedelta(minutes=1))
    assert third.people["late"] in codes()


def test_merged_entries_are_one_row(made: Outbreak, sides: tuple[Side, Side], now: datetime) -> None:
    here, _ = sides
    merge(
        by=made.by,
        now=now,
        scope=PROVINCE,
        person_code=here.people["traveller"],
        into_code=here.people["neighbour"],
        reason="cùng số giấy tờ",
    )
    assert codes() == {here.people["neighbour"]}


def test_order_and_pages_follow_from_what_is_shown(made: Outbreak, sides: tuple[Side, Side]) -> None:
    found = residents(OFFICER)
    keys = [(row.generation, -row.day.toordinal(), -row.minutes, row.person.code) for row in found.page.rows]
    assert keys == sorted(keys)
    first, second = (residents(OFFICER, page=number, size=1).page for number in (1, 2))
    assert (*first.rows, *second.rows) == found.page.rows and first.total == second.total == 2


def test_the_same_number_of_queries_for_one_and_for_three(
    client_for: Callable[..., Client], made: Outbreak, sides: tuple[Side, Side], now: datetime
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    _, there = sides
    with CaptureQueriesContext(
        connection,
    ) as few:
        residents(OFFICER)
    more = Side(HERE)
    for place in range(3):
        made.person(more, f"p{place}", f"Lý Văn Mận{place}", f"091555555{place}")
    made.meet(there, [there.ids["patient"], *more.ids.values()])
    made.trace(there, now=now + timedelta(minutes=1))
    with CaptureQueriesContext(connection) as many:
        assert residents(OFFICER).page.total == 5
    assert len(few) == len(many)


def test_an_empty_page_says_what_will_come(client_for: Callable[..., Client], units: dict[str, int]) -> None:
    page = text_of(client_for("commune_officer", HERE))
    assert "Chưa có ai ở địa bàn của bạn" in page
    assert "Mở tên" not in page
    assert client_for("tracer").get(PAGE).status_code == 403
