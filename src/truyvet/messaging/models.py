"""The outbox, and the inbox of the sandbox gateway."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import Q

from truyvet.core.sealed_field import SealedTextField
from truyvet.messaging.rules.delivery_state import DeliveryState
from truyvet.messaging.rules.receipt import ReceiptOutcome

PARAMS_PURPOSE: Final = "messaging.params"
"""The purpose under which parameters are encrypted (core.encryption)."""


class AddressKind(models.TextChoices):
    """How a message reaches somebody."""

    PHONE = "phone", "điện thoại"
    ZALO = "zalo", "Zalo"
    """The number of a person in the chat with the province's page; wiped when the message is done with."""


class Message(models.Model):
    """One message to one address. ``event_id`` is what the gateway knows it by: same id, same message, once."""

    event_id = models.UUIDField(unique=True)
    body_hash = models.CharField(max_length=64)
    to_kind = models.CharField(max_length=8, choices=AddressKind.choices)
    to_address = SealedTextField(max_length=64, blank=True, is_searchable=True)
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
    parts = models.PositiveSmallIntegerField(default=0)
    """Into how many parts the gateway took it, each with a receipt of its own."""
    repeats_left = models.PositiveSmallIntegerField(default=0)
    """How often it may be handed over again although the gateway may have it: a warning once, everything else never."""
    not_before = models.DateTimeField()
    """No try before; an unknown warning is not repeated before."""
    expires_at = models.DateTimeField(null=True)
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
            models.Index(
                fields=["priority", "not_before", "id"],
                condition=Q(state__in=(DeliveryState.QUEUED.value, DeliveryState.FAILED_FOR_NOW.value)),
                name="messaging_due",
            ),
            models.Index(fields=["leased_until"], condition=Q(state=DeliveryState.HANDED_OVER.value), name="messaging_leases"),
            models.Index(fields=["sent_at"], condition=Q(state=DeliveryState.TAKEN.value), name="messaging_receipts_due"),
            models.Index(
                fields=["not_before"], condition=Q(state=DeliveryState.UNKNOWN.value, repeats_left__gt=0), name="messaging_repeats_due"
            ),
        ]


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


class ZaloEvent(models.Model):
    """A webhook call that was answered, so that the same one sent again is not. No person, no word, no number of anybody."""

    key = models.CharField(max_length=64, unique=True)
    """Keyed hash of what Zalo calls the event."""
    kind = models.CharField(max_length=16)
    """gateways.zalo.events.ZaloEventKind"""
    at = models.DateTimeField()
    delete_on = models.DateField(db_index=True)


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
