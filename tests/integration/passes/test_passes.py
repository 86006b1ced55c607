"""Who gets a pass, once; what the code then says; what ends it."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest
from tests.integration.passes.conftest import BY, SCOPE, Desk, Phone

from truyvet.audit.models import AuditRow
from truyvet.codes import code_tokens
from truyvet.codes.code_reader import revocation_mark
from truyvet.codes.code_reasons import CodeReason, CodeRefused
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.keys import keyring
from truyvet.passes import actions, queries
from truyvet.passes.actions import PassRefused
from truyvet.passes.models import Pass
from truyvet.people.actions import merge
from truyvet.people.queries import masked_persons

pytestmark = pytest.mark.db


def read(desk: Desk, body: bytes, phone: Phone, *, seconds: int = 0, later: int = 0) -> code_tokens.VerifiedPass:
    """The code that the phone shows ``seconds`` from now, read ``later`` seconds after that."""
    at = int(desk.now.timestamp()) + seconds
    return code_tokens.read_pass(code_tokens.show_pass(body, at, phone.key), now=at + later, keys=keyring.public_keys(desk.now))


def test_a_pass_says_when_the_holder_declared_and_nothing_of_whom(desk: Desk, phone: Phone) -> None:
    person = desk.person()
    desk.declares(person, hours_ago=2)
    given = desk.gives(person, phone)
    held = read(desk, given.body, phone)
    assert held.token == given.token
    assert held.declared == int((desk.now - timedelta(hours=2)).timestamp())
    assert given.expires_at == desk.now - timedelta(hours=2) + timedelta(hours=72)
    for told in ("Nguyễn", "Tám", "N. V. T."):
        assert told.encode() not in given.body


def test_a_screenshot_is_refused_after_the_minutes_it_is_good_for(desk: Desk, phone: Phone) -> None:
    person = desk.person()
    desk.declares(person)
    body = desk.gives(person, phone).body
    read(desk, body, phone, later=120)
    with pytest.raises(CodeRefused) as refused:
        read(desk, body, phone, later=121)
    assert refused.value.reason is CodeReason.STALE
    with pytest.raises(CodeRefused) as refused:
        read(desk, body, Phone())
    assert refused.value.reason is CodeReason.OTHER_PHONE


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        (lambda desk, person: None, "no_declaration"),
        (lambda desk, person: desk.declares(person, clear=False), "not_clear"),
        (lambda desk, person: desk.declares(person, hours_ago=72), "declared_too_old"),
        (lambda desk, person: (desk.declares(person), desk.holds(person)), "held"),
    ],
)
def test_whoever_gets_none_is_told_why(desk: Desk, phone: Phone, before: object, reason: str) -> None:
    person = desk.person()
    before(desk, person)  # type: ignore[operator]
    for ask in (lambda: desk.gives(person, phone), lambda: desk.prints(person)):
        with pytest.raises(PassRefused) as refused:
            ask()
        assert refused.value.code == reason
    assert not Pass.objects.exists()


def test_a_point_that_is_no_key_is_refused(desk: Desk) -> None:
    person = desk.person()
    desk.declares(person)
    for x, y in ((b"\x01" * 32, b"\x02" * 32), (b"", b""), (b"\xff" * 32, b"\xff" * 32)):
        with pytest.raises(PassRefused) as refused:
            actions.issue_pass(by=BY, now=desk.now, event_id=uuid.uuid4(), person_id=person, phone=(x, y), entropy=desk.draw)
        assert refused.value.code == "bad_key"


def test_the_same_event_gets_the_same_pass_and_another_body_is_refused(desk: Desk, phone: Phone) -> None:
    person, other, event = desk.person(), desk.person("Trần Thị Chín"), uuid.uuid4()
    desk.declares(person)
    desk.declares(other)
    first = desk.gives(person, phone, event=event)
    again = desk.gives(person, phone, event=event, now=desk.now + timedelta(minutes=5))
    assert (again.token, again.declared_at, again.expires_at) == (first.token, first.declared_at, first.expires_at)
    assert read(desk, again.body, phone) == read(desk, first.body, phone)
    for ask in (lambda: desk.gives(person, Phone(), event=event), lambda: desk.gives(other, phone, event=event)):
        with pytest.raises(IdempotencyConflict):
            ask()
    with pytest.raises(IdempotencyConflict):
        desk.prints(person, event=event)
    assert Pass.objects.count() == 1


def test_an_answer_that_was_lost_long_ago_is_not_given_any_more(desk: Desk, phone: Phone) -> None:
    """The phone asks again with the event that nobody answered: what counts by now is what was declared since."""
    person, event = desk.person(), uuid.uuid4()
    desk.declares(person)
    desk.gives(person, phone, event=event)
    desk.declares(person, hours_ago=0)
    with pytest.raises(IdempotencyConflict):
        desk.gives(person, phone, event=event)
    desk.holds(person)
    with pytest.raises(PassRefused, match="held"):
        desk.gives(person, phone, event=event)


def test_a_page_that_is_opened_again_makes_no_new_row(desk: Desk, phone: Phone) -> None:
    person = desk.person()
    desk.declares(person)
    assert desk.gives(person, phone).token == desk.gives(person, phone).token
    desk.declares(person, hours_ago=0)
    newer = desk.gives(person, phone)
    assert Pass.objects.count() == 2
    # The same phone's older pass is not on the list that every gate carries.
    assert queries.revocation_list(SCOPE, desk.now).tokens == ()
    assert queries.pass_holders(SCOPE, [newer.token])[newer.token].declared_at == desk.now


def test_a_new_phone_ends_the_pass_of_the_old_one(desk: Desk, phone: Phone) -> None:
    person = desk.person()
    desk.declares(person)
    old, new = desk.gives(person, phone), desk.gives(person, Phone())
    seen = queries.pass_holders(SCOPE, [old.token, new.token])
    assert seen[old.token].revoked
    assert not seen[new.token].revoked
    assert queries.revocation_list(SCOPE, desk.now).tokens == (revocation_mark(old.token),)
    row = AuditRow.objects.filter(action="passes.issue_phone").order_by("-id").first()
    assert row is not None
    assert row.facts["revoked"] == 1


def test_a_card_says_nothing_of_its_holder_and_ends_the_one_before(desk: Desk) -> None:
    person = desk.person()
    desk.declares(person)
    first, second = desk.prints(person), desk.prints(person)
    assert second.initials == "N. V. T."
    held = code_tokens.read_card(second.text, now=int(desk.now.timestamp()), keys=keyring.public_keys(desk.now))
    assert held.token == second.token
    assert held.expires == int(second.expires_at.timestamp())
    assert queries.revocation_list(SCOPE, desk.now).tokens == (revocation_mark(first.token),)


def test_a_revoked_pass_leaves_the_list_when_it_would_have_ended(desk: Desk, phone: Phone) -> None:
    person = desk.person()
    desk.declares(person)
    given = desk.gives(person, phone)
    assert actions.revoke(by=BY, now=desk.now, token=given.token, why="lost") == 1
    assert actions.revoke(by=BY, now=desk.now, token=given.token, why="lost") == 0
    assert queries.revocation_list(SCOPE, given.expires_at - timedelta(seconds=1)).tokens
    assert not queries.revocation_list(SCOPE, given.expires_at).tokens
    with pytest.raises(ValueError, match="a token or a person"):
        actions.revoke(by=BY, now=desk.now, why="lost")


def test_every_change_leaves_one_audit_row_without_a_name(desk: Desk, phone: Phone) -> None:
    person = desk.person()
    desk.declares(person)
    desk.gives(person, phone)
    desk.prints(person)
    desk.holds(person)
    actions.release(by=BY, now=desk.now, person_id=person, ref="declaration:K7")
    actions.revoke(by=BY, now=desk.now, person_id=person, why="lost")
    told = list(AuditRow.objects.filter(action__startswith="passes.").exclude(action="passes.make_key").order_by("id"))
    assert [row.action.removeprefix("passes.") for row in told] == [
        "note_declaration", "issue_phone", "issue_card", "hold", "release", "revoke",
    ]  # fmt: skip
    assert not [row for row in told if "Nguy" in str(row.facts) or "Tám" in row.subject]


def test_a_merged_human_is_held_under_every_entry(desk: Desk, phone: Phone) -> None:
    one, two = desk.person(), desk.person("Nguyễn Văn Tam")
    desk.declares(one)
    given = desk.gives(one, phone)
    codes = {row.person_id: row.code for row in masked_persons(SCOPE, (one, two)).values()}
    merge(by=BY, now=desk.now, scope=SCOPE, person_code=codes[two], into_code=codes[one], reason="trùng")
    desk.holds(two)
    assert queries.pass_holders(SCOPE, [given.token])[given.token].is_on_hold
    assert queries.revocation_list(SCOPE, desk.now).tokens == (revocation_mark(given.token),)
    desk.declares(two, hours_ago=0, clear=False)
    actions.release(by=BY, now=desk.now, person_id=two, ref="declaration:K7")
    seen = queries.gate_status_of(SCOPE, (one, two))
    assert seen[one].clear is seen[two].clear is False
    assert queries.revocation_list(SCOPE, desk.now).tokens
    desk.declares(one, hours_ago=-1)
    assert not queries.revocation_list(SCOPE, desk.now).tokens


def test_reading_holders_takes_as_many_statements_for_one_as_for_many(desk: Desk, django_assert_num_queries: object) -> None:
    tokens_ = []
    for number in range(12):
        person = desk.person(f"Nguyễn Văn {number}")
        desk.declares(person)
        tokens_.append(desk.gives(person, Phone()).token)
    for count in (1, 12):
        with django_assert_num_queries(5):  # type: ignore[operator]
            assert len(queries.pass_holders(SCOPE, tokens_[:count])) == count


def test_a_hold_counts_until_its_moment(desk: Desk, phone: Phone, now: datetime) -> None:
    person = desk.person()
    desk.declares(person)
    token = desk.gives(person, phone).token
    desk.holds(person, until=now + timedelta(hours=2))
    assert queries.pass_holders(SCOPE, [token], now=now + timedelta(minutes=119))[token].is_on_hold
    assert not queries.pass_holders(SCOPE, [token], now=now + timedelta(hours=2))[token].is_on_hold
    # Without a moment, of two readings the careful one: it ends today, so today it holds.
    assert queries.pass_holders(SCOPE, [token])[token].is_on_hold
