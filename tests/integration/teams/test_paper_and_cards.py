"""What a team and its commune do beside the telephone: fetching on, paper typed back, printed cards, hours of volunteers."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from tests.conftest import TODAY
from tests.integration.teams.hamlet import BY, OFFICER, Hamlet, hamlet
from tests.integration.teams.test_rounds import SAID
from tests.integration.two_communes import HERE

from truyvet.access.models import Staff
from truyvet.audit.models import AuditRow
from truyvet.core.local_day import LocalDay
from truyvet.followup.models import Attempt, FollowUp
from truyvet.passes.models import Pass
from truyvet.teams.actions.bundles import give_bundle
from truyvet.teams.models import FieldEntry, Stop, Team, TeamMember
from truyvet.teams.queries.paper import door_to_type
from truyvet.teams.queries.volunteer_work import volunteer_days
from truyvet.teams.rules.paper_line import sheet_code
from truyvet.teams.views.paper import _moment

pytestmark = pytest.mark.db


@pytest.fixture
def place(units: dict[str, int], staff: Callable[..., Staff], now: datetime) -> Hamlet:
    return hamlet(units, staff, now)


def test_a_broken_download_goes_on_where_it_broke(place: Hamlet, now: datetime, house_clock: datetime) -> None:
    member, event = Client(), uuid.uuid4()
    member.force_login(place.member)

    def ask(**had: object) -> Any:
        body = {"round": place.round_code, "phone": str(place.phone), "event_id": str(event), **had}
        return member.post("/tung-nha/lay/", json.dumps(body), content_type="application/json")

    whole = ask()
    rest = ask(tag=whole["X-Tag"], have=1_000)
    assert (rest["X-From"], rest.content) == ("1000", whole.content[1_000:])
    assert ask(tag=whole["X-Tag"], have=len(whole.content) + 1)["X-From"] == "0"
    place.send(place.entry(1, "nobody_home"))
    changed = ask(tag=whole["X-Tag"], have=1_000)
    assert changed["X-From"] == "0" and changed["X-Tag"] != whole["X-Tag"], "halves of two rounds are never put together"


def test_paper_is_typed_back_door_by_door_and_the_sums_add_up(
    place: Hamlet, client_for: Callable[..., Client], now: datetime, house_clock: datetime
) -> None:
    officer, page = client_for("commune_officer", HERE), f"/to-cong-dong/{place.round_code}/giay/"
    door, grandmother, husband = place.door(1).code, place.codes["Trần Thị Hai"], place.codes["Trần Văn Ông"]
    assert "0 nhà đã có kết quả (0 gõ từ giấy) + 3 nhà còn thiếu = 3 nhà" in officer.get(page).content.decode()
    before = AuditRow.objects.filter(action="people.open_identities").count()
    shown = officer.get(page, {"nha": sheet_code(place.round_code, door)}, follow=True)
    assert "Trần Thị Hai" in shown.content.decode() and AuditRow.objects.filter(action="people.open_identities").count() == before + 1
    for wrong in (sheet_code("ABCDEFGH", door), "ZZZ", "'--"):
        assert officer.get(page, {"nha": wrong}).status_code == 200
    told = {
        "event_id": str(uuid.uuid4()), "who": [grandmother, husband], "outcome": "visited", "at": "07:10",
        f"{grandmother}-health": "ill", f"{grandmother}-symptoms": ["cough"], f"{grandmother}-temperature": "38,1",
    }  # fmt: skip
    refused = officer.post(f"{page}{door}/", told)
    assert refused.status_code == 422 and "38,1" in refused.content.decode() and not FieldEntry.objects.exists(), "nothing typed is lost"
    told |= {f"{husband}-health": "well", "new1-name": "Trần Văn Mới", "new1-year": "1999", "new1-health": "unseen"}
    for _again in range(2):
        assert officer.post(f"{page}{door}/", told).status_code == 302
    assert FieldEntry.objects.get().number == 1 and Attempt.objects.get().outcome == "reached"
    assert Attempt.objects.get().at == now.replace(hour=0, minute=10), "the hour on the paper, not that of typing"
    assert Stop.objects.get(number=1).persons.count() == 3
    later, stop = house_clock + timedelta(hours=30), door_to_type(OFFICER, place.round_code, door)
    assert stop is not None and _moment("", str(int(later.timestamp())), stop, later) < LocalDay.of_date(TODAY + timedelta(days=1)).start_s
    unsaid = {**told, "event_id": str(uuid.uuid4()), "at": "07:40", f"{grandmother}-symptoms": [], f"{grandmother}-temperature": ""}
    assert officer.post(f"{page}{door}/", unsaid).status_code == 302
    assert FollowUp.objects.get().is_unwell, "ill without a symptom is ill"
    place.send(place.entry(2, "nobody_home"))
    assert "2 nhà đã có kết quả (1 gõ từ giấy) + 1 nhà còn thiếu = 3 nhà" in officer.get(page).content.decode()
    paper = officer.post(f"/to-cong-dong/{place.round_code}/in/").content.decode()
    assert paper.count('class="sheet-square"') == 3


def test_who_has_no_telephone_gets_a_card_once(
    place: Hamlet, client_for: Callable[..., Client], now: datetime, house_clock: datetime
) -> None:
    officer, page = client_for("commune_officer", HERE), f"/tung-nha/the/{place.round_code}/"
    place.send(
        place.entry(1, "visited", {"code": place.codes["Trần Văn Ông"], "well": True, "declaration": SAID | {"phone": "0912000001"}})
    )
    assert "1 người trong lượt cần thẻ giấy" in officer.get(page).content.decode()
    told = {"event_id": str(uuid.uuid4()), "persons": f"{place.codes['Trần Văn Ông']} {place.codes['Phạm Văn Bảy']}"}
    for _again in range(2):
        assert officer.post(page, told)["Content-Type"] == "application/pdf"
    assert Pass.objects.get().person.code == place.codes["Trần Văn Ông"], "whoever has a telephone is not printed for"
    assert "1 người đã có thẻ" in officer.get(page).content.decode()
    assert client_for("community_team", HERE).get(page).status_code == 404, "another team's round"


def test_hours_and_doors_are_for_oneself_and_the_leader(place: Hamlet, staff: Callable[..., Staff], now: datetime) -> None:
    leader, colleague = place.member, staff("community_team", HERE, display="Tổ viên Cúc")
    TeamMember.objects.create(team=Team.objects.get(), staff=colleague)
    place.member = colleague
    give_bundle(by=BY, now=now, scope=place.scope, event_id=uuid.uuid4(), round_code=place.round_code, phone=place.phone)
    for number, door, minutes in ((1, 1, 90), (2, 2, 30), (3, 2, 0)):
        place.send(place.entry(door, "nobody_home", at=now - timedelta(minutes=minutes)), number)
    (own,) = volunteer_days(place.scope)
    assert (own.name, own.doors, own.seconds) == ("Tổ viên Cúc", 2, 5_400)
    place.member = leader
    assert [each.name for each in volunteer_days(place.scope)] == ["Tổ viên Cúc"]
    place.member = staff("community_team", HERE)
    assert volunteer_days(place.scope) == []
