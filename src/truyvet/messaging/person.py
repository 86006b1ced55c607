"""This room's share of a person: what was sent to a number that they proved. A message knows a number, not a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from truyvet.audit.values import Scope, require_scope
from truyvet.core.local_day import LocalDay
from truyvet.core.room_contract import Fact, TimelineEntry
from truyvet.messaging.labels import STATE_WORDS
from truyvet.messaging.models import EmailAddress, InboundMessage, Message, PushSubscription, SandboxMessage, ZaloUnreachable
from truyvet.people.queries import phones_of
from truyvet.people.rules.consents import MESSAGES

LABEL = _("Tin nhắn")
WORDS: Mapping[str, object] = {
    "message": _("Tin nhắn gửi tới số của bạn"),
    "sandbox": _("Tin ở cổng thử"),
    "template": _("Loại tin"),
    "language": _("Ngôn ngữ"),
    "language=vi": _("Tiếng Việt"),
    "language=en": _("Tiếng Anh"),
    "state": _("Trạng thái"),
    **{f"state={state.value}": words for state, words in STATE_WORDS.items()},
    "at": _("Lúc"),
    "sent_at": _("Gửi lúc"),
    "text": _("Nội dung"),
    "inbound": _("Tin bạn gửi cho chúng tôi"),
    "email": _("Địa chỉ thư điện tử"),
    "address": _("Địa chỉ"),
    "confirmed": _("Xác nhận lúc"),
    "push": _("Trình duyệt nhận báo"),
    "device": _("Mã máy"),
    "endpoint": _("Địa chỉ nhận báo"),
    "browser_keys": _("Khóa của trình duyệt"),
}


def timeline(scope: object, person_id: int) -> Sequence[TimelineEntry]:
    """Returns nothing: the case or run that sent a message tells of it."""
    require_scope(scope)
    return ()


def export(scope: object, person_id: int) -> Sequence[Mapping[str, Fact]]:
    """Messages to numbers that the person proved; on a number that was only noted they may be somebody else's."""
    proved = phones_of(require_scope(scope), person_id).proved
    sent = Message.objects.filter(to_address__in=proved).order_by("created_at", "id")
    rows: list[Mapping[str, Fact]] = [
        {"table": "message", "template": template, "language": language, "state": state, "at": _iso(at), "sent_at": _iso(sent_at)}
        for template, language, state, at, sent_at in sent.values_list("template", "language", "state", "created_at", "sent_at")
    ]
    sandbox_rows = (
        SandboxMessage.objects.filter(to_address__in=proved).order_by("at", "id").values_list("template", "language", "text", "at")
    )
    browsers = PushSubscription.objects.filter(person=person_id).order_by("at").values_list("code", "endpoint", "browser_keys", "at")
    for code, endpoint, keys, at in browsers:
        rows.append({"table": "push", "device": code, "endpoint": endpoint, "browser_keys": keys, "at": _iso(at)})
    for address, confirmed in EmailAddress.objects.filter(person=person_id).values_list("address", "confirmed_at"):
        rows.append({"table": "email", "address": address, "confirmed": _iso(confirmed)})
    for at, text in InboundMessage.objects.filter(number__in=proved).order_by("received_at").values_list("received_at", "text"):
        rows.append({"table": "inbound", "at": _iso(at), "text": text})
    return rows + [
        {"table": "sandbox", "template": template, "language": language, "text": text, "at": _iso(at)}
        for template, language, text, at in sandbox_rows
    ]


def erase(person_id: int, now: datetime) -> int:
    """Removes messages to numbers that nobody else has; what waits is not sent. How many went. The caller holds the audit row."""
    # Of a number that nobody else has, not even that Zalo does not reach it is kept.
    alone = phones_of(Scope.system("citizen:self", LocalDay.of(now)), person_id).unshared
    with transaction.atomic():
        ZaloUnreachable.objects.filter(number_mark__in=[ZaloUnreachable.mark_of(number) for number in alone]).delete()
        stop(person_id, MESSAGES, now)
        gone = InboundMessage.objects.filter(number__in=alone).delete()[0]
        gone += Message.objects.filter(to_address__in=alone).delete()[0]
        return gone + SandboxMessage.objects.filter(to_address__in=alone).delete()[0]


def stop(person_id: int, purpose: str, now: datetime) -> int:
    """Forgets the browsers and the address for e-mail of somebody who wants no messages any more; returns how many."""
    if purpose != MESSAGES:
        return 0
    browsers = PushSubscription.objects.filter(person=person_id).delete()[0]
    return browsers + EmailAddress.objects.filter(person=person_id).delete()[0]


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
