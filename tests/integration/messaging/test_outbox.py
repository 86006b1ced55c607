"""Messages are written with what they tell of, and carried once."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.integration.messaging.conftest import REMINDER, give_consent

from truyvet.audit.actions import NoTransaction
from truyvet.audit.models import AuditRow
from truyvet.audit.values import By
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.messaging import actions, message_templates
from truyvet.messaging.actions import QueuedMessage
from truyvet.messaging.delivery_worker import send_due
from truyvet.messaging.gateways import OutboundMessage, Taken
from truyvet.messaging.gateways.sandbox.client import SandboxGateway, SandboxSettings
from truyvet.messaging.models import Message, SandboxMessage
from truyvet.messaging.outbox_lease import lease_due
from truyvet.messaging.rules.delivery_state import DeliveryState
from truyvet.messaging.rules.message_template import ParamInvalid
from truyvet.people.values import RegisteredPerson

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("sandbox")]
Write = Callable[..., QueuedMessage]
LEASE = timedelta(seconds=120)


class Killed(BaseException):
    """The worker's process ends here."""


class KilledAfter(SandboxGateway):
    """Takes the message; then the worker dies before it can note that."""

    def submit(self, message: OutboundMessage, now: datetime) -> Taken:
        super().submit(message, now)
        raise Killed


def test_written_carried_noted(write: Write, now: datetime) -> None:
    queued = write()
    assert (queued.state, queued.created) == (DeliveryState.QUEUED, True)
    assert not SandboxMessage.objects.exists()
    round_ = send_due(now)
    assert (round_.leased, round_.sent, round_.failed, round_.gave_up, round_.lost) == (1, 1, 0, 0, 0)
    assert "mã đăng nhập của bạn là ••••••••" in SandboxMessage.objects.get().text
    row = Message.objects.get()
    assert (row.state, row.sent_at, row.attempts, row.lease_id, row.sealed_params) == ("delivered", now, 1, None, "")
    assert send_due(now).leased == 0
    marked = AuditRow.objects.get(action="messaging.mark")
    assert (marked.subject, marked.facts["state"]) == (f"message:{queued.message_id}", "delivered")


def test_the_code_is_not_readable_while_it_waits(write: Write) -> None:
    write("55667788")
    assert "55667788" not in str(list(Message.objects.values()))


@pytest.mark.django_db(transaction=True)
def test_written_only_inside_a_transaction(now: datetime) -> None:
    with pytest.raises(NoTransaction):
        actions.enqueue(
            by=By.system("t"),
            now=now,
            event_id=uuid.uuid4(),
            to_kind="phone",
            to="+84912345678",
            template="signin_code",
            language="vi",
            params={"code": "1"},
        )


def test_the_same_event_is_one_message(write: Write) -> None:
    event = uuid.uuid4()
    first = write(event_id=event)
    again = write(event_id=event)
    assert (again.message_id, again.created) == (first.message_id, False)
    with pytest.raises(IdempotencyConflict):
        write(code="99999999", event_id=event)
    assert Message.objects.count() == 1


def test_what_cannot_be_sent_is_refused_when_written(write: Write) -> None:
    for wrong in ({"language": "fr"}, {"to_kind": "pigeon"}):
        with pytest.raises(ValueError):
            write(**wrong)
    with pytest.raises(ParamInvalid):
        write(code="1" * 11)
    with pytest.raises(KeyError):
        write(template="none")


def test_killed_between_sending_and_noting(write: Write, now: datetime) -> None:
    write()
    with pytest.raises(Killed):
        send_due(now, gateway=KilledAfter())
    assert Message.objects.get().state == "handed_over"
    assert send_due(now + LEASE - timedelta(seconds=1)).leased == 0
    assert send_due(now + LEASE).sent == 1
    assert SandboxMessage.objects.count() == 1
    assert Message.objects.get().attempts == 2


def test_an_answer_that_was_lost_is_not_a_second_message(write: Write, now: datetime) -> None:
    write()
    assert send_due(now, gateway=SandboxGateway(SandboxSettings(silent=True))).failed == 1
    assert send_due(now + timedelta(seconds=30)).sent == 1
    assert SandboxMessage.objects.count() == 1


def test_tried_again_by_the_table_then_given_up(write: Write, now: datetime) -> None:
    queued = write(template="contact_notice", params={"day": "28/05/2021", "phone": "1900 9095"})
    down = SandboxGateway(SandboxSettings(down=True))
    at = now
    for wait in message_templates.delivery_rule().back_off:
        assert send_due(at, gateway=down).failed == 1
        assert Message.objects.get().not_before == at + wait
        assert send_due(at + wait - timedelta(seconds=1), gateway=down).leased == 0
        at += wait
    assert send_due(at, gateway=down).gave_up == 1
    row = Message.objects.get(id=queued.message_id)
    assert (row.state, row.why, row.attempts) == ("failed_for_good", "tries", message_templates.delivery_rule().most_tries)
    assert send_due(at + timedelta(days=1)).leased == 0


def test_too_late_is_not_sent(write: Write, now: datetime) -> None:
    write()
    assert send_due(now + timedelta(minutes=10)).gave_up == 1
    assert Message.objects.get().why == "expired"
    assert not SandboxMessage.objects.exists()


def test_a_number_that_takes_no_message(write: Write, now: datetime) -> None:
    write(to="+842043854123")
    assert send_due(now).gave_up == 1
    assert Message.objects.get().why == "refused"


def test_a_gateway_never_takes_another_body_under_one_event(write: Write, now: datetime) -> None:
    write()
    event = Message.objects.get().event_id
    SandboxGateway().submit(OutboundMessage(event, "+84912345678", "t@1", "vi", "khác"), now)
    assert send_due(now).gave_up == 1
    assert SandboxMessage.objects.count() == 1


def test_codes_overtake_notices(write: Write, now: datetime) -> None:
    for _ in range(3):
        write(template="contact_notice", params={"day": "28/05/2021", "phone": "1900 9095"})
    write(at=now + timedelta(seconds=5))
    assert send_due(now + timedelta(seconds=5), limit=1).sent == 1
    assert SandboxMessage.objects.get().template == "signin_code@1"


def test_a_reminder_is_withheld_where_nobody_agreed(write: Write, citizen: RegisteredPerson, reminder: None, now: datetime) -> None:
    write(**REMINDER)
    row = Message.objects.get()
    assert (row.state, row.to_address, row.sealed_params) == ("withdrawn", "", "")
    assert send_due(now).leased == 0


def test_a_withdrawal_stops_what_waits_at_once(write: Write, citizen: RegisteredPerson, reminder: None, now: datetime) -> None:
    give_consent(now, citizen, give=True)
    write(**REMINDER)
    write(**REMINDER)
    assert send_due(now, limit=1).sent == 1
    give_consent(now, citizen, give=False)
    assert send_due(now).gave_up == 1
    assert sorted(Message.objects.values_list("state", "why")) == [("delivered", ""), ("withdrawn", "no_consent")]
    write(**REMINDER)
    assert Message.objects.filter(state="withdrawn", why="no_consent").count() == 2


def test_codes_and_notices_do_not_rest_ongive_consent(write: Write, citizen: RegisteredPerson, now: datetime) -> None:
    give_consent(now, citizen, give=False)
    write()
    write(**REMINDER)
    assert send_due(now).sent == 2


def test_a_slow_worker_does_not_undo_what_the_next_one_noted(write: Write, now: datetime) -> None:
    write()

    class Slow(SandboxGateway):
        def submit(self, message: OutboundMessage, now: datetime) -> Taken:
            taken = super().submit(message, now)
            assert send_due(now + LEASE).sent == 1
            return taken

    assert send_due(now, gateway=Slow()).lost == 1
    assert Message.objects.get().state == "delivered"
    assert SandboxMessage.objects.count() == 1


def test_claimed_once(write: Write, now: datetime) -> None:
    for _ in range(3):
        write()
    first = lease_due(now, 2, lease_id=uuid.uuid4(), lease=LEASE)
    second = lease_due(now, 2, lease_id=uuid.uuid4(), lease=LEASE)
    assert (len(first), len(second)) == (2, 1)
    assert not {each.message_id for each in first} & {each.message_id for each in second}
    assert "912345678" not in repr(first)


def test_a_choice_of_the_next_messages_reads_an_index_and_sorts_nothing(write: Write, now: datetime) -> None:
    """What a campaign has waiting costs a warning nothing. SQLite alone says the same whatever the table holds."""
    for _ in range(3):
        write()
    write(template="contact_notice", params={"day": "28/05/2021", "phone": "1900 9095"})
    with CaptureQueriesContext(connection) as asked:
        assert [each.priority for each in lease_due(now, 4, lease_id=uuid.uuid4(), lease=LEASE)] == [0, 0, 0, 1]
    if connection.vendor != "sqlite":
        return
    chosen = [each["sql"] for each in asked if each["sql"].startswith("SELECT") and " LIMIT " in each["sql"]]
    with connection.cursor() as cursor:
        for sql in chosen:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            plan = " ".join(str(row[3]) for row in cursor.fetchall())
            assert "USING INDEX messaging_" in plan and "TEMP B-TREE" not in plan, plan
    assert len(chosen) >= 6
