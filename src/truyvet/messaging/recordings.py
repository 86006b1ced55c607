"""Finds the recording that a call plays."""

from __future__ import annotations

from truyvet.messaging.models import VoiceRecording
from truyvet.messaging.rules.written_template import TemplateState


def recording_in_force(template: str, language: str) -> VoiceRecording | None:
    """Returns the approved recording of a text; None where there is none."""
    return VoiceRecording.objects.filter(template=template, language=language, state=TemplateState.APPROVED.value).first()
