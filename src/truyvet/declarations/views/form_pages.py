"""A citizen's pages: choose a form, fill it in. Both are kept on the phone, so nothing of anybody stands in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import open_door
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.core.local_day import LocalDay
from truyvet.core.refusal import Refusal
from truyvet.declarations.form_layout import answers_from
from truyvet.declarations.labels import SCRIPT, advice_words, reader_language
from truyvet.declarations.rules import forms
from truyvet.declarations.rules.form_schema import DeclarationForm
from truyvet.declarations.rules.submission import MADE_FOR, TIES, DeclarationRefused, Submission
from truyvet.declarations.views.browser_declarations import remember
from truyvet.declarations.views.form_context import SIGN_IN, form_context
from truyvet.declarations.views.submission_queue import TooManySubmissions, submit_and_wait
from truyvet.web import clock

DEFAULT_FORM = "whole_population"
ICONS = {"domestic_travel": "bus", "entry": "map", "workplace_daily": "venue"}


@dataclass(frozen=True, slots=True)
class FormCard:
    """One way to begin."""

    url: str
    title: str
    text: str = ""
    icon: str = "edit"


def address_of_form(name: str) -> str:
    """Returns the address of a form, with hyphens as addresses have."""
    return reverse("declarations:fill", kwargs={"form": name.replace("_", "-")})


@open_door(reason="anyone may declare; the page holds nothing of anybody")
def choose(request: HttpRequest) -> HttpResponse:
    """``/khai-bao/`` offers the forms to choose from."""
    address = address_of_form(DEFAULT_FORM)
    cards = [
        FormCard(f"{address}#self", _("Khai cho tôi"), _("Trước khi đi làm, đi chợ, qua cổng"), "person"),
        FormCard(f"{address}#relative", _("Khai cho người nhà"), _("Người già, trẻ nhỏ, người không dùng điện thoại"), "people"),
        FormCard(f"{address}#other", _("Khai hộ người khác"), _("Hàng xóm, người bạn đang giúp"), "edit"),
    ]
    others = [
        FormCard(address_of_form(each.name), each.title[reader_language()], icon=ICONS.get(each.name, "edit"))
        for each in forms.load().values()
        if each.name != DEFAULT_FORM
    ]
    return render(request, "declarations/choose.html", {"cards": cards, "others": others, "words": SCRIPT})


@open_door(reason="anyone may declare; the page holds nothing of anybody", methods=("GET", "POST"))
def fill(request: HttpRequest, form: str) -> HttpResponse:
    """``/khai-bao/<form>/``; a post comes from a browser without scripts."""
    try:
        chosen = forms.form(form.replace("-", "_"))
    except forms.UnknownForm:
        raise Http404 from None
    if request.method == "POST":
        return _posted(request, chosen)
    province = request.GET.get("tinh", "")[:2]
    context = form_context(chosen, on=LocalDay.of(clock.now()), mode="citizen", province=province)
    return render(request, "declarations/fill.html", context)


def _posted(request: HttpRequest, form: DeclarationForm) -> HttpResponse:
    answers = answers_from(form, request.POST)
    made_for = _one_of(request.POST.get("made_for", ""), MADE_FOR)
    tie = _one_of(request.POST.get("tie", ""), TIES)
    now = clock.now()
    submission = Submission(
        event_id=event_of(request.POST.get("event_id", "")), form=form.name, answers=answers,
        made_at=opened_at(request.POST.get("opened", ""), now), version=form.version, language=reader_language(),
        consent=request.POST.get("consent", form.consent.version)[:16], made_for=made_for, tie=tie,
    )  # fmt: skip
    problems: tuple[Refusal, ...]
    try:
        declared = submit_and_wait(request, submission)
        page = render(
            request, "declarations/sent.html", {"declared": declared, "advice": advice_words(declared.triage), "sign_in_url": SIGN_IN}
        )
        if declared.needs_sign_in:
            remember(request, page, submission.event_id)
        return page
    except TooManySubmissions:
        problems = (Refusal("too_many_sent"),)
    except DeclarationRefused as refused:
        problems = refused.refusals
    except IdempotencyConflict:
        problems = (Refusal("unknown_form"),)
    province = request.GET.get("tinh", "")[:2] or str(answers.get("provinceId", ""))
    context = form_context(
        form, on=LocalDay.of(now), mode="citizen", answers=answers, problems=problems, province=province, made_for=made_for, tie=tie
    )
    return render(request, "declarations/fill.html", context, status=422)


def _one_of(text: str, allowed: tuple[str, ...]) -> str:
    return text if text in allowed else allowed[0]


def event_of(text: str) -> UUID:
    """Returns the page's own event id: a post sent twice is one declaration. Another text gets a fresh one."""
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def opened_at(text: str, now: datetime) -> datetime:
    """Returns when the page was opened: sent twice it is the same declaration. ``now`` for anything that is not of the last day."""
    at = datetime.fromtimestamp(int(text), UTC) if text.isascii() and text.isdecimal() and len(text) <= 10 else now
    return at if timedelta(0) <= now - at < timedelta(days=1) else now
