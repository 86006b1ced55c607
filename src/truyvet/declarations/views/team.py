"""Pages on which a community team declares for somebody at their door: scan the documents, fill the form, next household."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.codes import code_reader
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.core.refusal import Refusal
from truyvet.declarations import queries
from truyvet.declarations.actions import declare
from truyvet.declarations.form_layout import answers_from
from truyvet.declarations.identity_documents import document_answers
from truyvet.declarations.labels import advice_words, reader_language
from truyvet.declarations.permissions import DECLARE_FOR
from truyvet.declarations.rules import forms
from truyvet.declarations.rules.form_schema import DeclarationForm, FieldMeaning
from truyvet.declarations.rules.submission import DeclarationRefused, Submission
from truyvet.declarations.views.form_context import form_context
from truyvet.declarations.views.form_pages import DEFAULT_FORM, event_of, opened_at
from truyvet.places import queries as places
from truyvet.places.rules import UnitLevel
from truyvet.web.component_values import Chip
from truyvet.web.doors import same_origin_json

MAX_SCAN_CHARS: Final = 8_000
"""Characters of a scanned text."""


@staff_door(DECLARE_FOR, methods=("GET", "POST"))
def team(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/khai-ho/?mau=<form>&xong=<code of the one just written>`` shows the form that a community team fills in for others."""
    form = _form(request.GET.get("mau", ""))
    communes = [(each.code, each.name) for each in places.units_in_scope(scope, UnitLevel.COMMUNE, scope.on)]
    answers: dict[str, object] = {}
    problems: tuple[Refusal, ...] = ()
    if request.method == "POST":
        answers = answers_from(form, request.POST)
        try:
            code = _declared(request, form, answers, communes, scope, by, now)
            return HttpResponseRedirect(f"{reverse('declarations:team')}?mau={form.name}&xong={code}")
        except DeclarationRefused as refused:
            problems = refused.refusals
        except IdempotencyConflict:
            problems = (Refusal("unknown_form"),)
    elif len(communes) == 1:
        answers = {each.name: communes[0][0] for each in form.meaning(FieldMeaning.WARD)}
    done = queries.team_receipt(scope, request.GET.get("xong", "")[:16]) if not problems else None
    context = {
        **form_context(form, on=scope.on, mode="team", answers=answers, problems=problems, communes=communes),
        "chips": [
            Chip(each.title[reader_language()], f"?mau={each.name}", on=each.name == form.name)
            for each in sorted(forms.load().values(), key=lambda each: each.name != DEFAULT_FORM)
        ],
        "done": done, "advice": advice_words(done.triage) if done else (), "scan_url": reverse("declarations:scan"),
        "heading": _("Khai hộ"),
    }  # fmt: skip
    return render(request, "declarations/team.html", context, status=422 if problems else 200)


def _declared(
    request: HttpRequest,
    form: DeclarationForm,
    answers: dict[str, object],
    communes: list[tuple[str, str]],
    scope: Scope,
    by: By,
    now: datetime,
) -> str:
    wards = form.meaning(FieldMeaning.WARD)
    if any(answers.get(each.name) and answers[each.name] not in dict(communes) for each in wards):
        raise DeclarationRefused(*(Refusal("not_yours", each.name) for each in wards))
    submission = Submission(
        event_id=event_of(request.POST.get("event_id", "")),
        form=form.name,
        answers=answers,
        made_at=opened_at(request.POST.get("opened", ""), now),
        version=form.version,
        language=reader_language(),
        consent=form.consent.version,
        made_for="other",
        channel="team",
        staff=scope.staff,
    )
    return declare(by=by, now=now, submission=submission).code


@same_origin_json
@staff_door(DECLARE_FOR, methods=("POST",), api=True)
def scan(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/khai-ho/quet/`` {text, form}: answers the fields that a scanned document fills, or why it cannot be read. Nothing is stored."""
    body: dict[str, Any] = request.json_body  # type: ignore[attr-defined]
    text, form = body.get("text"), _form(str(body.get("form", ""))[:24])
    if not isinstance(text, str) or len(text) > MAX_SCAN_CHARS:
        return JsonResponse({"error": "not_text"}, status=422)
    answer = code_reader.read_code(text, now=int(now.timestamp()))
    if answer.document is None:
        words = _("Không đọc được mã này. Hãy quét lại, hoặc gõ tay.")
        return JsonResponse({"error": answer.reason.value if answer.reason else answer.kind.value, "words": words}, status=422)
    return JsonResponse({"kind": answer.kind.value, "fields": document_answers(form, answer.document)})


def _form(name: str) -> DeclarationForm:
    try:
        return forms.form(name or DEFAULT_FORM)
    except forms.UnknownForm:
        return forms.form(DEFAULT_FORM)
