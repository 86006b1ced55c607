"""A browser that wants to be told, and messages that go to it first and to the telephone when no answer came."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from cryptography.hazmat.primitives.asymmetric import ec
from django.db import connection, transaction
from django.db.models import Q

from truyvet.audit.actions import NoTransaction, record
from truyvet.audit.values import By
from truyvet.core.local_day import LocalDay
from truyvet.core.opaque_code import CodeShape, unused_codes
from truyvet.core.refusal import Refused
from truyvet.keys.key_storage import encrypt_key
from truyvet.messaging.actions.outbox import enqueue
from truyvet.messaging.gateways.push.endpoint import EndpointRefused, read_endpoint
from truyvet.messaging.gateways.push.settings import push_rule
from truyvet.messaging.gateways.push.vapid import public_text
from truyvet.messaging.models import AddressKind, Message, PushKey, PushSubscription
from truyvet.messaging.rules.delivery_state import WAITING_STATES, DeliveryState
from truyvet.messaging.rules.push_first import MAX_DEVICES, push_address, turn_times
from truyvet.messaging.rules.retention_periods import PUSH_DAYS
from truyvet.messaging.rules.send_limit import HoldReason
from truyvet.people.keyed_hash import keyed_hash

CODE: Final = CodeShape(12)
TEXT: Final = "push_waits"
EMAIL_TEXT: Final = "email_waits"
_B64URL: Final = re.compile(r"[A-Za-z0-9_-]+={0,2}")


class SubscriptionRefused(Refused):
    """A browser cannot be pushed to: "service" (not one of the list), "keys" (not those of a browser)."""


def subscribe_push(*, by: By, now: datetime, person_id: int, endpoint: str, browser_key: str, secret: str, server_key: str) -> str:
    """Notes that a browser wants to be told when something waits for this person, and returns its code. Raises SubscriptionRefused.

    ``server_key``: the public key of ours to which it subscribed (queries.push_key_text).

    The same browser again is the same row, and whoever signed in there last is told; of more than ``MAX_DEVICES`` the oldest goes.
    """
    try:
        service = read_endpoint(endpoint, push_rule().hosts)
    except EndpointRefused:
        raise SubscriptionRefused("service") from None
    key = PushKey.objects.filter(public=server_key).first()
    if key is None or len(_decoded(secret)) != 16:
        raise SubscriptionRefused("keys")
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _decoded(browser_key))
    except ValueError:
        raise SubscriptionRefused("keys") from None
    with transaction.atomic():
        facts = {
            "person_id": person_id, "endpoint": endpoint, "browser_keys": f"{browser_key} {secret}", "key": key, "at": now,
            "delete_on": LocalDay.of(now) + timedelta(days=PUSH_DAYS),
        }  # fmt: skip
        new = unused_codes(CODE, 1, lambda codes: PushSubscription.objects.filter(code__in=codes).values_list("code", flat=True))[0]
        mark = keyed_hash("push_endpoint", endpoint)
        row, _ = PushSubscription.objects.update_or_create(
            endpoint_hash=mark, defaults=facts, create_defaults={**facts, "endpoint_hash": mark, "code": new}
        )
        mine = PushSubscription.objects.filter(person=person_id).order_by("-at", "-pk").values_list("pk", flat=True)
        PushSubscription.objects.filter(pk__in=list(mine)[MAX_DEVICES:]).delete()
        record(by=by, now=now, action="messaging.subscribe_push", subject=f"device:{row.code}", facts={"service": service.host})
    return row.code


def unsubscribe_push(*, by: By, now: datetime, person_id: int, code: str) -> bool:
    """Forgets a browser of this person; False where it was not there."""
    with transaction.atomic():
        gone = PushSubscription.objects.filter(person=person_id, code=code).delete()[0]
        record(by=by, now=now, action="messaging.unsubscribe_push", subject=f"device:{code[:12]}", facts={"gone": gone})
    return bool(gone)


def make_push_key(*, by: By, now: datetime) -> str:
    """Makes the key that browsers subscribe to, and returns its public half. Who subscribed to an older one stays with that."""
    key = ec.generate_private_key(ec.SECP256R1())
    with transaction.atomic():
        made = PushKey.objects.create(secret=encrypt_key(key), public=public_text(key), created_at=now)
        record(by=by, now=now, action="messaging.make_push_key", subject=f"pushkey:{made.pk}", facts={})
    return made.public


def enqueue_push_first(
    *, by: By, now: datetime, event_id: UUID, devices: Sequence[str], path: str, number: str, template: str, language: str,
    params: Mapping[str, str], email: str = "", email_template: str = EMAIL_TEXT,
) -> None:  # fmt: skip
    """Writes a push to each of these browsers, an e-mail to a confirmed address, and the text to ``number`` for when no answer has come
    ("": not known). The e-mail says only that something waits, unless ``email_template`` takes ``params``.

    Inside the caller's transaction, whose audit row covers it, as ``enqueue``. ``path``: the page of ours that answers.
    ``withdraw_answered`` takes the text back. Raises as ``enqueue``.
    """
    turns = turn_times(now, template=template, devices=len(devices), has_email=bool(email), rule=push_rule())
    for device in devices:
        enqueue(
            by=by, now=now, event_id=uuid5(event_id, device), to_kind=AddressKind.PUSH.value, to=push_address(device, path), template=TEXT,
            language=language, params={}, text_event=event_id,
        )  # fmt: skip
    if email:
        enqueue(
            by=by, now=now, event_id=uuid5(event_id, "email"), to_kind=AddressKind.EMAIL.value, to=email, template=email_template,
            language=language, params={} if email_template == EMAIL_TEXT else params, not_before=turns.email, text_event=event_id,
        )  # fmt: skip
    if number:
        enqueue(
            by=by, now=now, event_id=event_id, to_kind=AddressKind.PHONE.value, to=number, template=template, language=language,
            params=params, not_before=turns.text,
        )  # fmt: skip


def withdraw_answered(*, by: By, now: datetime, event_ids: Collection[UUID]) -> int:
    """Withdraws texts that still wait although their reader has answered; how many. Inside the transaction of the answer."""
    if not connection.in_atomic_block:
        raise NoTransaction("a text is taken back inside the transaction of the answer")
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    meant = Q(event_id__in=event_ids) | Q(text_event__in=event_ids, to_kind=AddressKind.EMAIL.value)
    waiting = Message.objects.filter(free, meant, state__in=[state.value for state in WAITING_STATES])
    return waiting.update(state=DeliveryState.WITHDRAWN.value, why=HoldReason.ANSWERED.value, sealed_params="", to_address="")


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text.rstrip("=") + "==") if _B64URL.fullmatch(text) and len(text) % 4 != 1 else b""
