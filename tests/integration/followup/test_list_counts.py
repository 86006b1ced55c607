"""The numbers beside the lists: sums that the database keeps equal what counting the rows gives, and no page reads all rows."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.db import connection
from django.db.models import Count, Q
from django.test.utils import CaptureQueriesContext
from tests.integration.two_communes import HERE, PATHS, THERE

from truyvet.audit.values import Scope
from truyvet.core.local_day import LocalDay
from truyvet.followup import queries
from truyvet.followup.jobs.list_counts import add_up_changes, count_anew
from truyvet.followup.list_conditions import list_condition
from truyvet.followup.models import FollowUp, FollowUpCount
from truyvet.followup.queries import FollowedFilter
from truyvet.followup.queries.followed_persons import open_follow_ups
from truyvet.followup.rules.computed_lists import FollowUpList
from truyvet.followup.rules.due_step import StepKind
from truyvet.followup.rules.follow_up_rule import follow_up_table
from truyvet.people.models import Person

pytestmark = pytest.mark.db
NOW = datetime(2021, 5, 31, 6, 0, tzinfo=UTC)
TODAY = LocalDay.of(NOW)
COMMUNE, DISTRICT = Scope("commune_officer", (PATHS[HERE],), TODAY), Scope("district_officer", (PATHS[HERE][:7],), TODAY)
PROVINCE, BOTH = Scope("tracer", ("24/",), TODAY), Scope("district_officer", (PATHS[HERE][:7], PATHS[HERE]), TODAY)


def followed(units: dict[str, int], count: int, **columns: object) -> list[FollowUp]:
    """That many followed persons, by turns in two communes and in none."""
    # The index of names and the seal are no matter here: rows of persons are all that a list joins.
    persons = Person.objects.bulk_create(
        Person(code=f"ZZ{number:08d}", name="", folded="", created_at=NOW, delete_on=date(2030, 1, 1), change=1, commune_id=units[HERE])
        for number in range(count)
    )
    places = (units[HERE], units[THERE], None)
    day = date(2021, 5, 28)
    base = {"opened_at": NOW - timedelta(days=2), "last_exposure": day, "last_day": day + timedelta(days=21), "has_phone": True,
        "next_check_day": TODAY, "step": StepKind.FIRST_CALL.value, "change": 1}  # fmt: skip
    return FollowUp.objects.bulk_create(
        FollowUp(
            person=person, commune_id=places[at % 3], due_at=NOW + timedelta(minutes=at - count // 2), is_call_first=at % 4 == 0,
            **base | columns,
        )
        for at, person in enumerate(persons)
    )  # fmt: skip


def counted_from_rows(scope: Scope, at: datetime, under: str = "") -> dict[str, int]:
    rule, rows = follow_up_table().rule_on(LocalDay.of(at)), open_follow_ups(scope)
    if under:
        rows = rows.filter(commune__path__startswith=under)
    wanted = {name.value: list_condition(name, at, rule) for name in FollowUpList} | {"late": Q(due_at__lte=at), "all": ~Q(pk__in=())}
    found = rows.aggregate(**{f"n_{name}": Count("pk", filter=condition) for name, condition in wanted.items()})
    return {name: found[f"n_{name}"] for name in wanted}


def test_sums_equal_the_rows_after_any_walk(units: dict[str, int]) -> None:
    draw, rows = Random(19), followed(units, 24)
    for turn in range(6):
        for row in draw.sample(rows, 5):
            day = TODAY + timedelta(days=draw.randrange(-3, 4))
            new = {
                "reached_at": draw.choice([None, NOW]), "last_attempt_at": draw.choice([None, NOW]), "is_unwell": draw.random() < 0.3,
                "has_phone": draw.random() < 0.7, "open_needs": draw.randrange(3), "last_check_on": draw.choice([None, day]),
                "next_check_day": day, "last_day": TODAY + timedelta(days=draw.randrange(-2, 3)),
                "commune_id": draw.choice([units[HERE], units[THERE], None]),
            }  # fmt: skip
            closed = {"closed_at": NOW, "close_reason": "released"} if draw.random() < 0.3 else {"closed_at": None, "close_reason": ""}
            FollowUp.objects.filter(pk=row.pk).update(**new, **closed)
        if turn % 2:
            add_up_changes(NOW)
        at = NOW + timedelta(days=draw.randrange(-1, 3))
        for scope in draw.sample((COMMUNE, DISTRICT, PROVINCE, BOTH, Scope.system("test", TODAY)), 3):
            assert queries.followed_counts(scope, at).items() >= counted_from_rows(scope, at).items(), (turn, scope.paths)
        there = counted_from_rows(PROVINCE, at, PATHS[THERE])
        assert queries.followed_counts(PROVINCE, at, under=PATHS[THERE]).items() >= there.items()
    assert count_anew(NOW) == 0
    add_up_changes(NOW)
    assert not FollowUpCount.objects.filter(level=0).exists() and count_anew(NOW) == 0


def test_a_wrong_sum_is_found_and_corrected(units: dict[str, int]) -> None:
    followed(units, 6)
    add_up_changes(NOW)
    FollowUpCount.objects.filter(level=0).delete()
    FollowUpCount.objects.filter(level=1).update(count=5)
    assert count_anew(NOW) > 0
    found = queries.followed_counts(COMMUNE, NOW)
    assert found["all"] == 2


def test_the_last_page_holds_the_last_rows_in_the_same_order(units: dict[str, int]) -> None:
    rows = followed(units, 23)
    wanted = [row.pk for row in sorted(rows, key=lambda row: row.due_at or NOW)]
    pages = [queries.followed_page(PROVINCE, FollowedFilter(), NOW, page=number, size=5, total=23) for number in range(1, 7)]
    assert [row.id for page in pages[:5] for row in page.rows] == wanted
    assert pages[4] == pages[5] and pages[4].total == 23


def test_pages_ask_a_bounded_number_of_statements_and_read_by_index(units: dict[str, int]) -> None:
    many = followed(units, 900)
    FollowUp.objects.filter(pk__in=[row.pk for row in many[200:]]).update(
        closed_at=NOW, close_reason="released", delete_on=date(2023, 6, 1)
    )
    FollowUp.objects.filter(pk=many[5].pk).update(is_unwell=True)
    add_up_changes(NOW)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE followup_followup")
    with CaptureQueriesContext(connection) as statements:
        counts = queries.followed_counts(PROVINCE, NOW)
        for chosen in (None, FollowUpList.SYMPTOMS):
            total = counts[chosen.value if chosen else "all"]
            for number in (1, 2, 4):
                queries.followed_page(PROVINCE, FollowedFilter(chosen), NOW, page=number, total=total)
        assert queries.next_to_call(PROVINCE, NOW) is not None
    assert len(statements) <= 6 + 6 * 6 + 6
    read = [each["sql"] for each in statements.captured_queries if 'FROM "followup_followup"' in each["sql"]]
    assert len(read) >= 8
    for sql in read:
        assert not full_scans(sql), sql


def full_scans(sql: str) -> list[str]:
    """The steps of a statement's plan that read followed persons without an index."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"EXPLAIN {sql}")
            plan = [row[0] for row in cursor.fetchall()]
            return [row for row in plan if re.search(r"Seq Scan on followup_followup\b", row)]
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        plan = [row[3] for row in cursor.fetchall()]
        return [row for row in plan if re.match(r"SCAN (followup_followup|U0|V0)(?!.*USING)", row)]
