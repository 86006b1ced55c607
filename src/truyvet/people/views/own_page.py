"""The citizen's own page: who am I, who looked at me, what is held about me, sign out."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from truyvet.audit.values import By, Scope
from truyvet.core import registry
from truyvet.people.actions import sign_out as note_sign_out
from truyvet.people.citizen_door import SIGN_IN_URL, Citizen, citizen_door, sign_out_session
from truyvet.people.queries import masked_persons
from truyvet.people.rules.names import NO_NAME
from truyvet.people.values import OWN_LINK
from truyvet.people.views.access_history import name_readings
from truyvet.people.views.own_data import own_scope


@citizen_door()
def me(request: HttpRequest, *, citizen: Citizen, scope: Scope, **_: object) -> HttpResponse:
    """``/toi/`` is the citizen's own page."""
    own = own_scope(scope)
    person = masked_persons(own, [citizen.person_id])[citizen.person_id]
    links = [link for ask in registry.answers(OWN_LINK) if (link := ask(own, citizen.person_id))]
    context = {"links": links, "person": person, "nameless": person.masked == NO_NAME, "looks": name_readings(own, citizen)}
    return render(request, "people/me.html", context)


@citizen_door(methods=("POST",))
def sign_out(request: HttpRequest, *, citizen: Citizen, by: By, now: datetime, **_: object) -> HttpResponse:
    """``/toi/dang-xuat/`` signs the citizen out."""
    note_sign_out(by=by, now=now, code=citizen.code)
    sign_out_session(request)
    return HttpResponseRedirect(SIGN_IN_URL)
