"""What the citizen changes: puts their entry right, gives or takes back a consent, has everything erased."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from truyvet.audit.values import By, Scope
from truyvet.people import actions, labels
from truyvet.people.actions.erasure import Erasure, RoomErasure
from truyvet.people.citizen_door import Citizen, citizen_door, sign_out_session
from truyvet.people.forms import EraseForm, OwnEntryForm
from truyvet.people.queries import own_entry
from truyvet.people.rules import consents
from truyvet.people.rules.person_entry import PersonInvalid
from truyvet.people.views.commune_choices import commune_choices
from truyvet.people.views.own_data import own_scope


@dataclass(frozen=True, slots=True)
class RoomErasureLine:
    """What becomes of one room's rows: (what, how many)."""

    label: str
    removed: tuple[tuple[str, int], ...]
    blanked: tuple[tuple[str, int], ...]
    kept: tuple[tuple[str, int], ...]
    why: str


@citizen_door(methods=("GET", "POST"))
def correct(request: HttpRequest, *, citizen: Citizen, by: By, now: datetime, scope: Scope) -> HttpResponse:
    """``/toi/du-lieu/sua/`` lets citizens correct their own entry."""
    own = own_scope(scope)
    entry = own_entry(own, citizen.person_id)
    choices = commune_choices(own, entry.commune_id)
    if request.method != "POST":
        form = OwnEntryForm(communes=choices, initial=OwnEntryForm.initial_of(entry))
        return render(request, "people/correct.html", {"form": form})
    form = OwnEntryForm(request.POST, communes=choices)
    if form.is_valid():
        try:
            actions.correct_self(by=by, now=now, person_id=citizen.person_id, person=form.person())
        except PersonInvalid as invalid:
            form.refuse(invalid)
        else:
            messages.success(request, _("Đã sửa. Giá trị cũ không được giữ lại."))
            return HttpResponseRedirect(reverse("people:my_data"))
    return render(request, "people/correct.html", {"form": form})


@citizen_door(methods=("POST",))
def consent(request: HttpRequest, *, citizen: Citizen, by: By, now: datetime, scope: Scope) -> HttpResponse:
    """``/toi/du-lieu/dong-y/``: ``purpose``, and ``do`` "give" or "withdraw"."""
    purpose, do = request.POST.get("purpose", ""), request.POST.get("do", "")
    if purpose not in consents.PURPOSES or do not in ("give", "withdraw"):
        return HttpResponseBadRequest(_("Yêu cầu này không đọc được."), content_type="text/plain; charset=utf-8")
    if do == "withdraw":
        actions.withdraw_consent(by=by, now=now, person_id=citizen.person_id, purpose=purpose)
        messages.success(request, _("Đã rút lại đồng ý, có hiệu lực ngay."))
    else:
        actions.give_consent(
            by=by,
            now=now,
            person_id=citizen.person_id,
            purpose=purpose,
            version=consents.current_text(purpose, scope.on).version,
            language="en" if get_language() == "en" else "vi",
            channel="web",
        )
        messages.success(request, _("Đã ghi đồng ý của bạn."))
    return HttpResponseRedirect(reverse("people:my_data"))


@citizen_door(methods=("GET", "POST"))
def erase(request: HttpRequest, *, citizen: Citizen, by: By, now: datetime, scope: Scope) -> HttpResponse:
    """``/toi/du-lieu/xoa/``: first what would go and what stays, exactly; then, when confirmed, done and signed out."""
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done = actions.erase_self(by=by, now=now, person_id=citizen.person_id)
        sign_out_session(request)
        answer = render(request, "people/erased.html", {"done": done, "fates": _fates(done)})
        # What the phone itself kept goes too: the pass, drafts, forms that waited for the network.
        answer["Clear-Site-Data"] = '"storage"'
        return answer
    planned = actions.preview_erasure(by=by, now=now, person_id=citizen.person_id)
    return render(request, "people/erase.html", {"form": form, "planned": planned, "fates": _fates(planned)})


def _fates(erased: Erasure) -> list[RoomErasureLine]:
    return [_fate(share) for share in erased.shares if share.removed or share.blanked or share.kept]


def _fate(share: RoomErasure) -> RoomErasureLine:
    gone, blanked, left = (
        tuple((labels.table_words(share.part, table), count) for table, count in sorted(rows.items()))
        for rows in (share.removed, share.blanked, share.kept)
    )
    why = str(share.part.kept) if share.blanked or share.kept else ""
    return RoomErasureLine(str(share.part.label or share.part.room), gone, blanked, left, why)
