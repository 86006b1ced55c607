"""Hands a campaign's next numbers to a partner, and gives the sealed file out."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.campaigns.actions.partner_files import hand_partner_file, seal_partner_file
from truyvet.campaigns.labels import PARTNER_REFUSALS
from truyvet.campaigns.permissions import MANAGE_PARTNERS
from truyvet.campaigns.rules.campaign_state import CampaignAbsent
from truyvet.campaigns.rules.partner import PartnerRefused


@staff_door(MANAGE_PARTNERS, methods=("POST",))
def hand(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/dot-nhan-tin/<code>/giao-tep/`` hands the next numbers to the partner of the form."""
    try:
        hand_partner_file(by=by, now=now, scope=scope, code=code, partner_code=request.POST.get("partner", ""))
    except CampaignAbsent:
        raise Http404 from None
    except PartnerRefused as refused:
        messages.error(request, str(PARTNER_REFUSALS[refused.refusals[0].code]))
    else:
        messages.success(request, _("Đã ghi giao cho đối tác. Hãy tải tệp rồi gửi cho họ."))
    return HttpResponseRedirect(reverse("campaigns:campaign", kwargs={"code": code}))


@staff_door(MANAGE_PARTNERS, methods=("POST",))
def download(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/tep-doi-tac/<code>/`` gives the sealed file out, which is recorded."""
    try:
        sealed = seal_partner_file(by=by, now=now, scope=scope, code=code)
    except CampaignAbsent:
        raise Http404 from None
    except PartnerRefused as refused:
        messages.error(request, str(PARTNER_REFUSALS[refused.refusals[0].code]))
        return HttpResponseRedirect(reverse("campaigns:campaigns"))
    answer = HttpResponse(sealed, content_type="application/pkcs7-mime")
    answer["Content-Disposition"] = f'attachment; filename="{code}.p7m"'
    return answer
