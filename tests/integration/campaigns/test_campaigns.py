"""Campaigns from the form to the effect: who may do what, a frozen audience, the pace, one message a day, fall-back, growth."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.conftest import TODAY
from tests.integration.campaigns.crowd import numbers, residents

from truyvet.audit.values import By, Scope
from truyvet.campaigns.actions.campaigns import make_campaign, pause_restored, purge_campaigns, take_step
from truyvet.campaigns.jobs import campaigns
from truyvet.campaigns.jobs.campaigns import run_campaigns
from truyvet.campaigns.models import Campaign, Recipient
from truyvet.campaigns.queries.campaigns import audience_counts, audience_scope, effect_counts
from truyvet.campaigns.rules.campaign_state import CampaignPlan, CampaignRefused, CampaignState, CampaignStep, RecipientState
from truyvet.campaigns.rules.effect import draw_of, is_held_back
from truyvet.declarations.models import Declaration
from truyvet.messaging.models import Message
from truyvet.people.models import Alias, Person

if TYPE_CHECKING:
    from django.test import Client

    from truyvet.access.models import Staff

pytestmark = pytest.mark.db
SCOPE = Scope("information_department", ("24/",), TODAY)


def plan(units: dict[str, int], now: datetime, **more: object) -> CampaignPlan:
    values = {
        "title": "Nhắc khai báo", "template": "campaign_declare", "audience": "not_declared", "days": 7, "unit": units["24"],
        "channels": ("phone",), "starts_at": now, "operators": 100, "phone": "19009095", **more,
    }  # fmt: skip
    return CampaignPlan(**values)  # type: ignore[arg-type]


def made_and_approved(units: dict[str, int], staff: Callable[..., Staff], now: datetime, **more: object) -> Campaign:
    maker, approver = By(f"staff:{staff('information_department').pk}", "x"), By(f"staff:{staff('province_officer').pk}", "x")
    told = plan(units, now, **more)
    code = make_campaign(by=maker, now=now, scope=SCOPE, event_id=uuid.uuid4(), plan=told, seed=str(more.get("title", "seed")))
    take_step(by=maker, now=now, scope=SCOPE, code=code, step=CampaignStep.SUBMITTED, version=1)
    size = Campaign.objects.get(code=code).size
    take_step(by=approver, now=now, scope=SCOPE, code=code, step=CampaignStep.APPROVED, version=2, reason="dịch lan", size_seen=size)
    return Campaign.objects.get(code=code)


def declared(person: Person, at: datetime) -> None:
    Declaration.objects.create(
        code=uuid.uuid4().hex[:16], event_id=uuid.uuid4(), body_hash=b"", person=person, made_for="self", channel="web",
        form="whole_population", version="1", language="vi", consent="1", verified=True, answers="", made_at=at, received_at=at,
        triage="nothing", change=1, delete_on=TODAY,
    )  # fmt: skip


def test_made_approved_by_another_sent_paused_and_done(
    client_for: Callable[..., Client], units: dict[str, int], house_clock: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    residents(units["07783"], [*numbers(0, 30), numbers(0, 1)[0], ""], house_clock)
    residents(units["07783"], numbers(100, 2), house_clock, mark="B", has_consent=False)
    department, health = client_for("information_department", "24"), client_for("province_officer", "24")
    form = {
        "event_id": str(uuid.uuid4()), "title": "Nhắc khai báo", "audience": "not_declared", "days": "7", "unit": str(units["24"]),
        "template": "campaign_declare", "channels": "phone", "starts_at": "2021-05-31T08:00", "operators": "100", "phone": "1900 9095",
        "hour_from": "7", "hour_until": "20",
    }  # fmt: skip
    assert department.get("/dot-nhan-tin/tao/").status_code == 200
    assert department.post("/dot-nhan-tin/tao/", {**form, "days": "22"}).status_code == 422
    page = department.post("/dot-nhan-tin/tao/", form)["Location"]
    assert department.post("/dot-nhan-tin/tao/", form)["Location"] == page and Campaign.objects.count() == 1
    shown = department.get(page).content.decode()
    assert "<dd>34</dd>" in shown and "<b>30</b>" in shown and "<dd>2</dd>" in shown and "3 phần" in shown
    department.post(f"{page}trinh/?v=1&n=30")
    assert department.post(f"{page}duyet/?v=2&n=30", {"reason": "tự duyệt"}).status_code == 403
    health.post(f"{page}duyet/?v=2&n=30")
    assert Campaign.objects.get().state == "waiting"  # no reason, no approval
    assert "Duyệt gửi cho 30 số" in health.get(page).content.decode()
    health.post(f"{page}duyet/?v=2&n=30", {"reason": "dịch lan nhanh"})
    monkeypatch.setattr(campaigns, "PART_PERSONS", 7)
    Campaign.objects.update(frozen_upto=Person.objects.order_by("pk")[0].pk - 1)  # PostgreSQL counts on from the tests before
    run_campaigns(house_clock)
    first = Recipient.objects.count()
    while Campaign.objects.get().frozen_at is None:
        run_campaigns(house_clock)
    row = Campaign.objects.get()
    assert row.state == "running" and 0 < first < 30 == Recipient.objects.count()
    held = {each.person.code for each in Recipient.objects.filter(state="held_back").select_related("person")}
    assert held == {
        each.person.code for each in Recipient.objects.select_related("person") if is_held_back(draw_of(row.seed, each.person.code))
    }
    assert Message.objects.count() == 30 - len(held)
    assert health.post(f"{page}tam-dung/?v={row.version}", {"reason": "tổng đài quá tải"}).status_code == 302
    assert Campaign.objects.get().state == "paused"
    assert f"rút lại {30 - len(held)} tin chưa giao" in health.get(page).content.decode()
    department.post(f"{page}gui-tiep/?v={row.version + 1}")
    run_campaigns(house_clock + timedelta(seconds=5))
    Message.objects.filter(state="queued").update(state="delivered")
    run_campaigns(house_clock + timedelta(seconds=10))
    assert Campaign.objects.get().state == "done"
    end = health.get(page).content.decode()
    assert "đã xong" in end and "dịch lan nhanh" in end and "tổng đài quá tải" in end
    assert health.get(f"{page}hieu-qua/").status_code == 200 and health.get("/dot-nhan-tin/").status_code == 200
    assert health.get(f"{page}?lech=1").status_code == 200


def test_a_number_gets_one_message_a_day_over_all_campaigns_and_the_pace_is_kept(
    units: dict[str, int], staff: Callable[..., Staff], now: datetime
) -> None:
    residents(units["07783"], numbers(0, 30), now)
    first = made_and_approved(units, staff, now, title="một", operators=1)
    run_campaigns(now)
    # One operator answers 12 calls an hour, one reader in twenty calls: 240 an hour, 4 a minute.
    assert Message.objects.count() == 4
    run_campaigns(now + timedelta(seconds=5))
    assert Message.objects.count() == 4
    for minute in range(1, 12):
        run_campaigns(now + timedelta(minutes=minute))
    sent = Message.objects.count()
    assert sent == 30 - Recipient.objects.filter(campaign=first, state="held_back").count()
    second = made_and_approved(units, staff, now + timedelta(minutes=20), title="hai")
    counts = audience_counts(audience_scope(second, now), second, now)
    assert (counts.numbers, counts.sent_today) == (30, sent)
    run_campaigns(now + timedelta(minutes=20))
    # Only those whom the first one held back.
    held = set(Recipient.objects.filter(campaign=first, state="held_back").values_list("person", flat=True))
    assert set(Recipient.objects.filter(campaign=second, queued_at__isnull=False).values_list("person", flat=True)) <= held
    run_campaigns(now + timedelta(days=1))
    assert not Recipient.objects.filter(campaign=second, state="waiting").exists()


def test_an_audience_that_grew_after_its_approval_waits_for_another_one(
    units: dict[str, int], staff: Callable[..., Staff], now: datetime
) -> None:
    people = residents(units["07783"], numbers(0, 20), now)
    Alias.objects.create(person=people[0], into=people[1], at=now, change=1)
    row = made_and_approved(units, staff, now)
    assert row.size == 19
    residents(units["07783"], numbers(50, 3), now, mark="C")
    run_campaigns(now)
    row.refresh_from_db()
    assert (row.state, row.size, Message.objects.count()) == ("waiting", 22, 0)
    approver = By(f"staff:{staff('province_officer').pk}", "x")
    act = {"by": approver, "now": now, "scope": SCOPE, "code": row.code, "version": row.version, "reason": "đồng ý"}
    with pytest.raises(CampaignRefused, match="audience_grew"):
        take_step(**act, step=CampaignStep.APPROVED, size_seen=19)  # type: ignore[arg-type]
    with pytest.raises(CampaignRefused, match="frozen_already"):
        take_step(**act, step=CampaignStep.SENT_BACK)  # type: ignore[arg-type]
    assert take_step(**act, step=CampaignStep.APPROVED, size_seen=22) is CampaignState.APPROVED  # type: ignore[arg-type]
    run_campaigns(now)
    row.refresh_from_db()
    assert row.state == "running" and Message.objects.exists()


def test_above_a_thousand_nobody_sends_with_one_approval(
    units: dict[str, int], staff: Callable[..., Staff], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from truyvet.campaigns.rules import campaign_state

    monkeypatch.setattr(campaign_state, "SECOND_APPROVAL_ABOVE", 10)
    residents(units["07783"], numbers(0, 11), now)
    row = made_and_approved(units, staff, now)
    assert row.state == "waiting"
    again = {
        "now": now,
        "scope": SCOPE,
        "code": row.code,
        "step": CampaignStep.APPROVED,
        "version": row.version,
        "reason": "x",
        "size_seen": 11,
    }
    first = row.entries.get(step="approved").staff_id
    for who, code in ((first, "approved_already"), (row.created_by_id, "own_campaign")):
        with pytest.raises(CampaignRefused, match=code):
            take_step(by=By(f"staff:{who}", "x"), **again)  # type: ignore[arg-type]
    assert take_step(by=By(f"staff:{staff('province_officer').pk}", "x"), **again) is CampaignState.APPROVED  # type: ignore[arg-type]


def test_what_became_of_messages_is_heard_the_effect_is_counted_and_all_goes_on_its_day(
    units: dict[str, int], staff: Callable[..., Staff], now: datetime
) -> None:
    people = residents(units["07783"], numbers(0, 25), now)
    row = made_and_approved(units, staff, now)
    run_campaigns(now)
    ids = list(Message.objects.order_by("pk").values_list("pk", flat=True))
    for message, state in zip(ids, ["delivered", "unknown", "failed_for_good", "withdrawn"], strict=False):
        Message.objects.filter(pk=message).update(state=state)
    run_campaigns(now + timedelta(seconds=5))
    found = {state: Recipient.objects.filter(state=state.value).count() for state in RecipientState}
    assert [found[each] for each in (RecipientState.REACHED, RecipientState.UNKNOWN, RecipientState.FAILED, RecipientState.WITHHELD)] == [
        1
    ] * 4
    assert found[RecipientState.QUEUED] == len(ids) - 4
    declared(Recipient.objects.filter(state="reached").get().person, now + timedelta(hours=1))
    row.refresh_from_db()
    counted = effect_counts(audience_scope(row, now), row)
    assert counted is not None and (counted[0].acted, counted[0].persons, counted[1].acted) == (1, len(ids), 0)
    run_campaigns(now + timedelta(days=8))
    Declaration.objects.all().delete()
    row.refresh_from_db()
    assert effect_counts(audience_scope(row, now), row) == counted and row.measured_at is not None
    Message.objects.all().delete()
    run_campaigns(now + timedelta(days=8))
    row.refresh_from_db()
    assert row.state == "done" and not Recipient.objects.filter(state="queued").exists()
    assert purge_campaigns(by=By.system("t"), now=now + timedelta(days=90)) == 0
    assert purge_campaigns(by=By.system("t"), now=now + timedelta(days=99)) == 1 and not Recipient.objects.exists() and people


def test_a_pause_takes_back_what_no_gateway_has_and_resuming_sends_each_once(
    units: dict[str, int], staff: Callable[..., Staff], now: datetime
) -> None:
    residents(units["07783"], numbers(0, 12), now)
    row = made_and_approved(units, staff, now)
    run_campaigns(now)
    ids = list(Message.objects.order_by("pk").values_list("pk", flat=True))
    Message.objects.filter(pk=ids[0]).update(state="handed_over")
    Message.objects.filter(pk=ids[1]).update(state="delivered")
    Message.objects.filter(pk=ids[2]).update(state="failed_for_now", lease_id=uuid.uuid4())
    row.refresh_from_db()
    act = {"by": By(f"staff:{row.created_by_id}", "x"), "now": now, "scope": SCOPE, "code": row.code, "reason": "quá tải"}
    take_step(**act, step=CampaignStep.PAUSED, version=row.version)  # type: ignore[arg-type]
    assert Message.objects.filter(state="withdrawn", why="taken_back", to_address="").count() == len(ids) - 2
    assert row.entries.get(step="paused").size == len(ids) - 2
    run_campaigns(now + timedelta(seconds=5))
    assert Recipient.objects.filter(state="waiting", queued_at=None).count() == len(ids) - 2  # a withdrawn message is not "withheld"
    take_step(**act, step=CampaignStep.RESUMED, version=row.version + 1)  # type: ignore[arg-type]
    run_campaigns(now + timedelta(minutes=1))
    live = Message.objects.exclude(state="withdrawn")
    assert live.count() == len(ids) and len({each.to_address for each in live}) == len(ids)
    assert not Recipient.objects.filter(state="waiting").exists()
    assert pause_restored(by=By.system("restore"), now=now) == 1 and run_campaigns(now + timedelta(minutes=2)) is not None
    row.refresh_from_db()
    assert (row.state, row.entries.filter(step="paused").count()) == ("paused", 2), "a restored campaign waits for somebody who knows"
    take_step(**act, step=CampaignStep.STOPPED, version=row.version)  # type: ignore[arg-type]
    assert not Message.objects.filter(state="queued").exists()


def test_those_who_have_not_done_it_are_asked_again_until_the_target_or_the_last_day(
    units: dict[str, int], staff: Callable[..., Staff], now: datetime
) -> None:
    residents(units["07783"], numbers(0, 10), now)
    row = made_and_approved(units, staff, now, repeat_days=2, target_percent=50, last_day=TODAY + timedelta(days=4), hour_until=20)
    held = row.recipients.filter(state="held_back").count
    run_campaigns(now)
    sent = Message.objects.count()
    Message.objects.update(state="delivered")
    unknown = Message.objects.order_by("pk").first()
    assert unknown is not None
    Message.objects.filter(pk=unknown.pk).update(state="unknown")
    declared(Recipient.objects.get(message=Message.objects.order_by("pk")[1]).person, now)
    run_campaigns(now + timedelta(seconds=5))
    row.refresh_from_db()
    assert (row.state, row.repeat_on, sent) == ("running", TODAY + timedelta(days=2), 10 - held())
    run_campaigns(now + timedelta(days=1))
    assert Message.objects.count() == sent
    evening = now + timedelta(days=2, hours=13)  # 21:00: the repeat begins, nothing goes before the morning
    run_campaigns(evening)
    assert Message.objects.count() == sent and Recipient.objects.filter(state="waiting").count() == sent - 2
    run_campaigns(now + timedelta(days=3))
    assert Message.objects.count() == 2 * sent - 2  # neither who did it nor of whom nobody knows
    Message.objects.filter(state="queued").update(state="delivered")
    for each in Recipient.objects.filter(state="queued").select_related("person")[: sent // 2]:
        declared(each.person, now + timedelta(days=3))
    run_campaigns(now + timedelta(days=3, seconds=5))
    row.refresh_from_db()
    assert row.repeat_on == TODAY + timedelta(days=4)
    run_campaigns(now + timedelta(days=4))
    row.refresh_from_db()
    assert (row.state, row.repeats, Message.objects.count()) == ("done", 1, 2 * sent - 2)
