"""Texts of campaigns: the list, writing one with its cost in sight, and the second person's decision."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.core.refusal import Refusal
from truyvet.messaging import message_templates
from truyvet.messaging.actions import decide_template, write_template
from truyvet.messaging.forms import TemplateForm
from truyvet.messaging.labels import SIMULATOR_WORDS, TEMPLATE_REFUSALS, TEMPLATE_STATES
from truyvet.messaging.permissions import APPROVE_TEMPLATE, WRITE_TEMPLATE
from truyvet.messaging.queries import find_version, template_versions
from truyvet.messaging.rules.written_template import TRANSITIONS, TemplateRefused, TemplateState, plain_letters, text_cost, text_reasons
from truyvet.messaging.views.delivery import template_words
from truyvet.web.form_errors import add_refusals

DECISIONS = {"duyet": TemplateState.APPROVED, "khong": TemplateState.REFUSED, "thoi": TemplateState.ENDED}


@staff_door(APPROVE_TEMPLATE)
def template_list(request: HttpRequest, *, scope: Scope, **_by: object) -> HttpResponse:
    """``/tin-nhan/mau/?trang=<page>`` shows what staff wrote, what comes with the house, and the simulator numbers."""
    versions = template_versions(scope, page=request.GET.get("trang"))
    own = sorted(message_templates.templates().values(), key=lambda each: each.key)
    context = {
        "versions": [(row, TEMPLATE_STATES[TemplateState(row.state)]) for row in versions.rows],
        "page": versions,
        "own": [(template_words(each.name), each.text["vi"], text_cost(each.text["vi"], each.params)) for each in own],
        "simulator": [(f"0{number[3:6]} {number[6:9]} {number[9:]}", words) for number, words in SIMULATOR_WORDS.items()],
        "may_write": WRITE_TEMPLATE.value in getattr(request, "permissions", ()),
    }
    return render(request, "messaging/templates.html", context)


@staff_door(WRITE_TEMPLATE, methods=("GET", "POST"))
def write(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/tin-nhan/mau/viet/?ten=<name>`` writes a version; POST without ``gui`` shows its parts and reasons alone."""
    name = request.GET.get("ten", "")
    if request.method != "POST":
        return render(request, "messaging/write_template.html", {"form": TemplateForm(initial={"event_id": uuid.uuid4()})})
    form = TemplateForm(request.POST)
    if form.is_valid() and request.POST.get("gui"):
        data = form.cleaned_data
        try:
            made = write_template(
                by=by, now=now, scope=scope, event_id=data["event_id"], title=data["title"], vi=data["vi"], en=data["en"], name=name
            )
        except TemplateRefused as refused:
            add_refusals(form, refused.refusals, TEMPLATE_REFUSALS)
        except IdempotencyConflict:
            add_refusals(form, [Refusal("double")], TEMPLATE_REFUSALS)
        else:
            messages.success(request, _("Đã ghi. Một người khác phải duyệt trước khi dùng được."))
            return HttpResponseRedirect(reverse("messaging:template", kwargs={"name": made[0], "number": made[1]}))
    texts = {"vi": request.POST.get("vi", "")[:2_000], "en": request.POST.get("en", "")[:2_000]}
    return render(request, "messaging/write_template.html", {"form": form} | _seen(texts), status=422 if form.errors else 200)


@staff_door(APPROVE_TEMPLATE, methods=("GET", "POST"))
def template_page(request: HttpRequest, *, scope: Scope, by: By, now: datetime, name: str, number: int) -> HttpResponse:
    """``/tin-nhan/mau/<name>/<number>/``: one version; POST ``do`` "duyet", "khong" or "thoi" decides about it."""
    row = find_version(scope, name, number)
    if row is None:
        raise Http404
    if request.method == "POST":
        wanted = DECISIONS.get(request.POST.get("do", ""), TemplateState.WRITTEN)
        try:
            decide_template(by=by, now=now, scope=scope, name=name, number=number, state=wanted)
        except TemplateRefused as refused:
            messages.error(request, str(TEMPLATE_REFUSALS[refused.code]))
        else:
            messages.success(request, _("Đã ghi quyết định."))
        return HttpResponseRedirect(reverse("messaging:template", kwargs={"name": name, "number": number}))
    state = TemplateState(row.state)
    context = {
        "row": row, "state": TEMPLATE_STATES[state], "is_own": row.written_by_id == by.staff, "waits": state is TemplateState.WRITTEN,
        "may_end": TemplateState.ENDED in TRANSITIONS[state], "may_write": WRITE_TEMPLATE.value in getattr(request, "permissions", ()),
    }  # fmt: skip
    return render(request, "messaging/template.html", context | _seen({"vi": row.text_vi, "en": row.text_en}))


def _seen(texts: dict[str, str]) -> dict[str, object]:
    """Returns what both pages show of a text: cost with and without accents, and every reason against it."""
    language = "vi" if get_language() == "vi" else "en"
    return {
        "costs": [(each, text, text_cost(text), plain_letters(text)) for each, text in texts.items()],
        "reasons": [(each.text[language], each.at) for each in text_reasons(texts)],
    }
