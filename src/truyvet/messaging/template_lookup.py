"""Finds texts wherever they come from: those of the house from their files, those that staff wrote from the database."""

from __future__ import annotations

from datetime import date

from truyvet.core.local_day import LocalDay
from truyvet.messaging import message_templates
from truyvet.messaging.models import TemplateVersion
from truyvet.messaging.rules.message_template import MessageTemplate
from truyvet.messaging.rules.written_template import TemplateState, written_template


def find_template(key: str) -> MessageTemplate:
    """Returns a text by its key ("signin_code@1"), also one that is no longer in force. Raises KeyError."""
    known = message_templates.templates().get(key)
    if known is not None:
        return known
    name, _, number = key.partition("@")
    row = TemplateVersion.objects.filter(name=name, number=int(number) if number.isdecimal() else 0).first()
    if row is None or row.decided_at is None:
        raise KeyError(key)
    return stored_template(row)


def template_in_force(name: str, on: date) -> MessageTemplate:
    """Returns the version in force: of a text of the house the newest that has begun, of one by staff the approved one. Raises KeyError."""
    try:
        return message_templates.current_template(name, on)
    except KeyError:
        row = TemplateVersion.objects.filter(name=name, state=TemplateState.APPROVED.value).first()
        if row is None:
            raise
        return stored_template(row)


def stored_template(row: TemplateVersion) -> MessageTemplate:
    """Returns a version in the form of those that come with the house."""
    since = LocalDay.of(row.decided_at or row.written_at)
    return written_template(row.name, row.number, since, {"vi": row.text_vi, "en": row.text_en})
