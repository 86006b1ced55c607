"""The citizen's own page: who am I, who looked at me, sign out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from truyvet.access.words import role_name
from truyvet.audit.queries import Filter, page
from truyvet.audit.values import By, Scope
from truyvet.people.actions import sign_out as note_sign_out
from truyvet.people.doors import SIGN_IN_URL, Citizen, citizen_door, sign_out_session
from truyvet.people.queries import shown

LOOKS = 50


@dataclass(frozen=True, slots=True)
class Look:
    """One reading of the citizen's name: in which office, what for, when. Never which case, never which official."""

    role: str
    why: str
    at: datetime


@citizen_door()
def me(request: HttpRequest, *, citizen: Citizen, scope: Scope, **_: object) -> HttpResponse:
    """``/toi/``"""
    own = Scope.system("citizen:self", scope.on)
    person = shown(own, [citizen.person_id])[citizen.person_id]
    # Names are opened in one place only, so this one action is every reading there was.
    entries = page(own, Filter(action="people.open_identities", subject=f"person:{citizen.code}"), size=LOOKS)
    looks = [Look(role_name(entry.role), _why(entry.purpose), entry.at) for entry in entries]
    return render(request, "people/me.html", {"person": person, "looks": looks})


@citizen_door(methods=("POST",))
def sign_out(request: HttpRequest, *, citizen: Citizen, by: By, now: datetime, **_: object) -> HttpResponse:
    """``/toi/dang-xuat/``"""
    note_sign_out(by=by, now=now, code=citizen.code)
    sign_out_session(request)
    return HttpResponseRedirect(SIGN_IN_URL)


def _why(purpose: str) -> str:
    kind = purpose.partition(":")[0]
    known = {"case": _("Điều tra ca bệnh"), "run": _("Truy vết tiếp xúc"), "citizen": _("Theo yêu cầu của bạn")}
    return known.get(kind, _("Việc phòng chống dịch"))
