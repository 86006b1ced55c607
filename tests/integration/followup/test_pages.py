"""The call board, the steps on a record and the link to the daily answer, as they are used."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client as PlainClient
from tests.integration.two_communes import HERE, Outbreak, Side, both, outbreak

from truyvet.access.models import Staff
from truyvet.audit.models import AuditRow
from truyvet.audit.values import Scope
from truyvet.cases.models import Case
from truyvet.core.local_day import LocalDay
from truyvet.followup.actions.summaries import refresh
from truyvet.followup.jobs.take_over import take_over
from truyvet.followup.models import Attempt, CheckLink, DailyCheck, FollowUp, SupportNeed
from truyvet.followup.queries.first_checks import FirstCheckTimes, first_check_times
from truyvet.people.models import Household, HouseholdMember

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.db
PAGE, BOARD = "/nguoi-can-theo-doi/", "/nguoi-can-theo-doi/goi/"


@pytest.fixture
def made(units: dict[str, int], staff: Callable[..., Staff], now: datetime) -> Outbreak:
    return outbreak(units, staff, now)


@pytest.fixture
def here(made: Outbreak, now: datetime) -> Side:
    side = both(made)[0]
    take_over(now)
    return side


def text(answer: object) -> str:
    return str(answer.content.decode())  # type: ignore[attr-defined]


def code_in(page: str, here: Side) -> str:
    (code,) = {here.people[part] for part in ("neighbour", "traveller") if here.people[part] in page}
    return code


def test_a_call_that_is_put_off_comes_back_at_the_end_of_the_shift(client_for: Callable[..., Client], here: Side) -> None:
    officer, other = client_for("commune_officer", HERE), client_for("commune_officer", HERE)
    for each in (officer, other):
        each.post(f"{BOARD}ca-truc/", {"purpose": "Gọi ca sáng"})
    first = code_in(text(officer.get(BOARD)), here)
    before = FollowUp.objects.values_list("due_at", "step", "attempts").get(person__code=first)
    told = {"event_id": str(uuid.uuid4()), "outcome": "skipped", "reason": " "}
    assert "hãy ghi vì sao" in text(officer.post(f"{BOARD}{first}/", told, follow=True)) and not Attempt.objects.exists()
    for _ in range(2):
        officer.post(f"{BOARD}{first}/", {**told, "reason": "đang họp, hẹn 11 giờ"})
    tried = Attempt.objects.get()
    assert (tried.outcome, tried.note) == ("skipped", "đang họp, hẹn 11 giờ")
    second = code_in(text(officer.get(BOARD)), here)
    assert second != first and first in text(other.get(BOARD)), "somebody else may call them"
    officer.post(f"{BOARD}{second}/", {"event_id": str(uuid.uuid4()), "outcome": "skipped", "reason": "ngủ"})
    other.post(f"{BOARD}{first}/", {"event_id": str(uuid.uuid4()), "outcome": "skipped", "reason": "chưa rảnh"})
    assert code_in(text(officer.get(BOARD)), here) in (first, second), "nobody else is left: who was put off comes back"
    refresh(FollowUp.objects.values_list("pk", flat=True), tried.at)
    assert FollowUp.objects.values_list("due_at", "step", "attempts").get(person__code=first) == before, (
        "it is no attempt and moves nothing"
    )


def test_a_shift_at_the_board(client_for: Callable[..., Client], here: Side) -> None:
    first, second = client_for("commune_officer", HERE), client_for("commune_officer", HERE)
    assert "Mở ca gọi" in text(first.get(BOARD))
    for officer in (first, second):
        assert officer.post(f"{BOARD}ca-truc/", {"purpose": "Gọi ca sáng"}).status_code == 302
    one, two = text(first.get(BOARD)), text(second.get(BOARD))
    assert code_in(one, here) != code_in(two, here), "two officers are never given the same person"
    assert code_in(text(first.get(BOARD)), here) == code_in(one, here), "a reload gives the same person"
    code = code_in(one, here)
    opened = AuditRow.objects.filter(action="people.open_identities").exclude(purpose__startswith="result:")
    assert {row.purpose for row in opened} == {"followup:Gọi ca sáng"}
    told = {"event_id": str(uuid.uuid4()), "outcome": "no_answer", "note": "bận"}
    for _ in range(2):
        assert first.post(f"{BOARD}{code}/", told).status_code == 302
    assert Attempt.objects.count() == 1
    assert "Không còn ai phải gọi lúc này" in text(first.get(BOARD)), "not the same person again at once, and not the other's"
    reached = second.post(f"{BOARD}{code_in(two, here)}/", {"event_id": str(uuid.uuid4()), "outcome": "reached"})
    assert reached.headers["Location"].endswith("/suc-khoe/?goi=1")
    answer = {"event_id": str(uuid.uuid4()), "symptoms": ["cough"], "temperature": "37,6", "needs": ["food"]}
    assert second.post(reached.headers["Location"], answer).headers["Location"] == BOARD
    check = DailyCheck.objects.get()
    assert (check.is_well, check.answers) == (False, "cough fever 376")
    assert first.post(f"{BOARD}ca-truc/", {"do": "end"}).status_code == 302
    closed = text(first.get(BOARD))
    assert "Mở ca gọi" in closed and "Trung vị của 1 người" in closed


def test_a_household_that_is_well_is_one_press(client_for: Callable[..., Client], here: Side, now: datetime) -> None:
    home = Household.objects.create(code="HO00000001", created_at=now)
    for part in ("neighbour", "traveller"):
        HouseholdMember.objects.create(household=home, person_id=here.ids[part], valid_from=now, change=1)
    officer = client_for("commune_officer", HERE)
    officer.post(f"{BOARD}ca-truc/", {"purpose": "Gọi ca sáng"})
    page = text(officer.get(BOARD))
    parts = {"neighbour", "traveller"}
    (called,) = {part for part in parts if f"{BOARD}{here.people[part]}/" in page}
    (other,) = parts - {called}
    assert f'name="household" value="{here.people[other]}"' in page
    told = {"event_id": str(uuid.uuid4()), "outcome": "well", "household": [here.people[other]]}
    for _ in range(2):
        assert officer.post(f"{BOARD}{here.people[called]}/", told).headers["Location"] == BOARD
    assert DailyCheck.objects.filter(is_well=True, channel="call").count() == 2 and Attempt.objects.count() == 1
    assert FollowUp.objects.filter(person_id__in=here.ids.values(), reached_at__isnull=False, step="daily_check").count() == 2


def test_the_median_time_to_the_first_check(here: Side, now: datetime) -> None:
    system = Scope.system("test", LocalDay.of(now))
    assert first_check_times(system, now) == FirstCheckTimes(0, None, None)
    rows = list(FollowUp.objects.filter(person_id__in=here.ids.values()).order_by("pk"))
    Case.objects.update(confirmed_at=now - timedelta(days=1))
    for place, row in enumerate(rows):
        heard = now - timedelta(hours=6 * place)
        FollowUp.objects.filter(pk=row.pk).update(first_check_at=heard, last_exposure=LocalDay.of(now) - timedelta(days=3))
    assert len(rows) == 2
    # The day of the last exposure began 3 days and 8 hours before now.
    assert first_check_times(system, now) == FirstCheckTimes(2, 3 + (8 - 3) / 24, 1 - 3 / 24)
    assert first_check_times(system, now + timedelta(days=15)).persons == 0


def test_refusals_keep_what_was_typed(client_for: Callable[..., Client], here: Side) -> None:
    officer, code = client_for("commune_officer", HERE), here.people["neighbour"]
    refused = officer.post(f"{PAGE}{code}/ket-thuc/", {"reason": "released"})
    assert refused.status_code == 422
    assert "Chưa hết ngày theo dõi cuối cùng." in text(refused) and "Chưa ai nói chuyện được" in text(refused)
    wrong = officer.post(f"{PAGE}{code}/suc-khoe/", {"event_id": str(uuid.uuid4()), "temperature": "12", "symptoms": ["cough"]})
    assert wrong.status_code == 422 and 'value="cough" id' in re.sub(r"\s+", " ", text(wrong)) and "checked" in text(wrong)
    empty = officer.post(f"{PAGE}{code}/lien-he/call/", {"event_id": str(uuid.uuid4()), "note": "đã gọi hai lần"})
    assert empty.status_code == 422 and "đã gọi hai lần" in text(empty)
    assert officer.post(f"{PAGE}nhan/", {"do": "take"}).status_code == 302
    follow = officer.post(f"{PAGE}them/", {"person": "X", "last_exposure": "2021-05-30", "reason": "đám cưới"})
    assert follow.status_code == 422 and "Không có hồ sơ này" in text(follow)


def test_the_household_answers_by_link(client_for: Callable[..., Client], here: Side, now: datetime) -> None:
    home = Household.objects.create(code="HO00000001", created_at=now)
    for part in ("neighbour", "traveller"):
        HouseholdMember.objects.create(household=home, person_id=here.ids[part], valid_from=now, change=1)
    officer, code = client_for("commune_officer", HERE), here.people["neighbour"]
    (address,) = re.findall(r"/suc-khoe-hang-ngay/[0-9a-f]{32}/", text(officer.post(f"{PAGE}{code}/duong-dan/")))
    assert address.split("/")[2] not in CheckLink.objects.get().token_hash
    citizen = PlainClient()
    page = text(citizen.get(address))
    assert "Cả nhà khỏe" in page
    for secret in ("neighbour name", "traveller name", "neighbour phone"):
        assert here.secrets[secret] not in page
    event = re.findall(r'name="event_id" value="([^"]+)"', page)[0]
    for _ in range(2):
        assert "Đã ghi sức khỏe hôm nay của 2 người" in text(citizen.post(address, {"event_id": event, "do": "all_well"}))
    assert DailyCheck.objects.count() == 2
    assert {row.answered_by_id for row in DailyCheck.objects.all()} == {None, here.ids["neighbour"]}
    other = here.people["traveller"]
    ill = {"event_id": str(uuid.uuid4()), f"{other}-answered": "1", f"{other}-symptoms": ["breathless"], f"{other}-needs": ["medicine"]}
    assert "gọi 115 ngay" in text(citizen.post(address, ill))
    row = FollowUp.objects.get(person_id=here.ids["traveller"])
    assert (row.step, row.due_at) == ("symptom_call", now + timedelta(hours=1)), "a dependant's symptom rings for the dependant"
    assert SupportNeed.objects.get().kind == "medicine"
    both = {"event_id": str(uuid.uuid4()), "do": "all_well", f"{other}-needs": ["food"]}
    assert citizen.post(address, both).status_code == 422 and SupportNeed.objects.count() == 1, "a need is not lost behind one tap"
    unticked = {"event_id": str(uuid.uuid4()), "do": "send", f"{other}-needs": ["food"]}
    assert "của 1 người" in text(citizen.post(address, unticked)) and SupportNeed.objects.filter(kind="food").exists()
    assert "Chưa chọn ai để báo" in text(citizen.post(address, {"event_id": str(uuid.uuid4()), "do": "send"}))
    assert citizen.post(address, {"do": "all_well"}).status_code == 422
    assert officer.post(f"{PAGE}{other}/nhu-cau/medicine/xong/").status_code == 302
    assert FollowUp.objects.get(pk=row.pk).open_needs == 1, "the food is still to be brought"
    CheckLink.objects.update(expires_at=now)
    assert citizen.get(address).status_code == 404 == citizen.post(address, {"event_id": event, "do": "all_well"}).status_code
