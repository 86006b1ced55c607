"""Replies to what came through the webhook: one row that it came, one message in the outbox. Nothing is sent here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.idempotency import write_once
from truyvet.core.local_day import LocalDay
from truyvet.messaging.actions import enqueue
from truyvet.messaging.gateways.zalo import links
from truyvet.messaging.gateways.zalo.events import ZaloCall, ZaloEventKind, ZaloRequest, request_in_text
from truyvet.messaging.models import ZaloEvent
from truyvet.messaging.rules.retention_periods import ZALO_EVENT_DAYS
from truyvet.people.keyed_hash import keyed_hash

_NAMESPACE = UUID("0a7f2c0e-7d0c-5c1b-9e2f-5f2f6a9d1b33")
TEMPLATES = {ZaloRequest.DECLARE: "zalo_declare", ZaloRequest.CODE: "zalo_code", ZaloRequest.HELP: "zalo_help"}
LINKED = frozenset({ZaloRequest.DECLARE, ZaloRequest.CODE})


def reply_to_call(*, by: By, now: datetime, event: ZaloCall, address: Callable[[ZaloRequest, str], str]) -> bool:
    """Notes the event and queues its answer; False when this one came before, or asks for nothing.

    ``address(wish, token)`` gives the whole address of a page of ours. Kept of the event: a keyed hash, its kind, the
    time. The number of who wrote stands in the outbox until the answer is sent.
    """
    if event.kind is ZaloEventKind.OTHER or not event.user:
        return False
    key = keyed_hash("zalo-event", event.key)

    def find() -> bool | None:
        return False if ZaloEvent.objects.filter(key=key).exists() else None

    def write() -> bool:
        day = LocalDay.of(now) + timedelta(days=ZALO_EVENT_DAYS)
        ZaloEvent.objects.create(key=key, kind=event.kind.value, at=now, delete_on=day)
        facts = {"kind": event.kind.value, "answered": _reply(by, now, event, key, address)}
        record(by=by, now=now, action="messaging.zalo_event", subject=f"zalo:{key[:12]}", facts=facts)
        return True

    return write_once(find, write)


def _reply(by: By, now: datetime, event: ZaloCall, key: str, address: Callable[[ZaloRequest, str], str]) -> str:
    wanted, language = request_in_text(event.text) if event.kind is ZaloEventKind.TEXT else (ZaloRequest.HELP, "vi")
    params = {"link": address(wanted, links.make_link(event.user, now))} if wanted in LINKED else {}
    enqueue(
        by=by, now=now, event_id=uuid5(_NAMESPACE, key), to_kind="zalo", to=event.user, template=TEMPLATES[wanted],
        language=language, params=params,
    )  # fmt: skip
    return wanted.value
