"""The record of one followed person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django import forms as django_forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.access.permissions import OPEN_NAMES, SEE_RUN
from truyvet.audit.values import By, Scope
from truyvet.followup import forms, labels, queries
from truyvet.followup.permissions import FOLLOW_UP, SEE_FOLLOWED
from truyvet.followup.queries import FollowUpRecord
from truyvet.followup.rules.records import Channel
from truyvet.followup.views.follow_up_list import followed_line, purpose_of
from truyvet.isolation.permissions import ISSUE_ORDERS
from truyvet.laboratory.labels import METHODS
from truyvet.laboratory.labels import OUTCOMES as TEST_OUTCOMES
from truyvet.laboratory.permissions import SEE_TESTS
from truyvet.people.actions import open_identities
from truyvet.people.queries import household_members
from truyvet.people.values import Identity
from truyvet.web.errors import forbidden


@staff_door(SEE_FOLLOWED, methods=("GET", "POST"))
def record(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/nguoi-can-theo-doi/<code>/``: by POST with name, number and household, which is recorded."""
    permissions: frozenset[str] = getattr(request, "permissions", frozenset())
    if request.method == "POST" and OPEN_NAMES.value not in permissions:
        return forbidden(request)
    found = queries.follow_up_record(scope, code, now)
    if found is None:
        raise Http404
    opened: dict[int, Identity] | None = None
    if request.method == "POST":
        person = found.row.person.person_id
        home = household_members(Scope.system("followup", scope.on), person) | {person}
        opened = open_identities(by=by, now=now, scope=scope, person_ids=home, purpose=purpose_of(scope))
    return draw(request, found, opened=opened)


def draw(
    request: HttpRequest, found: FollowUpRecord, *, opened: dict[int, Identity] | None = None,
    bound: Mapping[str, django_forms.Form] | None = None, status: int = 200, link: str = "",
) -> HttpResponse:  # fmt: skip
    """Returns the page of one record; ``bound`` holds forms that came back wrong, ``link`` a new link to the daily answer."""
    permissions: frozenset[str] = getattr(request, "permissions", frozenset())
    person = found.row.person
    identity = (opened or {}).get(person.person_id)
    context = {
        "record": found, "line": followed_line(found.row, identity), "identity": identity, "link": link,
        "heading": identity.name if identity else _("Theo dõi %(person)s") % {"person": person.masked},
        "household": [each for key, each in (opened or {}).items() if key != person.person_id],
        "may_open": OPEN_NAMES.value in permissions, "may_act": FOLLOW_UP.value in permissions and found.closed_at is None,
        "may_see_source": SEE_RUN.value in permissions,
        "may_issue": ISSUE_ORDERS.value in permissions,
        "sources": [(each, labels.SOURCES[each.kind], labels.VERDICTS[each.verdict]) for each in found.sources],
        "attempts": [
            (each, labels.CHANNELS[each.channel], labels.OUTCOMES[each.outcome], labels.ATTEMPT_BY[each.by_kind]) for each in found.attempts
        ],
        "checks": [
            (each, labels.CHECK_CHANNELS[each.channel], [labels.SYMPTOM_WORDS[one] for one in each.symptoms]) for each in found.checks
        ],
        "tests": [(each, *TEST_OUTCOMES[each.outcome], METHODS[each.method]) for each in reversed(found.tests)],
        "may_see_tests": SEE_TESTS.value in permissions,
        "needs": [(each, labels.NEEDS[each.kind]) for each in found.needs],
        "close_reason": labels.CLOSE_REASONS[found.close_reason] if found.close_reason else "",
        "call_form": forms.AttemptForm(channel=Channel.CALL, auto_id="goi_%s"),
        "visit_form": forms.AttemptForm(channel=Channel.VISIT, auto_id="den_%s"),
        "health_form": forms.HealthForm(auto_id="khoe_%s"), "close_form": forms.CloseForm(auto_id="xong_%s"), **(bound or {}),
    }  # fmt: skip
    response = render(request, "followup/record.html", context, status=status)
    response["Cache-Control"] = "no-store, private"
    return response
