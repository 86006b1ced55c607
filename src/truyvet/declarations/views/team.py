"""A community team declares for somebody at their door: papers scanned, the form, then the next household."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.access.roles import Permission
from truyvet.audit.values import By, Scope
from truyvet.codes import reading
from truyvet.declarations import queries
from truyvet.declarations.actions import declare
from truyvet.declarations.drawing import answers_from
from truyvet.declarations.papers import fields_of
from truyvet.declarations.rules import forms
from truyvet.declarations.rules.checking import Problem
from truyvet.declarations.rules.parts import Form, Means
from truyvet.declarations.rules.said import DeclarationRefused, EventConflict, Said
from truyvet.declarations.views.asking import form_context
from truyvet.declarations.views.filling import FIRST, event_of, opened_at
from truyvet.declarations.words import advice_words, language
from truyvet.places import queries as places
from truyvet.places.rules import Level
from truyvet.web.doors import same_origin_json
from truyvet.web.parts import Chip

LONGEST: Final = 8_000
"""Characters of a scanned text."""


@staff_door(Permission.DECLARE_FOR, methods=("GET", "POST"))
def team(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/khai-ho/?mau=<form>&xong=<code of the one just written>``"""
    form = _form(request.GET.get("mau", ""))
    communes = [(each.code, each.name) for each in places.mine(scope, Level.COMMUNE, scope.on)]
    answers: dict[str, object] = {}
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        answers = answers_from(form, request.POST)
        try:
            code = _declared(request, form, answers, communes, scope, by, now)
            return HttpResponseRedirect(f"{reverse('declarations:team')}?mau={form.name}&xong={code}")
        except DeclarationRefused as refused:
            problems = refused.problems
        except EventConflict:
            problems = (Problem("", "unknown_form"),)
    elif len(communes) == 1:
        answers = {each.name: communes[0][0] for each in form.meaning(Means.WARD)}
    done = queries.receipt(scope, request.GET.get("xong", "")[:16]) if not problems else None
    context = {
        **form_context(form, on=scope.on, mode="team", answers=answers, problems=problems, communes=communes),
        "chips": [
            Chip(each.title[language()], f"?mau={each.name}", on=each.name == form.name)
            for each in sorted(forms.load().values(), key=lambda each: each.name != FIRST)
        ],
        "done": done, "advice": advice_words(done.triage) if done else (), "scan_url": reverse("declarations:scan"),
        "heading": _("Khai hộ"),
    }  # fmt: skip
    return render(request, "declarations/team.html", context, status=422 if problems else 200)


def _declared(
    request: HttpRequest, form: Form, answers: dict[str, object], communes: list[tuple[str, str]], scope: Scope, by: By, now: datetime
) -> str:
    wards = form.meaning(Means.WARD)
    if any(answers.get(each.name) and answers[each.name] not in dict(communes) for each in wards):
        raise DeclarationRefused(*(Problem(each.name, "not_yours") for each in wards))
    said = Said(
        event_id=event_of(request.POST.get("event_id", "")), form=form.name, answers=answers,
        made_at=opened_at(request.POST.get("opened", ""), now), version=form.version, language=language(), consent=form.consent.version,
        made_for="other", channel="team", staff=scope.staff,
    )  # fmt: skip
    return declare(by=by, now=now, said=said).code


@same_origin_json
@staff_door(Permission.DECLARE_FOR, methods=("POST",), api=True)
def scan(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/khai-ho/quet/`` {text, form}: the fields that a scanned paper fills, or why it is not read. Nothing of it is kept."""
    said: dict[str, Any] = request.said  # type: ignore[attr-defined]
    text, form = said.get("text"), _form(str(said.get("form", ""))[:24])
    if not isinstance(text, str) or len(text) > LONGEST:
        return JsonResponse({"error": "not_text"}, status=422)
    answer = reading.read(text, now=int(now.timestamp()))
    if answer.paper is None:
        words = _("Không đọc được mã này. Hãy quét lại, hoặc gõ tay.")
        return JsonResponse({"error": answer.reason.value if answer.reason else answer.kind.value, "words": words}, status=422)
    return JsonResponse({"kind": answer.kind.value, "fields": fields_of(form, answer.paper)})


def _form(name: str) -> Form:
    try:
        return forms.form(name or FIRST)
    except forms.UnknownForm:
        return forms.form(FIRST)
