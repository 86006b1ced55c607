"""The audit as a list, for auditors. It lies in this room because the audit's own room has no doors."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from truyvet.access.doors import staff_door
from truyvet.access.labels import role_name
from truyvet.access.permissions import SEE_AUDIT
from truyvet.access.queries import staff_names
from truyvet.audit.queries import ENTRIES_PER_PAGE, AuditFilter, audit_page, unsealed
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import FIRST_DAY, LAST_DAY
from truyvet.core.registry import action_name, purpose_name
from truyvet.web.clock import LOCAL_ZONE


class AuditLogForm(forms.Form):
    """What to look for; days are local."""

    actor = forms.CharField(label=_("Ai"), required=False, max_length=64)
    action = forms.CharField(label=_("Việc (mã)"), required=False, max_length=80)
    subject = forms.CharField(label=_("Đối tượng"), required=False, max_length=120)
    purpose = forms.CharField(label=_("Vì việc"), required=False, max_length=120)
    since = forms.DateField(label=_("Từ ngày"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Đến ngày"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput())


def _midnight(day: date | None, plus: int = 0) -> datetime | None:
    return datetime.combine(min(max(day, FIRST_DAY), LAST_DAY) + timedelta(days=plus), time(), LOCAL_ZONE) if day else None


def _staff(actor: str) -> int | None:
    kind, _, number = actor.partition(":")
    return int(number) if kind == "staff" and number.isdecimal() else None


@staff_door(SEE_AUDIT)
def audit_log(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """Returns the newest acts that match, a page at a time; the address holds the view."""
    form = AuditLogForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    entries = audit_page(
        scope,
        AuditFilter(
            actor=wanted.get("actor", ""),
            action=wanted.get("action", ""),
            subject=wanted.get("subject", ""),
            purpose=wanted.get("purpose", ""),
            since=_midnight(wanted.get("since")),
            until=_midnight(wanted.get("until"), plus=1),
        ),
        before=wanted.get("before"),
        size=ENTRIES_PER_PAGE + 1,
    )
    entries_shown = entries[:ENTRIES_PER_PAGE]
    names = staff_names(scope, (staff for entry in entries_shown if (staff := _staff(entry.actor)) is not None))
    kept = {name: value for name, value in request.GET.items() if value and name != "before"}
    older = "?" + urlencode({**kept, "before": entries_shown[-1].id}) if len(entries) > ENTRIES_PER_PAGE else ""
    rows = [
        {
            "at": entry.at,
            "actor": entry.actor,
            "name": names.get(_staff(entry.actor) or 0, entry.actor),
            "role": role_name(entry.role),
            "action": action_name(entry.action),
            "code": entry.action,
            "subject": entry.subject,
            "purpose": purpose_name(entry.purpose) or entry.purpose,
            "purpose_code": entry.purpose,
            "facts": entry.facts,
            "position": entry.position,
        }
        for entry in entries_shown
    ]
    context = {"form": form, "entries": rows, "older": older, "waiting": unsealed(scope)}
    return render(request, "access/audit_log.html", context)
