"""What an officer without a case learns in a day: the day's budget, through whichever door, and all of it recorded (T13, H2)."""

from __future__ import annotations

import html
import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.conftest import NOW

from truyvet.audit.models import AuditRow, Mention
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.people import actions, alarms
from truyvet.people.models import Person, PersonLook
from truyvet.people.retention import purge_looks
from truyvet.people.rules import look_limit
from truyvet.people.values import NewPerson, PurposeMissing

pytestmark = pytest.mark.db
ClientFor = Callable[..., Any]
PEOPLE = int(os.environ.get("TRUYVET_FISHING", "9"))
"""With 40 a minute and a half: run before a release."""
NAMES = ("An", "Bình", "Chi", "Dũng", "Hà", "Lan", "Minh", "Nga")


@pytest.fixture
def town(units: dict[str, int]) -> dict[str, str]:
    """Masked name by code of some people of one commune; each has a number of their own."""
    for place in range(PEOPLE):
        told = NewPerson(
            f"Tôn Nữ Khuê {NAMES[place % 8]}", 1950 + place, "f", units["07783"], f"Thôn {place}", phones=(f"09123456{place:02}",)
        )
        actions.register_person(by=By.system("test"), now=NOW, person=told)
    return {code: str(year) for code, year in Person.objects.values_list("code", "birth_year")}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(look_limit, "MAX_PERSONS_A_DAY", 9)
    monkeypatch.setattr(look_limit, "MAX_PERSONS_WITHOUT_CASE", 5)
    monkeypatch.setattr(alarms, "MAX_PERSONS_A_DAY", 9)
    monkeypatch.setattr(alarms, "MAX_PERSONS_WITHOUT_CASE", 5)


def asked(client: Client, town: dict[str, str], work: dict[str, str]) -> list[str]:
    """Every page that a fisher gets who tries all doors, knowing numbers, names and even codes."""
    pages = []

    def take(answer: Any) -> None:
        pages.append(html.unescape(answer.content.decode()))

    texts = (*NAMES, *(f"09123456{place:02}" for place in range(PEOPLE)), *town) if PEOPLE > 9 else ("0912345601", list(town)[-1])
    for text in ("khuê", *texts):
        take(client.post("/nguoi/", {"text": text, **work}))
        take(client.post("/ca-benh/moi/", {"do": "find", "text": text}))
    for code in town if PEOPLE > 9 else list(town)[-1:]:
        take(client.get(f"/nguoi/{code}/"))
        take(client.post(f"/nguoi/{code}/gop/", {"into": "x", "reason": "y"}))
        take(client.post("/ca-benh/moi/", {"do": "save", "person": code}))
    for address in ("/", "/ca-benh/?tim=0", "/theo-doi/", "/truy-vet/", "/truy-vet/nguon-chung/") if PEOPLE > 9 else ():
        take(client.get(address))
    return pages


def learned(pages: list[str], town: dict[str, str]) -> set[str]:
    """Codes of those of whom a page told more than the code that was asked for: the year of birth stands with each shown person."""
    return {code for code, year in town.items() for page in pages if code in page and year in page}


def test_a_fisher_without_a_case_learns_no_more_than_the_budget(client_for: ClientFor, town: dict[str, str], small: None) -> None:
    client = client_for("tracer")
    seen: list[str] = []
    if PEOPLE > 9:
        assert learned(asked(client, town, {}), town) <= set(seen := codes_seen()) and len(seen) <= 5, "entering a case is a task"
    found = learned(asked(client, town, {"task": "own_request"}), town)
    assert len(found | set(seen)) <= 5 and PersonLook.objects.count() == 5
    assert AuditRow.objects.filter(action__in=("people.search_refused", "people.look_refused")).count() > PEOPLE / 3, (
        "each further try is recorded"
    )
    named = set(Mention.objects.filter(row__action__in=("people.search", "people.look")).values_list("subject", flat=True))
    alone = AuditRow.objects.filter(action__in=("people.search", "people.look"), subject__startswith="person:")
    assert {f"person:{code}" for code in codes_seen()} == named | set(alone.values_list("subject", flat=True)), "who was shown, exactly"
    assert alarms.many_looks(NOW) == f"staff:{client.staff.pk} 5 (5)"
    assert "mà không vì ca nào" in client.post("/nguoi/", {"text": "khue", "task": "own_request"}).content.decode()
    purge_looks(NOW + timedelta(days=1))
    assert PersonLook.objects.count() == 5
    purge_looks(NOW + timedelta(days=2))
    assert PersonLook.objects.count() == 0


def codes_seen() -> list[str]:
    return list(PersonLook.objects.values_list("person__code", flat=True))


def test_without_case_or_task_nobody_is_found(client_for: ClientFor, town: dict[str, str]) -> None:
    client, code = client_for("commune_officer", "07783"), next(iter(town))
    page = client.post("/nguoi/", {"text": "khue"}).content.decode()
    assert "Hãy ghi mã ca, hoặc chọn một việc" in page and not learned([page], town)
    page = client.post("/nguoi/", {"text": "khue", "work": "BG-9999"}).content.decode()
    assert "Không có ca hay tờ khai nào mang mã này" in page and not learned([page], town)
    page = client.get(f"/nguoi/{code}/").content.decode()
    assert "Vì ca hoặc việc nào?" in page and town[code] not in page
    assert client.post(f"/nguoi/{code}/", {"task": "own_request"}, follow=True).status_code == 200
    assert town[code] in client.get(f"/nguoi/{code}/").content.decode(), "remembered for the session"
    row = AuditRow.objects.filter(action="people.look").latest("pk")
    assert (row.purpose, row.subject, row.actor) == ("task:own_request", f"person:{code}", f"staff:{client.staff.pk}")
    assert PersonLook.objects.count() == 1, "the same person again costs nothing"
    with pytest.raises(PurposeMissing):
        actions.search_persons(
            by=By("staff:1", "tracer"), now=NOW, scope=Scope("tracer", ("24/",), LocalDay.of(NOW), staff=1), purpose=" ", text="khue"
        )


def test_a_case_comes_along_by_itself(client_for: ClientFor, town: dict[str, str], small: None) -> None:
    from tests.integration.two_communes import HERE, Outbreak

    from truyvet.access.models import Staff

    client, lead = client_for("tracer"), client_for("tracing_lead")
    made = Outbreak({HERE: Person.objects.first().commune_id}, NOW, client.staff, Staff.objects.get(pk=lead.staff.pk))  # type: ignore[union-attr, dict-item]
    side = made.settle(HERE, "Mận", "1")
    made.fall_ill(side, stands=False)
    client.get(f"/ca-benh/{side.case}/")
    assert f'value="{side.case}"' in client.get("/nguoi/").content.decode()
    client.post("/nguoi/", {"text": "khue", "work": side.case.lower()})
    assert AuditRow.objects.filter(action="people.search").latest("pk").purpose == f"suspected:{side.case}"
    assert PersonLook.objects.count() == 5, "a case for which nobody else stands opens no more than a task"
    made.fall_ill(side, part="neighbour")
    client.post("/nguoi/", {"text": "khue", "work": side.case})
    assert PersonLook.objects.count() == 9 and AuditRow.objects.filter(purpose=f"case:{side.case}", action="people.search").exists()


def test_no_page_searches_past_the_budget() -> None:
    """The queries that show somebody are called by the recorded actions; a page that calls one for itself is listed here: a
    citizen's own entry, and whether the card of a new case is somebody's within reach.
    """
    from pathlib import Path

    source = Path(actions.__file__).parents[2]
    found = {
        str(path.relative_to(source))
        for path in source.glob("*/views/*.py")
        if any(f" {name}(" in path.read_text("utf-8") for name in ("find_persons", "masked_persons", "likely_persons"))
        or any(f".{name}(" in path.read_text("utf-8") for name in ("find_persons", "masked_persons", "likely_persons"))
    }
    assert found == {"people/views/own_page.py", "cases/views/new_case.py"}, (
        "a citizen's own entry; whether a card is somebody's within reach"
    )
