"""This room's share of a person: the timeline, the person's own copy, erasing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.audit.values import require_scope
from truyvet.core.change_number import next_change
from truyvet.core.encryption import DecryptionFailed
from truyvet.core.room_contract import Fact, TimelineEntry
from truyvet.declarations.answer_encryption import unseal
from truyvet.declarations.labels import TRIAGES, form_title, reasons_words
from truyvet.declarations.models import Declaration, DeclaredContact, Relative
from truyvet.declarations.queries import declarations_of, visible


def timeline(scope: object, person_id: int) -> Sequence[TimelineEntry]:
    """Returns the person's declarations within the scope."""
    entries = []
    for row in declarations_of(require_scope(scope), person_id):
        word, state = TRIAGES[row.triage]
        url = reverse("declarations:item", kwargs={"code": row.code}) if row.state else ""
        entries.append(
            TimelineEntry(
                row.made_at, _("khai báo"), f"{form_title(row.form)}: {word}", reasons_words(row.reasons), url=url, state=state,
                icon="edit",
            )
        )  # fmt: skip
    return entries


def export(scope: object, person_id: int) -> Sequence[Mapping[str, Fact]]:
    """Returns all this room holds on the person, for the person's own copy: also the answers, in full."""
    reader = require_scope(scope)
    rows: list[Mapping[str, Fact]] = []
    for row in visible(reader).filter(Q(person_id=person_id) | Q(declarer_id=person_id)).select_related("watch").order_by("made_at"):
        about_me = row.person_id == person_id
        fact: dict[str, Fact] = {
            "table": "declaration", "code": row.code, "form": row.form, "version": row.version, "language": row.language,
            "consent": row.consent, "made_for": row.made_for, "channel": row.channel, "verified": row.verified,
            "made_at": row.made_at.isoformat(), "received_at": row.received_at.isoformat(), "delete_on": row.delete_on.isoformat(),
            "answers": _opened(row.answers),
        }  # fmt: skip
        if about_me:
            # What came of it belongs to whom it is about, not to whoever typed it for them.
            fact |= {"triage": row.triage, "reasons": " ".join(row.reasons)}
            if hasattr(row, "watch"):
                fact |= {"watch": row.watch.state, "outcome": row.watch.outcome, "note": _opened(row.watch.note)}
        rows.append(fact)
    rows += [
        {"table": "declared_place", "declaration": place.declaration.code, "venue": place.venue_code, "words": _opened(place.words),
         "from": place.start, "until": place.end}
        for declaration in visible(reader).filter(person_id=person_id)
        for place in declaration.places.select_related("declaration")
    ]  # fmt: skip
    contacts = DeclaredContact.objects.filter(declaration__in=visible(reader)).filter(Q(person_id=person_id) | Q(contact_id=person_id))
    for contact in contacts.select_related("declaration"):
        side = {"declaration": contact.declaration.code} if contact.person_id == person_id else {"named": "by_another_person"}
        rows.append({"table": "declared_contact", "last_contact": contact.last_contact, **side})
    rows += [
        {"table": "relative", "tie": row.tie, "delete_on": row.delete_on.isoformat()}
        for row in Relative.objects.filter(declarer_id=person_id)
    ]
    return rows


def erase(person_id: int, now: datetime) -> int:
    """Removes the person's declarations and all that hangs on them; returns how many rows went.

    Kept: one that led to a case (the case file is kept by law), and one on the watch until somebody has called; both go by
    their days. What the person declared for others stays with those it is about, without saying who declared.
    """
    change = next_change()
    kept_rows = Q(watch__case__isnull=False) | (Q(watch__isnull=False) & ~Q(watch__state="closed"))
    gone = Declaration.objects.filter(person_id=person_id).exclude(kept_rows).delete()[0]
    gone += DeclaredContact.objects.filter(contact_id=person_id).exclude(declaration__watch__case__isnull=False).delete()[0]
    gone += Relative.objects.filter(Q(declarer_id=person_id) | Q(person_id=person_id)).delete()[0]
    return gone + Declaration.objects.filter(declarer_id=person_id).update(declarer=None, change=change)


def _opened(text: str) -> str:
    try:
        text_read = unseal(text)
    except DecryptionFailed:
        return ""
    try:
        return json.dumps(json.loads(text_read), ensure_ascii=False, sort_keys=True) if text_read.startswith("{") else text_read
    except ValueError:
        return text_read
