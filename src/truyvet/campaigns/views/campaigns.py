"""Campaigns: the list, the form, the page on which they are approved and watched, and their effect."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.campaigns.actions.campaigns import make_campaign, take_step
from truyvet.campaigns.forms import CampaignForm
from truyvet.campaigns.labels import CAMPAIGN_REFUSALS, CAMPAIGN_STATES, CAMPAIGN_STEPS, CHANNELS, RECIPIENT_STATES
from truyvet.campaigns.models import Campaign
from truyvet.campaigns.permissions import APPROVE_CAMPAIGN, MAKE_CAMPAIGN, MANAGE_PARTNERS, RUN_CAMPAIGN, SEE_CAMPAIGNS
from truyvet.campaigns.queries import campaigns as queries
from truyvet.campaigns.queries.partners import files_of, partners_with_certificate
from truyvet.campaigns.rules.campaign_state import (
    ENDED,
    TAKES_BACK,
    CampaignAbsent,
    CampaignChannel,
    CampaignRefused,
    CampaignState,
    CampaignStep,
    RecipientState,
    approvals_needed,
)
from truyvet.campaigns.rules.effect import effect, wilson
from truyvet.campaigns.rules.pace import sending_figures
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.core.refusal import Refusal
from truyvet.core.registry import audiences
from truyvet.places.queries import units_in_scope
from truyvet.places.rules import UnitLevel
from truyvet.web.form_errors import add_refusals

RUN_STEPS: Final = {"tam-dung": CampaignStep.PAUSED, "gui-tiep": CampaignStep.RESUMED, "dung": CampaignStep.STOPPED}
MAX_NUMBER_DIGITS: Final = 9


@staff_door(SEE_CAMPAIGNS)
def campaign_list_page(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/dot-nhan-tin/`` lists the campaigns."""
    page = queries.campaign_list(scope, request.GET.get("trang"))
    lines = [(row, _audience_words(scope, row), *CAMPAIGN_STATES[CampaignState(row.state)]) for row in page.rows]
    return render(request, "campaigns/campaigns.html", {"page": page, "lines": lines, "may_make": _may(request, MAKE_CAMPAIGN.value)})


@staff_door(MAKE_CAMPAIGN, methods=("GET", "POST"))
def new_campaign(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/dot-nhan-tin/tao/`` makes a draft."""
    texts, units = queries.campaign_texts(scope), [each for level in UnitLevel for each in units_in_scope(scope, level, scope.on)]
    wanted = queries.selector(scope, request.POST.get("audience") or request.GET.get("doi-tuong", ""))
    chosen = list(audiences()) if wanted is None or wanted in audiences() else [wanted, *audiences()]
    form = CampaignForm(
        request.POST or None,
        initial={"audience": wanted.name} if wanted else None,
        audiences=[(each.name, each.label) for each in chosen],
        units=[(str(each.id), each.name) for each in units],
        templates=[(name, text.text["vi"].format(**dict.fromkeys(text.params, "…"))) for name, text in texts.items()],
        starts_at=now,
    )
    if request.method == "POST" and form.is_valid():
        try:
            code = make_campaign(
                by=by, now=now, scope=scope, event_id=form.cleaned_data["event_id"], plan=form.plan(), seed=secrets.token_hex(8)
            )
        except CampaignAbsent:
            raise Http404 from None
        except CampaignRefused as refused:
            add_refusals(form, refused.refusals, CAMPAIGN_REFUSALS)
        except IdempotencyConflict:
            add_refusals(form, [Refusal("other_body")], CAMPAIGN_REFUSALS)
        else:
            messages.success(request, _("Đã lưu bản nháp. Hãy xem số người nhận rồi trình duyệt."))
            return _to(code)
    return render(request, "campaigns/new_campaign.html", {"form": form}, status=422 if form.errors else 200)


@staff_door(SEE_CAMPAIGNS)
def campaign_page(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/dot-nhan-tin/<code>/`` shows text, audience, cost, approvals and progress. ``?lech=1`` counts the audience as it is now."""
    row = _found(scope, code)
    state, figures, words = CampaignState(row.state), sending_figures(), queries.words_of(scope, row.template, row.phone)
    far = queries.progress(scope, row, now)
    is_before = state in (CampaignState.DRAFT, CampaignState.WAITING) and row.frozen_at is None
    counts = queries.audience_counts(queries.audience_scope(row, now), row, now) if is_before or "lech" in request.GET else None
    size, parts = counts.numbers if counts and is_before else (far.frozen or row.size), words[1] if words else 0
    given, per_hour = queries.approvals(scope, row), figures.per_hour(row.operators)
    context = {
        "row": row, "state": CAMPAIGN_STATES[state], "audience": _audience_words(scope, row), "words": words and words[0], "parts": parts,
        "counts": counts, "size": size, "cost": parts * size * figures.price_per_part, "figures": figures, "per_hour": per_hour,
        "hours": -(-size // per_hour) if per_hour else 0, "is_before": is_before, "far": far,
        "drift": counts.numbers - far.frozen if counts and row.frozen_at else None,
        "by_state": [(RECIPIENT_STATES[each], count) for each, count in far.by_state.items()],
        "done": far.frozen - far.by_state[RecipientState.WAITING], "given": len(given), "needed": approvals_needed(size),
        "entries": [(each, CAMPAIGN_STEPS[CampaignStep(each.step)]) for each in queries.campaign_entries(scope, row)],
        "channels": [CHANNELS[CampaignChannel(each)] for each in row.channels.split(",")],
        "may_submit": state is CampaignState.DRAFT and _may(request, MAKE_CAMPAIGN.value),
        "may_approve": state is CampaignState.WAITING
        and _may(request, APPROVE_CAMPAIGN.value)
        and by.staff not in {row.created_by_id, *given},
        "may_run": _may(request, RUN_CAMPAIGN.value), "is_ended": state in ENDED, "is_running": state is CampaignState.RUNNING,
        "is_paused": state is CampaignState.PAUSED, "takes_back": TAKES_BACK, "seen": f"?v={row.version}&n={size}",
    }  # fmt: skip
    if row.channels == CampaignChannel.PARTNER:
        context |= {
            "files": files_of(scope, row),
            "partners": partners_with_certificate(scope),
            "may_hand": _may(request, MANAGE_PARTNERS.value),
        }
    return render(request, "campaigns/campaign.html", context)


@staff_door(SEE_CAMPAIGNS)
def effect_page(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/dot-nhan-tin/<code>/hieu-qua/`` shows who acted among those written to and among those held back, with intervals."""
    row = _found(scope, code)
    groups = queries.effect_counts(queries.audience_scope(row, now), row)
    difference = effect(*groups) if groups else None
    shown = [(count, _percent(wilson(count))) for count in groups] if groups else []
    return render(
        request,
        "campaigns/effect.html",
        {"row": row, "groups": shown, "difference": _percent(difference) if difference else None, "days": sending_figures().effect_days},
    )


@staff_door(MAKE_CAMPAIGN, methods=("POST",))
def submit(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/dot-nhan-tin/<code>/trinh/`` hands a draft in for approval."""
    return _take(request, scope, by, now, code, CampaignStep.SUBMITTED)


@staff_door(APPROVE_CAMPAIGN, methods=("POST",))
def approve(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/dot-nhan-tin/<code>/duyet/`` approves a campaign to the number of recipients that stood on the page."""
    return _take(request, scope, by, now, code, CampaignStep.APPROVED)


@staff_door(APPROVE_CAMPAIGN, methods=("POST",))
def send_back(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/dot-nhan-tin/<code>/tra-lai/`` gives a campaign back to its maker."""
    return _take(request, scope, by, now, code, CampaignStep.SENT_BACK)


@staff_door(RUN_CAMPAIGN, methods=("POST",))
def run_step(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str, run: str) -> HttpResponse:
    """``/dot-nhan-tin/<code>/<tam-dung, gui-tiep or dung>/`` pauses, resumes or stops."""
    if run not in RUN_STEPS:
        raise Http404
    return _take(request, scope, by, now, code, RUN_STEPS[run])


def _take(request: HttpRequest, scope: Scope, by: By, now: datetime, code: str, step: CampaignStep) -> HttpResponse:
    try:
        take_step(
            by=by, now=now, scope=scope, code=code, step=step, version=_number(request, "v"), reason=request.POST.get("reason", "")[:500],
            size_seen=_number(request, "n"),
        )  # fmt: skip
    except CampaignAbsent:
        raise Http404 from None
    except CampaignRefused as refused:
        messages.error(request, str(CAMPAIGN_REFUSALS[refused.code]))
    else:
        messages.success(request, _("Đã ghi: %(step)s.") % {"step": CAMPAIGN_STEPS[step]})
    return _to(code)


def _number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MAX_NUMBER_DIGITS else 0


def _found(scope: Scope, code: str) -> Campaign:
    row = queries.campaign_by_code(scope, code)
    if row is None:
        raise Http404
    return row


def _audience_words(scope: Scope, row: Campaign) -> str:
    found = queries.selector(scope, row.audience)
    words = str(found.label) if found else row.audience
    return words.replace(" N ", f" {row.days} ")


def _percent(interval: object) -> tuple[float, float, float]:
    low, high, value = (100 * getattr(interval, name) for name in ("low", "high", "value"))
    return value, low, high


def _may(request: HttpRequest, permission: str) -> bool:
    return permission in getattr(request, "permissions", ())


def _to(code: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("campaigns:campaign", kwargs={"code": code}))
