"""The tracer's pages: who may pass, what they show, what they keep closed, how many questions they ask the database."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.integration.factory_outbreak import Console, console

from truyvet.audit.models import AuditRow
from truyvet.investigations.jobs.trace_runs import answer_next_run
from truyvet.investigations.models import Decision, Run, RunContact
from truyvet.investigations.rules.runs import HIGH_SCORE
from truyvet.people.models import Person
from truyvet.tracing.answer import GROUP, VISIT

if TYPE_CHECKING:
    from django.test import Client

    from truyvet.access.models import Staff

pytestmark = pytest.mark.db


@pytest.fixture
def made(units: dict[str, int], staff: Callable[..., Staff], now: datetime) -> Console:
    """The factory outbreak with a case that stands."""
    return console(units, staff, now)


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def start(client: Client, code: str, **more: str) -> dict[str, str]:
    """What the start form of a case sends."""
    page = text(client, f"/truy-vet/ca/{code}/")
    event = re.search(r'name="event_id" value="([0-9a-f-]{36})"', page)
    chosen = re.search(r'value="([\w-]+)"[^>]*checked', page)
    assert event and chosen
    return {"event_id": event[1], "definition": chosen[1], "versus": ""} | more


def test_from_the_start_form_to_the_list(client_for: Callable[..., Client], made: Console, now: datetime) -> None:
    tracer = client_for("tracer")
    told = start(tracer, made.code)
    assert told["definition"] == "vn-2020-08"
    answer = tracer.post(f"/truy-vet/ca/{made.code}/", told)
    run = Run.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/truy-vet/{run.code}/")
    assert tracer.post(f"/truy-vet/ca/{made.code}/", told)["Location"] == answer["Location"]
    assert Run.objects.count() == 1

    waiting = text(tracer, f"/truy-vet/{run.code}/")
    assert "Đang truy vết ca" in waiting and f"/truy-vet/{run.code}/tien-do/" in waiting and 'http-equiv="refresh"' in waiting
    assert "HX-Refresh" not in tracer.get(f"/truy-vet/{run.code}/tien-do/")
    assert answer_next_run(now)
    assert tracer.get(f"/truy-vet/{run.code}/tien-do/")["HX-Refresh"] == "true"

    page = text(tracer, f"/truy-vet/{run.code}/")
    assert "người tiếp xúc gần" in page and "thay vì" in page
    assert "Cùng hộ" in page and "Được ca bệnh kể tên" in page and "theo Bluetooth" in page and "Cùng xe tuyến Bích Động" in page
    assert "mili giây" in page and "Khẩu trang và tiếp xúc da" in page and "yếu tố dịch tễ" in page
    assert run.code in text(tracer, "/truy-vet/") and run.code in text(tracer, f"/truy-vet/ca/{made.code}/")


def test_names_open_by_hand_for_one_page_and_are_written_down(client_for: Callable[..., Client], made: Console) -> None:
    run = made.ask()
    tracer = client_for("tracer")
    closed = text(tracer, f"/truy-vet/{run}/")
    contact = RunContact.objects.select_related("person").filter(generation=1).order_by("rank")[0].person
    number = contact.phones.get().number
    assert contact.name not in closed and number not in closed and "tel:" not in closed
    assert not AuditRow.objects.exclude(purpose__startswith="result:").filter(action="people.open_identities").exists()

    opened = tracer.post(f"/truy-vet/{run}/mo-ten/?vong=1")
    page = opened.content.decode()
    assert contact.name in page and f'href="tel:{number}"' in page
    assert opened["Cache-Control"] == "no-store, private"
    row = AuditRow.objects.exclude(purpose__startswith="result:").get(action="people.open_identities")
    assert row.purpose == f"case:{made.code}" and row.facts["count"] == page.count("tel:")
    assert contact.name not in text(tracer, f"/truy-vet/{run}/")

    one = f"/truy-vet/{run}/nguoi/{contact.code}/"
    assert contact.name not in text(tracer, one)
    assert contact.name in tracer.post(f"{one}mo-ten/").content.decode()


def test_before_a_second_person_stands_there_are_pseudonyms_and_counts(
    client_for: Callable[..., Client], units: dict[str, int], staff: Callable[..., Staff], now: datetime
) -> None:
    made = console(units, staff, now, second_ring=4, stands=False)
    run = made.ask()
    lead = client_for("tracing_lead")
    person = RunContact.objects.select_related("person").order_by("rank")[0].person
    at = f"/truy-vet/{run}/"
    for path in (at, f"{at}nguoi/{person.code}/", f"{at}do-thi/"):
        page = text(lead, path)
        assert person.code in page
        for known in Person.objects.all():
            assert known.name not in page
            assert known.name.rpartition(" ")[0] not in page, "a masked name is closed too"
        assert "/mo-ten/" not in page
    assert "do hai người khác nhau nhập và xác nhận" in text(lead, at)
    assert lead.post(f"{at}mo-ten/").status_code == 403
    assert lead.post(f"{at}nguoi/{person.code}/mo-ten/").status_code == 403
    made.stand(made.code)
    assert lead.post(f"{at}mo-ten/").status_code == 200


@pytest.mark.parametrize(
    ("role", "unit", "status"),
    [
        ("tracer", "24", 200),
        ("province_officer", "24", 200),
        ("chair", "24", 200),
        ("district_officer", "222", 200),
        ("district_officer", "218", 404),
        ("commune_officer", "07783", 403),
        ("auditor", "24", 403),
        ("community_team", "07783", 403),
        ("admin", "24", 403),
    ],
)
def test_who_sees_a_run(client_for: Callable[..., Client], made: Console, role: str, unit: str, status: int) -> None:
    run, earlier = made.ask(), made.ask()
    reader = client_for(role, unit)
    near = (
        RunContact.objects.filter(run__code=run, generation=1, person__commune__path__startswith="24/222/").order_by("rank")[0].person.code
    )
    for path in ("", "do-thi/", f"so-sanh/{earlier}/", f"nguoi/{near}/", "tien-do/"):
        assert reader.get(f"/truy-vet/{run}/{path}").status_code == status, path
    for path in ("mo-ten/", f"nguoi/{near}/mo-ten/"):
        opened = reader.post(f"/truy-vet/{run}/{path}").status_code
        assert opened == (403 if role == "chair" else status), path
    if status != 200:
        assert reader.get("/truy-vet/TV-222222/").status_code == status


def test_the_chair_reads_no_name_and_changes_nothing(client_for: Callable[..., Client], made: Console) -> None:
    run = made.ask()
    chair = client_for("chair")
    contact = RunContact.objects.select_related("person").order_by("rank")[0].person
    for path in ("", f"nguoi/{contact.code}/", "do-thi/"):
        page = text(chair, f"/truy-vet/{run}/{path}")
        assert contact.name.rpartition(" ")[0] not in page
        assert "/mo-ten/" not in page and "/ket-luan/" not in page
    assert chair.get(f"/truy-vet/ca/{made.code}/").status_code == 403
    assert chair.post(f"/truy-vet/{run}/nguoi/{contact.code}/ket-luan/", {}).status_code == 403


def test_a_district_sees_its_own_residents_only(client_for: Callable[..., Client], made: Console) -> None:
    run = made.ask()
    officer = client_for("district_officer", "222")
    page = text(officer, f"/truy-vet/{run}/?vong=0")
    for contact in RunContact.objects.select_related("person__commune"):
        assert contact.person.commune is not None
        inside = contact.person.commune.path.startswith("24/222/")
        if not inside:
            assert contact.person.code not in page
            assert officer.get(f"/truy-vet/{run}/nguoi/{contact.person.code}/").status_code == 404
    assert "ngoài phạm vi của bạn nên không có trong danh sách này" in page


def test_a_decision_is_kept_once_with_its_reason(client_for: Callable[..., Client], made: Console) -> None:
    run = made.ask()
    tracer = client_for("tracer")
    person = RunContact.objects.filter(generation=1).order_by("rank")[0].person.code
    at = f"/truy-vet/{run}/nguoi/{person}/"
    event = str(uuid.uuid4())
    bare = tracer.post(f"{at}ket-luan/", {"event_id": event, "verdict": "refuted", "reason": " "})
    assert bare.status_code == 422 and "Hãy ghi lý do" in bare.content.decode()
    told = {"event_id": event, "verdict": "refuted", "reason": "hôm đó nghỉ phép"}
    for _ in range(2):
        assert tracer.post(f"{at}ket-luan/", told).status_code == 302
    assert Decision.objects.count() == 1
    page = text(tracer, at)
    assert "hôm đó nghỉ phép" in page and "Đã loại" in page
    assert "không" not in text(tracer, f"/truy-vet/{run}/?kl=refuted").partition("<tbody>")[2].partition(person)[0]
    other = tracer.post(f"{at}ket-luan/", {**told, "reason": "khác"})
    assert other.status_code == 422 and "nội dung khác" in other.content.decode()
    again = made.ask()
    assert "Đã loại" in text(tracer, f"/truy-vet/{again}/nguoi/{person}/"), "a decision holds in later runs of the case"


def test_another_definition_stands_beside_the_old_answer(client_for: Callable[..., Client], made: Console, now: datetime) -> None:
    old = made.ask()
    lead = client_for("tracing_lead")
    page = text(lead, f"/truy-vet/ca/{made.code}/?tu={old}")
    assert "Hỏi lại với định nghĩa khác" in page
    told = start(lead, made.code, overlap="60", generations="1", versus=old)
    location = lead.post(f"/truy-vet/ca/{made.code}/", told)["Location"]
    assert answer_next_run(now)
    new = location.strip("/").rpartition("/")[2]
    assert f"/truy-vet/{new}/so-sanh/{old}/" in text(lead, location)
    page = text(lead, f"/truy-vet/{new}/so-sanh/{old}/")
    assert "bớt" in page and "15 phút" in page and "1 giờ" in page and "khác" in page
    assert text(lead, f"/truy-vet/{old}/so-sanh/{new}/").count("Cùng một nơi ít nhất") >= 1
    assert lead.get(f"/truy-vet/{old}/so-sanh/{old}/").status_code == 404
    refused = lead.post(f"/truy-vet/ca/{made.code}/", start(lead, made.code, as_of="2021-06-15T10:00"))
    assert refused.status_code == 422 and "Thời điểm này chưa đến" in refused.content.decode()


def test_parameters_are_changed_only_by_who_may(client_for: Callable[..., Client], made: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    from truyvet.core import registry
    from truyvet.core.role import Role
    from truyvet.investigations.permissions import CHANGE_DEFINITION

    # Today whoever traces may also change a definition: take that away, and the door must hold by itself.
    permissions = registry.roles_permissions
    monkeypatch.setattr(
        registry, "roles_permissions", lambda role: permissions(role) - ({CHANGE_DEFINITION} if role == Role.TRACER else set())
    )
    monkeypatch.setattr("truyvet.access.doors.roles_permissions", registry.roles_permissions)
    tracer = client_for("tracer")
    assert 'name="overlap"' not in text(tracer, f"/truy-vet/ca/{made.code}/")
    tracer.post(f"/truy-vet/ca/{made.code}/", start(tracer, made.code, overlap="1"))
    assert Run.objects.get().changes == {}


def test_a_failed_run_says_what_was_kept_and_is_done_again(
    client_for: Callable[..., Client], made: Console, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("truyvet.investigations.jobs.trace_runs.answer_run", lambda run, now: 1 / 0)
        run = made.ask()
    tracer = client_for("tracer")
    page = text(tracer, f"/truy-vet/{run}/")
    assert "Chưa truy vết được" in page and "vẫn còn nguyên" in page and "ZeroDivisionError" in page
    event = re.search(r'name="event_id" value="([0-9a-f-]{36})"', page)
    assert event
    location = tracer.post(f"/truy-vet/{run}/lam-lai/", {"event_id": event[1]})["Location"]
    assert answer_next_run(now)
    assert "người tiếp xúc gần" in text(tracer, location)
    assert tracer.post(f"/truy-vet/{run}/lam-lai/", {"event_id": "x"}).status_code == 404


def test_filters_live_in_the_address(client_for: Callable[..., Client], made: Console) -> None:
    run = made.ask()
    tracer = client_for("tracer")

    def rows(query: str) -> int:
        return text(tracer, f"/truy-vet/{run}/?{query}").partition("<tbody>")[2].count('<th scope="row">')

    counted = {n: RunContact.objects.filter(generation=n).count() for n in (1, 2)}
    assert rows("") == rows("vong=1") == min(counted[1], 50)
    assert rows("vong=2") == min(counted[2], 50)
    assert rows("vong=2&trang=2") == counted[2] - 50
    assert rows("muc=high") == RunContact.objects.filter(generation=1, score__gte=HIGH_SCORE).count()
    assert rows("nguon=1") == 2
    for nonsense in ("vong=x&muc=y&kl=z&nguon=99&trang=-1", "trang=99999999999", "xa=%01"):
        assert tracer.get(f"/truy-vet/{run}/?{nonsense}").status_code == 200


def test_a_nul_is_refused_and_harms_nothing(client_for: Callable[..., Client]) -> None:
    tracer = client_for("tracer")
    for address in ("/truy-vet/?xa=%00", "/ca-benh/?tim=%00", "/ca-benh/%00/", "/dia-diem/?tim=a%00"):
        assert tracer.get(address).status_code == 400
    assert tracer.post("/nguoi/", {"tim": "a\x00"}).status_code == 400


def test_the_number_of_queries_does_not_grow(
    client_for: Callable[..., Client], units: dict[str, int], staff: Callable[..., Staff], now: datetime
) -> None:
    """One contact or a hundred: the list, the names, the graph, the comparison and the list of runs ask the same."""
    made = console(units, staff, now, second_ring=120)
    both = (made.ask(), made.ask())
    lead = client_for("tracing_lead")

    def asked(path: str, method: str = "get") -> int:
        with CaptureQueriesContext(connection) as seen:
            assert getattr(lead, method)(path).status_code == 200
        return len(seen)

    # One of each kind of tie will stay: labels of venues and of groups are asked for only where there are any.
    first = {kind: RunContact.objects.filter(run__code=both[0], why_kind=kind).order_by("rank")[0].person_id for kind in (VISIT, GROUP)}
    person = Person.objects.get(pk=first[VISIT]).code
    paths = [
        (f"/truy-vet/{both[0]}/?vong=0", "get"),
        (f"/truy-vet/{both[0]}/mo-ten/?vong=0", "post"),
        (f"/truy-vet/{both[0]}/do-thi/", "get"),
        (f"/truy-vet/{both[0]}/so-sanh/{both[1]}/", "get"),
        (f"/truy-vet/{both[0]}/nguoi/{person}/", "get"),
        (f"/truy-vet/ca/{made.code}/", "get"),
        ("/truy-vet/", "get"),
    ]
    asked(paths[0][0])
    many = [asked(*each) for each in paths]
    assert RunContact.objects.filter(run__code=both[0]).count() > 100
    RunContact.objects.exclude(person_id__in=first.values()).delete()
    assert [asked(*each) for each in paths] == many
