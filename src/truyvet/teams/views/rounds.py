"""The pages of who plans and supervises rounds: sums by hamlet, what must be looked at, new teams and rounds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import segno
from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.access.queries import accounts
from truyvet.audit.values import By, Scope
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.core.refusal import Refusal
from truyvet.core.role import Role
from truyvet.followup.labels import NEEDS, SYMPTOMS
from truyvet.places.queries import units_in_scope
from truyvet.places.rules import UnitLevel
from truyvet.teams.actions.field_entries import settle_entry
from truyvet.teams.actions.rounds import close_round, make_round, print_round
from truyvet.teams.actions.teams import make_team
from truyvet.teams.forms import RoundForm, TeamForm
from truyvet.teams.labels import PROBLEMS, REASONS, REFUSALS, STATES
from truyvet.teams.permissions import PLAN_ROUND, SEE_ROUNDS
from truyvet.teams.queries import rounds as queries
from truyvet.teams.rules.paper_line import sheet_code
from truyvet.teams.rules.rounds import RoundAbsent, TeamRefused
from truyvet.web.form_errors import add_refusals

MAX_ID_DIGITS: Final = 18
"""A row id has no more; a longer number overflows the column."""


@staff_door(SEE_ROUNDS)
def round_list(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/to-cong-dong/`` lists rounds with their sums, the newest first; never a person."""
    page = queries.round_page(scope, page=request.GET.get("trang"))
    lines = [(row, *STATES[row.state]) for row in page.rows]
    context = {"page": page, "lines": lines, "may_plan": PLAN_ROUND.value in getattr(request, "permissions", frozenset())}
    return render(request, "teams/list.html", context)


@staff_door(PLAN_ROUND, methods=("GET", "POST"))
def new_team(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/to-cong-dong/lap-to/`` makes a team."""
    communes = [(each.code, each.name) for each in units_in_scope(scope, UnitLevel.COMMUNE, scope.on)]
    roles = {Role.COMMUNITY_TEAM, Role.COMMUNE_OFFICER}
    staff = [(each.id, each.display) for each in accounts(scope) if each.active and roles & {grant.role for grant in each.grants}]
    form = TeamForm(request.POST or None, communes=communes, staff=staff)

    def write(told: dict[str, Any]) -> str:
        make_team(
            by=by, now=now, scope=scope, event_id=told["event_id"], name=told["name"], commune_code=told["commune"],
            member_ids=told["members"], leader_id=told["leader"],
        )  # fmt: skip
        messages.success(request, _("Đã lập tổ %(name)s.") % {"name": told["name"]})
        return reverse("teams:new_round")

    return _write(request, form, write, {"heading": _("Lập tổ")})


@staff_door(PLAN_ROUND, methods=("GET", "POST"))
def new_round(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/to-cong-dong/lap-luot/`` makes a round."""
    teams = [(team.code, team.name) for team in queries.teams_in_scope(scope)]
    form = RoundForm(request.POST or None, teams=teams, initial={"day": scope.on})

    def write(told: dict[str, Any]) -> str:
        code = make_round(
            by=by, now=now, scope=scope, event_id=told["event_id"], team_code=told["team"], day=told["day"], hamlet=told["hamlet"],
            most=told["most"],
        )  # fmt: skip
        return reverse("teams:round", kwargs={"code": code})

    return _write(request, form, write, {"heading": _("Lập lượt đi"), "has_no_team": not teams})


def _write(request: HttpRequest, form: Form, write: Callable[[dict[str, Any]], str], context: dict[str, object]) -> HttpResponse:
    """Writes what a form says and leads to the address that ``write`` answers; a refusal stands in the form."""
    if request.method == "POST" and form.is_valid():
        try:
            return HttpResponseRedirect(write(form.cleaned_data))
        except TeamRefused as refused:
            add_refusals(form, refused.refusals, REFUSALS)
        except IdempotencyConflict:
            add_refusals(form, [Refusal("double")], REFUSALS)
    return render(request, "teams/form.html", {"form": form, **context}, status=422 if form.errors else 200)


@staff_door(SEE_ROUNDS)
def round_page(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/to-cong-dong/<code>/`` shows one round: its sums, what no room took."""
    row = queries.round_row(scope, code)
    if row is None:
        raise Http404
    entries = queries.open_entries(scope, code, page=request.GET.get("trang"))
    told = [(each, [PROBLEMS[problem] for problem in each.problems]) for each in entries.rows]
    context = {
        "row": row, "state": STATES[row.state], "page": entries, "entries": told,
        "may_plan": PLAN_ROUND.value in getattr(request, "permissions", frozenset()),
    }  # fmt: skip
    return render(request, "teams/round.html", context)


@staff_door(PLAN_ROUND, methods=("POST",))
def step(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/to-cong-dong/<code>/buoc/``: closes the round, or settles an entry."""
    told = request.POST
    try:
        if told.get("do") == "close":
            close_round(by=by, now=now, scope=scope, round_code=code)
        else:
            number = told.get("entry", "")
            settle_entry(
                by=by,
                now=now,
                scope=scope,
                round_code=code,
                entry_id=int(number) if number.isdecimal() and len(number) <= MAX_ID_DIGITS else 0,
            )
        messages.success(request, _("Đã ghi."))
    except RoundAbsent:
        raise Http404 from None
    except TeamRefused as refused:
        messages.error(request, str(REFUSALS[refused.code]))
    return HttpResponseRedirect(reverse("teams:round", kwargs={"code": code}))


@staff_door(PLAN_ROUND, methods=("POST",))
def sheet(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/to-cong-dong/<code>/in/`` shows the list with names, ready to print; opening it is recorded."""
    try:
        doors = print_round(by=by, now=now, scope=scope, round_code=code)
    except RoundAbsent:
        raise Http404 from None
    except TeamRefused as refused:
        messages.error(request, str(REFUSALS[refused.code]))
        return HttpResponseRedirect(reverse("teams:round", kwargs={"code": code}))
    context = {
        "row": queries.round_row(scope, code),
        "doors": [(door, REASONS[door.reason], _square(sheet_code(code, door.code))) for door in doors],
        "symptoms": SYMPTOMS.values(),
        "needs": NEEDS.values(),
    }
    return render(request, "teams/sheet.html", context)


def _square(text: str) -> SafeString:
    return mark_safe(segno.make_qr(text, error="m").svg_inline(border=2, omitsize=True, light="#fff"))  # noqa: S308 - our own modules
