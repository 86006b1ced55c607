"""Texts that people send to us."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import Q

from truyvet.core.sealed_field import SealedTextField
from truyvet.messaging.rules.answer_text import AnswerMeaning
from truyvet.messaging.rules.inbound_state import CloseWord, InboundState

MAX_INBOUND_LETTERS: Final = 2_000
"""Of a text that somebody sends us; an SMS of all its parts is shorter than 40 * 153 letters, and nobody needs them all to call back."""


class InboundMessage(models.Model):
    """A text that somebody sent to us, from a number. Whose number it is, is asked when it is read."""

    event_id = models.UUIDField(unique=True)
    number = SealedTextField(max_length=16, is_searchable=True)
    """E.164"""
    text = SealedTextField(max_length=MAX_INBOUND_LETTERS)
    words_hash = models.CharField(max_length=64)
    """Keyed, of number and words: the same text brought again is the same row."""
    route = models.CharField(max_length=16)
    received_at = models.DateTimeField()
    meaning = models.CharField(max_length=8, choices=[(each.value, each.value) for each in AnswerMeaning])
    asked = models.ForeignKey("messaging.Message", null=True, on_delete=models.SET_NULL, related_name="answers")
    """The question that was open at this number; empty where there was none, or several."""
    commune = models.ForeignKey("places.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    """Where its owners live; empty where nobody has the number, or they live apart: then the province reads it."""
    state = models.CharField(max_length=12, choices=[(each.value, each.value) for each in InboundState])
    due_at = models.DateTimeField()
    """Nothing moves it."""
    taken_by = models.ForeignKey("access.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("access.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    close_word = models.CharField(max_length=16, blank=True, choices=[(each.value, each.value) for each in CloseWord])
    delete_on = models.DateField(db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["number"], name="messaging_inbound_number"),
            models.Index(fields=["words_hash", "received_at"], name="messaging_inbound_same"),
            models.Index(fields=["received_at"], condition=Q(state=InboundState.UNDERSTOOD.value), name="messaging_inbound_unread"),
            models.Index(fields=["state", "due_at"], name="messaging_inbound_due"),
        ]
