"""The calendar of loudspeakers: planned by the information department, played in the communes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.campaigns.actions.turns import plan_turns, record_played
from truyvet.campaigns.forms import PlanForm
from truyvet.campaigns.labels import REFUSALS
from truyvet.campaigns.permissions import MAKE_MATERIAL, PLAY_LOUDSPEAKER
from truyvet.campaigns.queries.turns import turns_of_day
from truyvet.campaigns.rules.source_text import MaterialAbsent, MaterialRefused
from truyvet.campaigns.rules.spoken_text import loudspeaker_text, reading_rates
from truyvet.campaigns.views.materials import commune_choices, found_or_404, render_material_page
from truyvet.core.local_day import LocalDay
from truyvet.web.form_errors import add_refusals


@staff_door(MAKE_MATERIAL, methods=("POST",))
def plan(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/truyen-thong/<code>/lich/`` plans the turns of a text."""
    found = found_or_404(scope, code)
    form = PlanForm(request.POST, communes=commune_choices(scope, found))
    if form.is_valid():
        try:
            new = plan_turns(by=by, now=now, scope=scope, code=code, plan=form.plan())
        except MaterialAbsent:
            raise Http404 from None
        except MaterialRefused as refused:
            add_refusals(form, refused.refusals, REFUSALS)
        else:
            messages.success(request, _("Đã xếp thêm %(count)d lượt.") % {"count": new})
            return HttpResponseRedirect(reverse("campaigns:material", kwargs={"code": code}))
    return render_material_page(request, scope, found, form)


@staff_door(PLAY_LOUDSPEAKER)
def turn_list(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/loa/`` shows what is read on a day, with the text, and what was played."""
    try:
        day: date = LocalDay.fromisoformat(request.GET.get("ngay", ""))
    except ValueError:
        day = scope.on
    page, rates = turns_of_day(scope, day, request.GET.get("trang")), reading_rates()
    # The same text is read in many hamlets: it stands once above them.
    texts = {row.material: row.version for row in page.rows if row.version}
    context = {
        "day": day, "today": scope.on, "page": page, "before": day - timedelta(days=1), "after": day + timedelta(days=1),
        "texts": [(version, loudspeaker_text(version.text, "vi", rates)) for version in texts.values()],
        "may_play": day <= scope.on,
    }  # fmt: skip
    return render(request, "campaigns/turns.html", context)


@staff_door(PLAY_LOUDSPEAKER, methods=("POST",))
def played(request: HttpRequest, *, scope: Scope, by: By, now: datetime, turn: int) -> HttpResponse:
    """``/loa/<turn>/da-phat/`` records that a turn was played."""
    try:
        if record_played(by=by, now=now, scope=scope, turn_id=turn):
            messages.success(request, _("Đã ghi: đã phát."))
        else:
            messages.info(request, _("Lượt này đã được ghi trước đó."))
    except MaterialAbsent:
        raise Http404 from None
    except MaterialRefused as refused:
        messages.error(request, str(REFUSALS[refused.code]))
    return HttpResponseRedirect(reverse("campaigns:turns"))
