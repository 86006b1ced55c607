"""A laboratory's file: each row accounted for, no outcome guessed, no result dropped."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.conftest import TODAY
from tests.integration.exchange.command_result import ImportCommand
from tests.integration.exchange.test_import_kinds import reasons

from truyvet.audit.values import By, Scope
from truyvet.cases.models import Result
from truyvet.laboratory import queries
from truyvet.laboratory.actions import TakenSample, make_pool, order_tests, record_samples
from truyvet.laboratory.models import LabResult, Sample
from truyvet.laboratory.rules.samples import SampleKind, SamplingReason, SamplingRequest
from truyvet.people.actions import register_person
from truyvet.people.values import NewPerson

if TYPE_CHECKING:
    from truyvet.access.models import Staff

pytestmark = pytest.mark.db
Table = Callable[..., Path]
PROVINCE = Scope("tracer", ("24/",), TODAY)
HEADER = "sample_code,outcome,reported_at,method,ct"
DAY = "2021-05-30"


@pytest.fixture
def codes(units: dict[str, int], now: datetime) -> list[str]:
    """Samples of four persons that were taken."""
    who = {"by": By.system("test"), "now": now}
    told = [NewPerson(f"Nguyễn Văn {n}", 1990, "m", units["07783"]) for n in range(4)]
    persons = tuple(register_person(by=who["by"], now=now, person=each).person_id for each in told)  # type: ignore[arg-type]
    request = SamplingRequest(uuid.uuid4(), persons, (TODAY,), SamplingReason.CONTACT)
    order_tests(by=By.system("test"), now=now, scope=PROVINCE, request=request)
    made = list(Sample.objects.order_by("order__person_id").values_list("code", flat=True))
    entries = [TakenSample(uuid.uuid4(), code, SampleKind.THROAT, now) for code in made]
    record_samples(by=By.system("test"), now=now, scope=PROVINCE, entries=entries)
    return made


def test_every_row_of_a_laboratory_is_accounted_for(
    run_import: ImportCommand, table: Table, codes: list[str], staff: Callable[..., Staff], tmp_path: Path
) -> None:
    first, second, third, _ = codes
    lan = staff("tracer", username="lan-xn")
    file = table("results.csv", HEADER, [
        (first, "Dương tính", DAY, "rt-pcr", "\"21,5\""),
        (second.lower(), "ÂM  TÍNH", DAY, "pcr", ""),
        (third, "dương tính giả", DAY, "", ""),
        (third, "", DAY, "", ""),
        (third, "+", DAY, "", ""),
        (third, "negative", "2031-05-30", "", ""),
        (third, "negative", DAY, "antigen", "20"),
        ("LA-0001", "positive", DAY, "", ""),
        (first, "negative", DAY, "pcr", ""),
    ])  # fmt: skip
    rejects = tmp_path / "out.csv"
    said = run_import("lab-results", file, "--rejects", str(rejects), "--staff", lan.username, "--lang", "en", "--json")
    assert said.counts == (9, 4, 5, 0)
    assert [(each["code"], each["count"]) for each in said.answer["warnings"]] == [("unresolved", 1)]  # type: ignore[attr-defined]
    assert "1 of these results are unresolved" in said.err
    assert [(row, column) for row, column, _ in reasons(rejects)] == [
        ("3", "outcome"), ("4", "outcome"), ("5", "outcome"), ("6", "reported_at"), ("7", "ct"),
    ]  # fmt: skip
    assert [row.outcome.value for row in queries.results_of_sample(PROVINCE, second)] == ["negative"]
    assert queries.results_of_sample(PROVINCE, third) == ()
    assert queries.conflicts(PROVINCE).rows == (first,)
    assert [row.sample_text for row in queries.unresolved_results(PROVINCE)] == ["LA-0001"]
    result = Result.objects.get()
    assert (result.outcome, result.reported_by_id, result.confirmed_by_id) == ("positive", lan.pk, None)


def test_a_right_file_has_no_word_and_is_a_duplicate_the_second_time(
    run_import: ImportCommand, table: Table, codes: list[str], now: datetime
) -> None:
    pool = make_pool(by=By.system("test"), now=now, scope=PROVINCE, event_id=uuid.uuid4(), codes=tuple(codes[:3]))
    file = table("results.csv", HEADER, [(pool, "negative", DAY, "pcr", ""), (codes[3], "negative", DAY, "pcr", "")])
    said = run_import("lab-results", file, "--json")
    assert said.status == 0 and said.counts == (2, 2, 0, 0)
    assert LabResult.objects.filter(sample__isnull=False, outcome="negative").count() == 4
    assert run_import("lab-results", file, "--again").counts == (2, 0, 0, 2)
