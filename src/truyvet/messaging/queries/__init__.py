"""Reads of the messaging room."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db.models import Avg, Case, Count, DurationField, Exists, F, OuterRef, Q, When

from truyvet.audit.values import Scope, require_scope
from truyvet.core.encryption import decrypt_values
from truyvet.core.local_day import LocalDay
from truyvet.core.pagination import ListPage, list_page
from truyvet.keys.key_storage import KeyLost, decrypt_key
from truyvet.messaging import message_templates
from truyvet.messaging.models import (
    PARAMS_PURPOSE,
    AddressKind,
    CallAnswer,
    Message,
    MessageReceipt,
    OptOut,
    PushKey,
    PushSubscription,
    RoutePair,
    SandboxMessage,
    TemplateVersion,
    VoiceRecording,
)
from truyvet.messaging.recordings import recording_in_force
from truyvet.messaging.rules.delivery_state import LOST_STATES, WAITING_STATES, DeliveryState
from truyvet.messaging.rules.message_template import MessageTemplate, render
from truyvet.messaging.rules.receipt import ReceiptOutcome
from truyvet.messaging.rules.route_share import RouteDelay, RouteRule, RouteShare
from truyvet.messaging.rules.written_template import TemplateState
from truyvet.messaging.template_lookup import stored_template
from truyvet.people.queries import root_persons
from truyvet.people.rules.phones import mask

MESSAGES_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class InboxLine:
    """A message in the sandbox as the page shows it: the number masked, and dots in a secret text unless the demonstration needs them."""

    id: int
    to: str
    template: str
    language: str
    text: str
    at: datetime
    has_secret: bool
    can_answer: bool


@dataclass(frozen=True, slots=True)
class InboxFilter:
    """``template`` is a key ("signin_code@1"); ``ending`` up to three last digits of the number; "" is all."""

    template: str = ""
    language: str = ""
    ending: str = ""


def sandbox_messages(
    scope: Scope, now: datetime, wanted: InboxFilter | None = None, *, before: int | None = None, limit: int = MESSAGES_PER_PAGE
) -> tuple[InboxLine, ...]:
    """Returns the sandbox's newest messages below row ``before``. Messages have no place: any reader with a unit reads all,
    the door has checked the permission. One statement."""
    chosen = wanted or InboxFilter()
    rows = SandboxMessage.objects.all() if require_scope(scope).paths else SandboxMessage.objects.none()
    if chosen.template:
        rows = rows.filter(template=chosen.template)
    if chosen.language:
        rows = rows.filter(language=chosen.language)
    if before is not None:
        rows = rows.filter(id__lt=before)
    # The database cannot look into a sealed number; a demonstration, which alone has this inbox, has few messages.
    fitting = (row for row in rows.order_by("-id").iterator() if row.to_address.endswith(chosen.ending))
    return tuple(_inbox_line(row, now) for row in islice(fitting, limit))


def sandbox_number(scope: Scope, message: int) -> str:
    """Returns the telephone number to which a message of the sandbox went; "" where there is none. One statement."""
    row = SandboxMessage.objects.filter(pk=message).first() if require_scope(scope).paths else None
    return row.to_address if row is not None and row.to_address.startswith("+") else ""


def _inbox_line(row: SandboxMessage, now: datetime) -> InboxLine:
    template = message_templates.templates().get(row.template)
    has_secret = bool(row.sealed_params) and template is not None and now < row.at + template.lasts
    text = row.text
    if has_secret and template is not None:
        text = render(template, row.language, decrypt_values(PARAMS_PURPOSE, row.sealed_params))
    return InboxLine(row.pk, mask(row.to_address), row.template, row.language, text, row.at, has_secret, row.to_address.startswith("+"))


def count_by_state(scope: Scope) -> dict[DeliveryState, int]:
    """Returns how many messages of the outbox are in each state; every state is there, also with 0."""
    rows = Message.objects.all() if require_scope(scope).paths else Message.objects.none()
    counts = dict(rows.values_list("state").annotate(n=Count("id")))
    return {state: counts.get(state.value, 0) for state in DeliveryState}


def stopped_numbers(scope: Scope, numbers: Collection[str], at: datetime) -> frozenset[str]:
    """Returns the numbers (E.164) that want no reminders at ``at``. One query."""
    require_scope(scope)
    marks = {OptOut.mark_of(number): number for number in numbers}
    found = OptOut.objects.filter(number_mark__in=marks, resumed_at=None, delete_on__gt=LocalDay.of(at))
    return frozenset(marks[mark] for mark in found.values_list("number_mark", flat=True))


def approved_templates(scope: Scope) -> Mapping[str, MessageTemplate]:
    """Returns the texts by staff that a campaign may send, by name. One query."""
    require_scope(scope)
    rows = TemplateVersion.objects.filter(state=TemplateState.APPROVED.value).order_by("title", "name")
    return {row.name: stored_template(row) for row in rows}


def route_delay(scope: Scope, route: str, now: datetime, rule: RouteRule) -> RouteDelay:
    """Returns how a route did within the rule's window before ``now``: from hand-over to the receipt of *delivered*. Two statements.

    Slow is also what it did not take, did not answer, or has not reported delivered after so long.
    """
    require_scope(scope)
    asked = Message.objects.filter(route=route, handed_over_at__gt=now - rule.window, handed_over_at__lte=now)
    arrived = MessageReceipt.objects.filter(route=route, outcome=ReceiptOutcome.DELIVERED.value)
    late = Exists(arrived.filter(message=OuterRef("pk"), at__gt=OuterRef("handed_over_at") + rule.slow))
    on_its_way = Q(state__in=(DeliveryState.HANDED_OVER.value, DeliveryState.TAKEN.value), handed_over_at__lt=now - rule.slow)
    not_taken = Q(state__in=(DeliveryState.FAILED_FOR_NOW.value, DeliveryState.UNKNOWN.value))
    counted = asked.aggregate(given=Count("id"), slow=Count("id", filter=on_its_way | not_taken | Q(late)))
    delay = Avg(F("at") - F("message__handed_over_at"), output_field=DurationField())
    return RouteDelay(**counted, mean=arrived.filter(message__in=asked).aggregate(delay=delay)["delay"])


def route_share(scope: Scope, first: str, second: str) -> RouteShare:
    """Returns how much of the messages the first of two routes carries, and since when. One statement."""
    require_scope(scope)
    kept = RoutePair.objects.filter(first=first, second=second).values_list("share", "changed_at").first()
    return RouteShare(message_templates.delivery_rule().routes.rest) if kept is None else RouteShare(*kept)


def template_versions(scope: Scope, *, page: object = 1) -> ListPage[TemplateVersion]:
    """Returns one page of all versions, those that wait for a second person first, then the newest. Two queries."""
    require_scope(scope)
    waits = Case(When(state=TemplateState.WRITTEN.value, then=0), default=1)
    rows = TemplateVersion.objects.select_related("written_by", "decided_by").order_by(waits, "-written_at", "-id")
    return list_page(rows, page)


def find_version(scope: Scope, name: str, number: int) -> TemplateVersion | None:
    """Returns one version with who wrote and decided it; None when there is none."""
    require_scope(scope)
    return TemplateVersion.objects.select_related("written_by", "decided_by").filter(name=name, number=number).first()


def message_of_code(scope: Scope, codes: Collection[str]) -> tuple[str, str, LocalDay] | None:
    """Returns (code, template key, local day) of a message that has one of these codes; never to whom it went. One query."""
    require_scope(scope)
    # The empty code is left out in so many words, as in the index, which SQLite does not use otherwise.
    found = Message.objects.filter(check_code__in=codes).exclude(check_code="").order_by("id")
    first = found.values_list("check_code", "template", "created_at").first()
    return None if first is None else (first[0], first[1], LocalDay.of(first[2]))


def is_queued(scope: Scope, event_id: UUID) -> bool:
    """Returns whether the message of an event was written, whatever became of it."""
    require_scope(scope)
    return Message.objects.filter(event_id=event_id).exists()


def push_devices(scope: Scope, person_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Returns the codes of the browsers in which these persons asked to be told; none while this installation sends no push.

    A browser belongs to the entry by which its owner signed in: entries merged with theirs are asked too. Three statements.
    """
    require_scope(scope)
    if settings.TRUYVET_DEMO or not settings.TRUYVET_PUSH:
        return {}
    persons = list(person_ids)
    wanted, merged = root_persons(scope, persons), root_persons(scope)
    entries = {*persons, *wanted.values(), *(entry for entry, root in merged.items() if root in set(wanted.values()))}
    of_root: dict[int, tuple[str, ...]] = {}
    for person, code in PushSubscription.objects.filter(person__in=entries).order_by("at", "pk").values_list("person_id", "code"):
        root = merged.get(person, person)
        of_root[root] = (*of_root.get(root, ()), code)
    return {person: of_root[wanted[person]] for person in persons if wanted[person] in of_root}


def own_browsers(scope: Scope, person_id: int) -> list[tuple[str, str, datetime]]:
    """Returns (code, host of its push service, since when) of somebody's browsers, newest first. One statement."""
    require_scope(scope)
    rows = PushSubscription.objects.filter(person=person_id).order_by("-at", "-pk").values_list("code", "endpoint", "at")
    return [(code, urlsplit(endpoint).hostname or "", at) for code, endpoint, at in rows]


def push_key_text(scope: Scope) -> str:
    """Returns the public key to which browsers subscribe; "" while there is none that can be opened. One statement."""
    require_scope(scope)
    row = PushKey.objects.order_by("-pk").first()
    try:
        return row.public if row is not None and decrypt_key(row.secret) else ""
    except KeyLost:
        return ""


def count_by_channel(scope: Scope) -> dict[str, dict[DeliveryState, int]]:
    """Returns how many messages are in each state, by kind of address ("phone", "push"); only states that have any. One statement."""
    rows = Message.objects.all() if require_scope(scope).paths else Message.objects.none()
    found: dict[str, dict[DeliveryState, int]] = {}
    for kind, state, count in rows.values_list("to_kind", "state").annotate(n=Count("id")).order_by("to_kind", "state"):
        found.setdefault(kind, {})[DeliveryState(state)] = count
    return found


def count_held_back(scope: Scope) -> dict[str, int]:
    """Returns how many messages were not sent, by reason (rules.send_limit.HoldReason), most first. One statement."""
    rows = Message.objects.filter(state=DeliveryState.WITHDRAWN.value) if require_scope(scope).paths else Message.objects.none()
    return dict(rows.values_list("why").annotate(n=Count("id")).order_by("-n", "why"))


@dataclass(frozen=True, slots=True)
class DeliverySums:
    """What became of all that a gateway was ever asked to carry: sent = delivered + failed + pending + unknown."""

    sent: int
    delivered: int
    failed: int
    pending: int
    unknown: int


def delivery_sums(scope: Scope) -> DeliverySums:
    """Returns the sums over the messages that a gateway was asked to carry; the others are in none of them. One statement."""
    rows = Message.objects.filter(attempts__gt=0) if require_scope(scope).paths else Message.objects.none()
    pending = [state.value for state in (*WAITING_STATES, DeliveryState.HANDED_OVER, DeliveryState.TAKEN)]
    counted = rows.aggregate(
        sent=Count("id"),
        delivered=Count("id", filter=Q(state=DeliveryState.DELIVERED.value)),
        failed=Count("id", filter=Q(state__in=[state.value for state in LOST_STATES])),
        pending=Count("id", filter=Q(state__in=pending)),
        unknown=Count("id", filter=Q(state=DeliveryState.UNKNOWN.value)),
    )
    return DeliverySums(**counted)


def undelivered_messages(scope: Scope, *, page: object = 1, size: int = 20) -> ListPage[tuple[int, str, str, datetime]]:
    """Returns one page of (message id, template, why, created_at) of messages that will not arrive, or may not have, newest first."""
    lost = [state.value for state in (DeliveryState.FAILED_FOR_GOOD, DeliveryState.EXPIRED, DeliveryState.UNKNOWN)]
    rows = Message.objects.filter(state__in=lost) if require_scope(scope).paths else Message.objects.none()
    return list_page(rows.order_by("-id").values_list("id", "template", "why", "created_at"), page, page_rows=size)


def spoken_texts(scope: Scope) -> Mapping[str, MessageTemplate]:
    """Returns the texts that automatic calls play, by name: nothing in them is left open."""
    require_scope(scope)
    return {each.name: each for each in message_templates.templates().values() if each.only_to == AddressKind.VOICE and not each.params}


def recordings(scope: Scope, *, page: object = 1) -> ListPage[VoiceRecording]:
    """Returns one page of all recordings without their sound, those that wait for a second person first, then the newest. Two queries."""
    require_scope(scope)
    waits = Case(When(state=TemplateState.WRITTEN.value, then=0), default=1)
    rows = VoiceRecording.objects.select_related("written_by", "decided_by").defer("sealed_sound")
    return list_page(rows.order_by(waits, "-written_at", "-id"), page)


def recorded_sound(scope: Scope, number: int) -> bytes | None:
    """Returns the WAV of a recording; None when there is none."""
    require_scope(scope)
    row = VoiceRecording.objects.filter(pk=number).first()
    return None if row is None else row.sound()


def can_call(scope: Scope, template: str, language: str) -> bool:
    """Returns whether automatic calls with a text can be made: a provider is set up, or this is a demonstration, and it is recorded."""
    require_scope(scope)
    is_set_up = settings.TRUYVET_DEMO or settings.TRUYVET_VOICE is not None
    return bool(is_set_up) and recording_in_force(template, language) is not None


def changed_call_answers(scope: Scope, after_change: int) -> tuple[tuple[UUID, str, datetime], ...]:
    """Returns (event of the message, key, when) of keys that were pressed at or after this change number (core.cursor.reading_from)."""
    require_scope(scope)
    rows = CallAnswer.objects.filter(change__gte=after_change).order_by("change", "pk")
    return tuple(rows.values_list("message__event_id", "key", "at"))
