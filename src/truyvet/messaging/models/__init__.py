"""The outbox, and the inbox of the sandbox gateway."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import Q

from truyvet.core.encryption import decrypt
from truyvet.core.sealed_field import SealedTextField
from truyvet.messaging.models.email_address import EmailAddress as EmailAddress
from truyvet.messaging.models.inbound import MAX_INBOUND_LETTERS as MAX_INBOUND_LETTERS
from truyvet.messaging.models.inbound import InboundMessage as InboundMessage
from truyvet.messaging.rules.delivery_state import DeliveryState
from truyvet.messaging.rules.receipt import ReceiptOutcome
from truyvet.messaging.rules.written_template import MAX_LETTERS, TemplateState
from truyvet.people.keyed_hash import keyed_hash

PARAMS_PURPOSE: Final = "messaging.params"
"""The purpose under which parameters are encrypted (core.encryption)."""


SOUND_PURPOSE: Final = "messaging.sound"
"""The purpose under which recordings are encrypted."""


class AddressKind(models.TextChoices):
    """How a message reaches somebody."""

    PHONE = "phone", "điện thoại"
    EMAIL = "email", "thư điện tử"
    VOICE = "voice", "cuộc gọi tự động"
    ZALO = "zalo", "Zalo"
    """The number of a person in the chat with the province's page; wiped when the message is done with."""
    PUSH = "push", "trình duyệt"
    """The code of a browser and the page that it opens (rules.push_first); wiped when the message is done with."""


PASSING_KINDS: Final = (AddressKind.ZALO, AddressKind.PUSH)
"""Answered at once or not at all: the address is nothing to keep."""


class OptOutSource(models.TextChoices):
    """How somebody said that they want no more reminders."""

    ANSWER = "answer", "trả lời tin nhắn"
    PAGE = "page", "trang của mình"
    STAFF = "staff", "nói với cán bộ"


class Message(models.Model):
    """One message to one address. ``event_id`` is what the gateway knows it by: same id, same message, once."""

    event_id = models.UUIDField(unique=True)
    body_hash = models.CharField(max_length=64)
    check_code = models.CharField(max_length=8, blank=True)
    """The code in its text, by which anybody can ask whether it is ours; "" for one-time codes."""
    to_kind = models.CharField(max_length=8, choices=AddressKind.choices)
    to_address = SealedTextField(max_length=254, blank=True, is_searchable=True)
    template = models.CharField(max_length=60)
    """Name and version: "signin_code@1"."""
    language = models.CharField(max_length=2)
    sealed_params = models.TextField(blank=True)
    """The parameters, encrypted under the site's secret (core.encryption); wiped when no longer needed."""
    state = models.CharField(max_length=16, choices=[(state.value, state.value) for state in DeliveryState])
    why = models.CharField(max_length=16, blank=True)
    priority = models.PositiveSmallIntegerField()
    attempts = models.PositiveSmallIntegerField(default=0)
    """How often a gateway was asked; 0: it was never sent."""
    route = models.CharField(max_length=16, blank=True)
    """The gateway that was asked last."""
    handed_over_at = models.DateTimeField(null=True)
    """When that was. From then on its delay is measured."""
    parts = models.PositiveSmallIntegerField(default=0)
    """Into how many parts the gateway took it, each with a receipt of its own."""
    repeats_left = models.PositiveSmallIntegerField(default=0)
    """How often it may be handed over again although the gateway may have it: a warning once, everything else never."""
    not_before = models.DateTimeField()
    """No try before; an unknown warning is not repeated before."""
    expires_at = models.DateTimeField(null=True)
    text_event = models.UUIDField(null=True)
    """Of a push: the event of the text that goes to the telephone when no browser could be told."""
    lease_id = models.UUIDField(null=True)
    """Of the worker that has it."""
    leased_until = models.DateTimeField(null=True)
    actor = models.CharField(max_length=64)
    """Who had it written; opaque, as in the audit."""
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    delete_on = models.DateField(db_index=True)

    class Meta:
        indexes = [
            # One for each state: SQLite finds no partial index whose condition is a list of values, and sorts everything that waits.
            models.Index(fields=["priority", "not_before", "id"], condition=Q(state=DeliveryState.QUEUED.value), name="messaging_queued"),
            models.Index(
                fields=["priority", "not_before", "id"], condition=Q(state=DeliveryState.FAILED_FOR_NOW.value), name="messaging_again"
            ),
            models.Index(fields=["leased_until"], condition=Q(state=DeliveryState.HANDED_OVER.value), name="messaging_leases"),
            models.Index(fields=["sent_at"], condition=Q(state=DeliveryState.TAKEN.value), name="messaging_receipts_due"),
            models.Index(
                fields=["not_before"], condition=Q(state=DeliveryState.UNKNOWN.value, repeats_left__gt=0), name="messaging_repeats_due"
            ),
            models.Index(fields=["to_address", "not_before"], name="messaging_of_address"),
            models.Index(fields=["text_event"], condition=Q(text_event__isnull=False), name="messaging_text_behind"),
            models.Index(fields=["route", "handed_over_at"], condition=Q(handed_over_at__isnull=False), name="messaging_route_delay"),
            models.Index(fields=["check_code"], condition=~Q(check_code=""), name="messaging_check_code"),
        ]


class TemplateVersion(models.Model):
    """One version of a text that staff wrote for campaigns. Nobody's: it names no person. It is never changed, only decided."""

    event_id = models.UUIDField(unique=True)
    name = models.CharField(max_length=40)
    """What messages know it by, with the number: "text_0a1b2c3d4e@2"."""
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)
    text_vi = models.CharField(max_length=MAX_LETTERS)
    text_en = models.CharField(max_length=MAX_LETTERS)
    state = models.CharField(max_length=8, choices=[(each.value, each.value) for each in TemplateState])
    written_by = models.ForeignKey("access.Staff", null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    decided_by = models.ForeignKey("access.Staff", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    delete_on = models.DateField(null=True, db_index=True)
    """Empty while it waits or is in force."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "number"], name="messaging_version_once"),
            models.UniqueConstraint(fields=["name"], condition=Q(state=TemplateState.APPROVED.value), name="messaging_one_in_force"),
        ]


class VoiceRecording(models.Model):
    """The recorded words of a text for automatic calls. Nobody's: it names no person. It is never changed, only decided."""

    event_id = models.UUIDField(unique=True)
    template = models.CharField(max_length=60)
    """A name: "voice_check"."""
    language = models.CharField(max_length=2)
    sealed_sound = models.TextField()
    """The WAV, encrypted under the site's secret (core.encryption)."""
    sound_hash = models.CharField(max_length=64)
    """SHA-256 of the WAV: what the provider knows it by."""
    seconds = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=[(each.value, each.value) for each in TemplateState])
    written_by = models.ForeignKey("access.Staff", null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    decided_by = models.ForeignKey("access.Staff", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    delete_on = models.DateField(null=True, db_index=True)
    """Empty while it waits or is in force."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["template", "language"], condition=Q(state=TemplateState.APPROVED.value), name="messaging_one_recording"
            )
        ]

    def sound(self) -> bytes:
        """Returns the WAV."""
        return decrypt(SOUND_PURPOSE, self.sealed_sound)


class CallAnswer(models.Model):
    """The key that was pressed in an automatic call. What it means, the room that asked knows."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="call_answer")
    key = models.CharField(max_length=1)
    at = models.DateTimeField()
    change = models.BigIntegerField(db_index=True)
    """core.change_number"""
    delete_on = models.DateField(db_index=True)


class OptOut(models.Model):
    """A number that wants no more reminders, on whatever channel they come. The number itself is not kept."""

    number_mark = models.CharField(max_length=64, unique=True)
    """mark_of"""
    source = models.CharField(max_length=8, choices=[(each.value, each.value) for each in OptOutSource])
    at = models.DateTimeField()
    resumed_at = models.DateTimeField(null=True)
    """The reader wants them again."""
    delete_on = models.DateField(db_index=True)

    @staticmethod
    def mark_of(number: str) -> str:
        """Returns what a number (E.164) is kept as: a keyed hash, from which nobody reads the number."""
        return keyed_hash("opt_out", number)


class MessageReceipt(models.Model):
    """One part of a message as its gateway knows it. The receipt may come before we know whose part it is: then ``message`` is empty."""

    route = models.CharField(max_length=16)
    gateway_id = models.CharField(max_length=64)
    """rules.receipt.normalised_id"""
    message = models.ForeignKey(Message, null=True, on_delete=models.CASCADE, related_name="receipts")
    outcome = models.CharField(max_length=12, blank=True, choices=[(each.value, each.value) for each in ReceiptOutcome])
    """Empty until a receipt decides."""
    at = models.DateTimeField()
    delete_on = models.DateField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["route", "gateway_id"], name="messaging_receipt_once")]


class RoutePair(models.Model):
    """How two routes share the messages of one channel. A worker that starts goes on from here."""

    first = models.CharField(max_length=16)
    second = models.CharField(max_length=16)
    share = models.FloatField()
    """The first route's, from 0 to 1."""
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="messaging_pair_once")]


class PushKey(models.Model):
    """The key by which push services know us. Browsers subscribe to its public half, so it lives as long as they do."""

    secret = models.TextField()
    """The private key, encrypted under the site's secret (keys.key_storage)."""
    public = models.CharField(max_length=100, unique=True)
    """As browsers read it."""
    created_at = models.DateTimeField()


class PushSubscription(models.Model):
    """A browser in which somebody, signed in, asked to be told when something waits for them."""

    code = models.CharField(max_length=12, unique=True)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    endpoint_hash = models.CharField(max_length=64, unique=True)
    """A keyed hash of the endpoint: a browser has one row, whoever signs in there."""
    endpoint = SealedTextField(max_length=1_000)
    browser_keys = SealedTextField(max_length=200)
    """The browser's public key and its secret, with a space between (RFC 8291 §2)."""
    key = models.ForeignKey(PushKey, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    delete_on = models.DateField(db_index=True)


class ZaloEvent(models.Model):
    """A webhook call that was answered, so that the same one sent again is not. No person, no word, no number of anybody."""

    key = models.CharField(max_length=64, unique=True)
    """Keyed hash of what Zalo calls the event."""
    kind = models.CharField(max_length=16)
    """gateways.zalo.events.ZaloEventKind"""
    at = models.DateTimeField()
    delete_on = models.DateField(db_index=True)


class ZaloUnreachable(models.Model):
    """A number that Zalo does not reach. The number itself is not kept."""

    number_mark = models.CharField(max_length=64, unique=True)
    """mark_of"""
    delete_on = models.DateField(db_index=True)

    @staticmethod
    def mark_of(number: str) -> str:
        """Returns what a number (E.164) is kept as: a keyed hash, from which nobody reads the number."""
        return keyed_hash("zalo_unreachable", number)


class SandboxMessage(models.Model):
    """A message that the sandbox gateway took: nobody's phone rang, staff read it on a page."""

    event_id = models.UUIDField(unique=True)
    to_address = SealedTextField(max_length=64, is_searchable=True)
    template = models.CharField(max_length=60)
    language = models.CharField(max_length=2)
    body_hash = models.CharField(max_length=64, default="")
    text = SealedTextField()
    """As it was sent, but with dots for the parameters of a secret text."""
    sealed_params = models.TextField(default="")
    """Those parameters, encrypted, where a demonstration needs them read in the inbox; wiped when they are of no use any more."""
    at = models.DateTimeField()
    delete_on = models.DateField(db_index=True)
