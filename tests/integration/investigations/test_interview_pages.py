"""The pages of interviews: official form on page and paper, known stays judged, unknown places, drafts and a correction that came late."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import pypdf
import pytest
from tests.integration.investigations.test_interviews import MET, SINCE, UNTIL, address, sheet
from tests.integration.two_communes import HERE, THERE, Outbreak, Side, outbreak

from truyvet.access.models import Staff
from truyvet.followup.jobs.take_over import take_over
from truyvet.followup.models import FollowUp
from truyvet.investigations.models import Interview, InterviewPlace, NamedContact
from truyvet.people.models import Person
from truyvet.venues.models import Venue, Visit

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.db


@pytest.fixture
def made(units: dict[str, int], staff: Callable[..., Staff], now: datetime) -> Outbreak:
    return outbreak(units, staff, now)


@pytest.fixture
def side(made: Outbreak) -> Side:
    here = made.settle(HERE, "Mận", "1")
    made.meet(here, [here.ids["patient"], here.ids["traveller"]])
    made.fall_ill(here)
    return here


def test_what_nobody_asked_stays_not_asked_on_page_and_paper(client_for: Callable[..., Client], side: Side) -> None:
    tracer = client_for("tracer")
    blank = tracer.get(address(side)).content.decode()
    assert 'value="" selected>chưa hỏi' in blank and "Ô này chưa đối chiếu với mẫu gốc." in blank
    visit = Visit.objects.get(person=side.ids["patient"])
    known = f"v{visit.event_id.hex}"
    struck = sheet(**{f"{known}__verdict": "struck"}, q__cough="no", q__occupation="công nhân")
    assert "Hãy ghi vì sao không phải" in tracer.post(address(side), struck).content.decode()
    struck |= {f"{known}-word": "cho mượn máy", "p0-name": "Quán nước <b>", "p0-since": SINCE, "p0-until": UNTIL}
    assert "xã ấy sẽ tìm nơi này" in tracer.post(address(side), struck).content.decode(), "a commune must find it"
    struck["p0-commune"] = str(Venue.objects.get().unit_id)
    assert tracer.post(address(side), struck).status_code == 302
    made = Interview.objects.get()
    visit.refresh_from_db()
    assert visit.void and made.answers == '{"occupation": "công nhân", "cough": "no"}'
    page = tracer.get(f"{address(side)}{made.event_id}/").content.decode()
    assert "B6. Nghề nghiệp" in page and "D5. Sốt" not in page and "(chưa có trong danh bạ)" in page
    answer = tracer.post(f"{address(side)}in/", {"version": str(made.event_id)})
    words = " ".join(" ".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(answer.content)).pages).split())
    assert answer["Content-Type"] == "application/pdf" and side.secrets["patient name"] in words
    assert "B6. Nghề nghiệp công nhân" in words and "D6. Ho * không" in words and "Quán nước <b>" in words
    assert "D2. Nơi khởi phát chưa hỏi" in words and "P1" in words
    numbers = set(re.findall(r"\b[A-E]\d+(?=\. )", blank))
    assert numbers and numbers <= set(re.findall(r"\b[A-E]\d+(?=\. )", words)), "paper and page have the same numbers"
    assert client_for("tracer", THERE).post(f"{address(side)}in/").status_code == 404
    assert client_for("commune_officer", HERE).post(f"{address(side)}in/").status_code == 403


def test_likely_venues_come_first_and_a_place_is_tied_by_its_commune(client_for: Callable[..., Client], side: Side) -> None:
    tracer = client_for("tracer")
    commune = str(Venue.objects.get().unit_id)
    told = sheet(p0__name="Nhà văn hoá Mận", p0__commune=commune, p0__since=SINCE)
    page = tracer.post(address(side), told)
    assert page.status_code == 422 and side.venue in page.content.decode(), "a venue of that name is offered before the place is new"
    assert tracer.post(address(side), told | {"p0-venue": "unknown"}).status_code == 302
    place = InterviewPlace.objects.get()
    officer, other = client_for("commune_officer", HERE), client_for("commune_officer", THERE)
    assert "1 nơi người bệnh kể chưa có trong danh bạ" in officer.get("/").content.decode()
    listed = officer.get("/noi-can-tim/").content.decode()
    assert "Nhà văn hoá Mận" in listed and side.case not in listed and side.people["patient"] not in listed
    assert "Nhà văn hoá Mận" in tracer.get(f"/bao-tin/ca/{side.case}/").content.decode(), "it stands where a notice is drafted"
    there = f"/noi-can-tim/{place.event_id}/"
    assert other.get(there).status_code == 404 and side.venue in officer.get(there).content.decode()
    assert officer.post(there, {"venue": side.venue}).status_code == 302
    place.refresh_from_db()
    assert (place.venue_id, Visit.objects.filter(event_id=place.visit_event).count()) == (side.ids["venue"], 1)
    assert officer.get(there).status_code == 404


def test_an_undated_contact_is_called_first(client_for: Callable[..., Client], side: Side, made: Outbreak, now: datetime) -> None:
    told = sheet(n0__person=side.people["neighbour"], n0__undated="on", n0__where="ngõ 5")
    assert client_for("tracer").post(address(side), told).status_code == 302
    assert not NamedContact.objects.get().is_dated
    made.trace(side)
    take_over(now)
    assert FollowUp.objects.get(person=side.ids["neighbour"]).is_call_first


def test_a_draft_is_gone_on_with_and_a_late_correction_loses_nothing(client_for: Callable[..., Client], side: Side) -> None:
    tracer = client_for("tracer")
    half = sheet(do="draft", n0__name="Đỗ Thị Mới", n0__phone="12")
    assert tracer.post(address(side), half)["Location"] == f"/ca-benh/{side.case}/"
    draft = Interview.objects.get()
    assert "Phiếu nháp" in tracer.get(f"/ca-benh/{side.case}/").content.decode() and Person.objects.count() == 3, "nobody is registered"
    page = tracer.get(f"{address(side)}?tu={draft.event_id}").content.decode()
    assert 'value="Đỗ Thị Mới"' in page and f'value="{draft.event_id}"' in page
    final = sheet(n0__person=side.people["neighbour"], n0__met_at=MET) | {"event_id": str(draft.event_id)}
    assert tracer.post(address(side), final).status_code == 302
    correction = sheet(n0__person=side.people["traveller"], n0__met_at=MET, corrects=str(draft.event_id), reason="nhầm người")
    assert tracer.post(address(side), correction).status_code == 302
    late = correction | {"event_id": "00000000-0000-4000-8000-000000000001", "n0-tie": "bạn"}
    page = tracer.post(address(side), late).content.decode()
    assert "Người khác vừa sửa phỏng vấn này" in page and 'value="bạn"' in page
    assert Interview.objects.count() == 2
