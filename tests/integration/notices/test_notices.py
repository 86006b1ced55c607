"""Those who were where a case was are told once, and told again when it changes; silence is no reading."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.conftest import TODAY
from tests.integration.two_communes import HERE, PATHS, THERE, Outbreak, Side, outbreak

from truyvet.audit.values import By, Scope
from truyvet.cases.actions.case_changes import discard_case
from truyvet.cases.queries import case_file
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.messaging.models import Message, PushKey, PushSubscription
from truyvet.notices import queue
from truyvet.notices.actions import notices as actions
from truyvet.notices.jobs.texts import write_texts
from truyvet.notices.models import Notice, NoticeRecipient, NoticeStep
from truyvet.notices.queries.notices import keeper_notices, notice_list, own_notices, public_places, told_of_case, told_of_withdrawn_cases
from truyvet.notices.queries.persons_to_tell import case_visits, undecided_cases
from truyvet.notices.rules.notice import NoticeDraft, NoticeKind, NoticeRefused, NoticeState
from truyvet.people.actions import register_person
from truyvet.people.models import Consent, Person, Phone
from truyvet.people.values import NewPerson
from truyvet.venues.models import Venue, Visit

if TYPE_CHECKING:
    from truyvet.access.models import Staff

pytestmark = pytest.mark.db
SELF = Scope("citizen", (), TODAY, purpose="self")


@dataclass
class Place:
    """A case that stands, its visit of two hours, and who decides."""

    made: Outbreak
    side: Side
    scope: Scope
    other: Scope
    by: By
    now: datetime

    @property
    def who(self) -> dict[str, Any]:
        return {"by": self.by, "now": self.now, "scope": self.scope}

    def draft(self, kind: NoticeKind = NoticeKind.VENUE, **more: Any) -> NoticeDraft:
        _case, (seen,) = case_visits(self.scope, self.side.case)
        return replace(NoticeDraft(kind, seen.visit.check_in, seen.end, is_public=False, reason="cùng một phòng họp"), **more)

    def decide(self, draft: NoticeDraft, event_id: uuid.UUID | None = None) -> str:
        _case, (seen,) = case_visits(self.scope, self.side.case)
        told: dict[str, Any] = {"case_code": self.side.case, "visit_id": seen.visit.id, "draft": draft}
        return actions.decide_notice(**self.who, event_id=event_id or uuid.uuid4(), **told)

    def told(self, part: str) -> list[tuple[bool, int, int]]:
        rows = own_notices(SELF, self.side.ids[part]).rows
        return [(row.is_concerned, row.version, row.seconds // 60) for row in rows]


@pytest.fixture
def place(units: dict[str, int], staff: Callable[..., Staff], now: datetime) -> Place:
    """The patient and the neighbour were in a hall for two hours; the traveller for the last of them."""
    made = outbreak(units, staff, now)
    side = made.settle(HERE, "Mận", "1")
    made.meet(side, [side.ids["patient"], side.ids["neighbour"], side.ids["traveller"]])
    late = Visit.objects.get(person=side.ids["traveller"])
    Visit.objects.filter(pk=late.pk).update(check_in=late.check_in + 3_600)
    made.fall_ill(side)
    scopes = [Scope("tracer", ("24/",), TODAY, staff=each.pk) for each in (made.first, made.second)]
    return Place(made, side, *scopes, By(f"staff:{made.first.pk}", "tracer"), now)


def test_each_is_told_once_their_own_minutes_and_again_what_changes(place: Place) -> None:
    assert undecided_cases(place.scope, place.now) == (place.side.case,)
    event, draft = uuid.uuid4(), place.draft()
    code = place.decide(draft, event)
    assert place.decide(draft, event) == code and Notice.objects.count() == 1
    with pytest.raises(IdempotencyConflict):
        place.decide(replace(draft, is_public=True), event)
    with pytest.raises(NoticeRefused, match="decided"):
        place.decide(draft)
    assert undecided_cases(place.scope, place.now) == () and queue.read(place.scope, place.now) == []
    assert place.told("neighbour") == [(True, 1, 120)] and place.told("traveller") == [(True, 1, 60)] and place.told("patient") == []
    (row,) = notice_list(place.scope).rows
    assert (row.told, row.opened, row.keeper_at) == (2, 0, None)
    shown = {row.id: row.version for row in own_notices(SELF, place.side.ids["neighbour"]).rows}
    assert actions.open_own_notices(by=place.by, now=place.now, person_id=place.side.ids["neighbour"], shown=shown) == 1
    assert notice_list(place.scope).rows[0].opened == 1
    # The case had left after one hour: the traveller came later and is told so.
    half = replace(draft, end=draft.end - 3_600, reason="ca rời đi sớm hơn")
    told: dict[str, Any] = {**place.who, "event_id": uuid.uuid4(), "code": code, "draft": half}
    assert actions.correct_notice(**told) == actions.correct_notice(**told) == 2
    assert place.told("neighbour") == [(True, 2, 60)] and place.told("traveller") == [(False, 2, 60)]
    assert notice_list(place.scope).rows[0].opened == 0, "nobody has opened the correction yet"
    assert NoticeStep.objects.filter(notice__code=code).count() == 2


def test_a_correction_from_another_commune_and_a_second_visit_leave_nobody_out(place: Place, units: dict[str, int]) -> None:
    draft = place.draft()
    code = place.decide(draft)
    Venue.objects.filter(pk=place.side.ids["venue"]).update(unit_id=units[THERE])
    mine = Scope("tracer", (PATHS[HERE],), TODAY, staff=place.scope.staff)
    told: dict[str, Any] = {**place.who, "scope": mine, "event_id": uuid.uuid4(), "code": code}
    assert actions.correct_notice(**told, draft=replace(draft, reason="ghi rõ hơn")) == 2
    assert [place.told(each)[0][0] for each in ("neighbour", "traveller")] == [True, True]
    assert undecided_cases(place.scope, place.now) == ()
    again = Visit.objects.get(person=place.side.ids["patient"])
    again.pk, again.event_id, again.check_in, again.check_out = None, uuid.uuid4(), draft.start - 7_200, draft.start - 3_600
    again.save(force_insert=True)
    assert undecided_cases(place.scope, place.now) == (place.side.case,), "one visit decided is not the whole case"


def test_only_those_whom_the_trace_found_are_warned_and_public_is_a_decision(place: Place) -> None:
    with pytest.raises(NoticeRefused, match="nobody"):
        place.decide(place.draft(NoticeKind.EXPOSURE))
    place.made.trace(place.side)
    code = place.decide(place.draft(NoticeKind.EXPOSURE))
    assert place.told("neighbour") == [(True, 1, 120)]
    assert public_places(SELF, place.now).total == 0
    venue = place.side.ids["venue"]
    assert [each.code for each in keeper_notices(SELF, venue, place.now)] == [code]
    actions.open_as_keeper(by=place.by, now=place.now, codes=[code])
    assert notice_list(place.scope).rows[0].keeper_at == place.now
    public = place.draft(NoticeKind.EXPOSURE, is_public=True, is_sure=True)
    with pytest.raises(NoticeRefused, match="correct_anew"):
        actions.correct_notice(**place.who, event_id=uuid.uuid4(), code=code, draft=public)
    actions.withdraw_notices(**place.who, event_id=uuid.uuid4(), codes=[code], reason="cần đăng tên")
    with pytest.raises(NoticeRefused, match="few_known"):
        place.decide(replace(public, is_sure=False))
    code = place.decide(public)
    assert public_places(SELF, place.now).total == 0, "a place of so few waits for the second tracer"
    actions.agree_to_notice(by=place.by, now=place.now, scope=place.other, code=code)
    assert [each.venue for each in public_places(SELF, place.now).rows] == [place.side.secrets["venue name"]]
    assert notice_list(place.scope).rows[0].keeper_at is None
    actions.withdraw_notices(**place.who, event_id=uuid.uuid4(), codes=[code], reason="nhầm phòng")
    assert public_places(SELF, place.now).total == 0 and place.told("neighbour") == [(False, 2, 120)] * 2
    assert keeper_notices(SELF, venue, place.now)[0].state is NoticeState.WITHDRAWN


def test_a_wrong_case_lists_those_to_be_told_and_one_press_tells_them(place: Place) -> None:
    code, case = place.decide(place.draft()), place.side.case
    assert told_of_withdrawn_cases(place.scope) == {}
    found = case_file(place.scope, case)
    assert found is not None
    lead = By(f"staff:{place.made.second.pk}", "tracing_lead")
    discard_case(by=lead, now=place.now, scope=place.other, code=case, version=found.version, reason="mẫu lẫn lộn")
    assert told_of_withdrawn_cases(place.scope) == {case: (2, [code])}
    (item,) = queue.read(place.scope, place.now)
    assert case in str(item.title) and item.count == 2
    event = uuid.uuid4()
    again: dict[str, Any] = {**place.who, "event_id": event, "codes": [code], "reason": "mẫu lẫn lộn"}
    assert actions.withdraw_notices(**again) == 2 and actions.withdraw_notices(**again) == 0
    assert place.told("neighbour") == [(False, 2, 120)] and told_of_withdrawn_cases(place.scope) == {}


def crowd(place: Place, units: dict[str, int]) -> None:
    """Ninety-nine more were there, in the first ten minutes alone."""
    start = Visit.objects.get(person=place.side.ids["neighbour"]).check_in
    entry = register_person(by=place.by, now=place.now, person=NewPerson("Khách Một", 1990, "m", units["07801"])).person_id
    like = Person.objects.get(pk=entry)
    told_of = {"folded": "khach", "created_at": place.now, "delete_on": like.delete_on, "change": like.change}
    guests = [Person(code=f"KHACH{n:04d}", name=f"Khách {n}", **told_of) for n in range(99)]
    seen = Visit.objects.get(person=place.side.ids["neighbour"])
    Visit.objects.bulk_create(
        Visit(
            event_id=uuid.uuid4(), body_hash=b"", person=guest, venue_id=seen.venue_id, check_in=start, check_out=start + 600,
            assurance=1, source="scan", change=seen.change, delete_on=seen.delete_on,
        )
        for guest in Person.objects.bulk_create(guests)
    )  # fmt: skip


def test_more_than_a_hundred_wait_for_a_second_tracer(place: Place, units: dict[str, int]) -> None:
    crowd(place, units)
    code = place.decide(place.draft())
    assert notice_list(place.scope).rows[0].state is NoticeState.WAITING and NoticeRecipient.objects.count() == 0
    assert len(queue.read(place.other, place.now)) == 1
    told: dict[str, Any] = {"by": place.by, "now": place.now, "code": code}
    with pytest.raises(NoticeRefused, match="second_person"):
        actions.agree_to_notice(**told, scope=place.scope)
    assert actions.agree_to_notice(**told, scope=place.other) == 101
    with pytest.raises(NoticeRefused, match="decided"):
        actions.agree_to_notice(**told, scope=place.other)


def test_a_correction_is_no_way_around_the_second_tracer(place: Place, units: dict[str, int]) -> None:
    crowd(place, units)
    whole = place.draft()
    code = place.decide(replace(whole, start=whole.start + 3_600))
    assert NoticeRecipient.objects.count() == 2
    with pytest.raises(NoticeRefused, match="correct_anew"):
        actions.correct_notice(**place.who, event_id=uuid.uuid4(), code=code, draft=replace(whole, reason="ca đến sớm hơn"))
    assert NoticeRecipient.objects.count() == 2


def test_a_text_goes_where_somebody_agreed_and_proved_a_number_once_for_each_version(place: Place) -> None:
    person = place.side.ids["neighbour"]
    Phone.objects.filter(person=person).update(verified_at=place.now)
    Phone.objects.filter(person=place.side.ids["traveller"]).update(verified_at=place.now)
    Consent.objects.create(person_id=person, purpose="messages", version="1", language="vi", channel="web", at=place.now)
    code = place.decide(place.draft())
    assert write_texts(place.now) == 2 and write_texts(place.now) == 0
    (text,) = Message.objects.all()
    assert text.template == "venue_notice@1" and text.to_address.endswith(place.side.secrets["neighbour phone"])
    assert notice_list(place.scope).rows[0].texts == 1
    Message.objects.update(state="delivered")
    actions.withdraw_notices(**place.who, event_id=uuid.uuid4(), codes=[code], reason="nhầm phòng")
    write_texts(place.now)
    assert sorted(Message.objects.values_list("template", flat=True)) == ["notice_correction@1", "venue_notice@1"]
    later = place.now + timedelta(days=29)
    assert actions.purge_recipients(by=place.by, now=later) == 2 and NoticeStep.objects.filter(told=2).count() == 2


def test_a_browser_is_told_first_and_who_opens_the_notice_gets_no_text(place: Place, settings: Any) -> None:
    settings.TRUYVET_PUSH = "mailto:y-te@tinh.example"
    person = place.side.ids["neighbour"]
    Phone.objects.filter(person=person).update(verified_at=place.now)
    Consent.objects.create(person_id=person, purpose="messages", version="1", language="vi", channel="web", at=place.now)
    for each, browser in ((person, "ABCDEFGHJKMN"), (place.side.ids["traveller"], "BBCDEFGHJKMN")):
        key, _ = PushKey.objects.get_or_create(public="k", defaults={"secret": "", "created_at": place.now})
        PushSubscription.objects.create(
            code=browser, person_id=each, endpoint_hash=browser, endpoint="https://fcm.googleapis.com/a", browser_keys="k s", key=key,
            at=place.now, delete_on=TODAY + timedelta(days=9),
        )  # fmt: skip
    code = place.decide(place.draft())
    write_texts(place.now)
    told = {row.to_address or row.to_kind: row for row in Message.objects.filter(to_kind="push")}
    assert sorted(told) == ["ABCDEFGHJKMN/thong-bao/", "BBCDEFGHJKMN/thong-bao/"], "also whose number nobody may write to"
    text = Message.objects.get(to_kind="phone")
    assert text.not_before == place.now + timedelta(minutes=30) and {row.not_before for row in told.values()} == {place.now}
    # A correction before the first text went: that one is taken back, and the whole notice goes in its place.
    whole = place.draft()
    told_again: dict[str, Any] = {**place.who, "code": code, "draft": replace(whole, end=whole.end - 600, reason="ca về sớm hơn")}
    actions.correct_notice(**told_again, event_id=uuid.uuid4())
    write_texts(place.now)
    text.refresh_from_db()
    assert text.state == "withdrawn"
    text = Message.objects.get(to_kind="phone", state="queued")
    assert text.template == "venue_notice@1"
    mine = NoticeRecipient.objects.get(person=person)
    actions.open_own_notices(by=place.by, now=place.now, person_id=person, shown={mine.pk: mine.version})
    text.refresh_from_db()
    assert (text.state, text.why, text.to_address) == ("withdrawn", "answered", "")


def test_who_is_first_told_by_a_correction_gets_the_whole_notice(place: Place) -> None:
    person = place.side.ids["traveller"]
    Phone.objects.filter(person=person).update(verified_at=place.now)
    Consent.objects.create(person_id=person, purpose="messages", version="1", language="vi", channel="web", at=place.now)
    whole = place.draft()
    code = place.decide(replace(whole, end=whole.end - 3_600))
    assert place.told("traveller") == []
    told: dict[str, Any] = {**place.who, "code": code, "draft": replace(whole, reason="ca về muộn hơn")}
    actions.correct_notice(**told, event_id=uuid.uuid4())
    write_texts(place.now)
    assert [text.template for text in Message.objects.all()] == ["venue_notice@1"]
    (mine,), (other,) = own_notices(SELF, person).rows, own_notices(SELF, place.side.ids["neighbour"]).rows
    assert (mine.version, mine.is_corrected, other.is_corrected) == (2, False, True)


def test_a_visit_without_a_check_out_waits_for_a_decision_too(place: Place) -> None:
    Visit.objects.filter(person=place.side.ids["patient"]).update(check_out=None)
    assert undecided_cases(place.scope, place.now) == (place.side.case,)


def test_the_page_of_a_case_knows_every_decision_however_many_there_are(place: Place, client_for: Callable[..., Any]) -> None:
    first = Visit.objects.get(person=place.side.ids["patient"])
    code = place.decide(place.draft())
    case = Notice.objects.get(code=code).case_id
    Notice.objects.bulk_create(
        Notice(
            code=f"XA{n:06d}", case_id=case, venue_id=first.venue_id, visit_start=first.check_in - n - 1, kind="venue", state="sent",
            start=first.check_in, end=first.check_in + 60, is_public=False, decided_at=place.now + timedelta(minutes=1 + n),
        )
        for n in range(60)
    )  # fmt: skip
    page = client_for("tracer", "24").get(f"/bao-tin/ca/{place.side.case}/").content.decode()
    assert "Nơi nào cũng đã có quyết định" in page and f"/bao-tin/{code}/" in page
    assert told_of_case(place.scope, place.side.case) == (61, 2)
