"""Pages of a team that need a network: printed cards of a round, and how much each volunteer has walked."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID, uuid4, uuid5

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.core.pagination import list_page
from truyvet.passes.actions import PassRefused, issue_card
from truyvet.passes.card_pdf import MAX_CARDS_PER_FILE, cards_pdf
from truyvet.passes.labels import refusal_words
from truyvet.teams.permissions import WALK_ROUND
from truyvet.teams.queries.round_cards import card_persons, round_cards
from truyvet.teams.queries.rounds import find_round, is_of_team
from truyvet.teams.queries.volunteer_work import volunteer_days


@staff_door(WALK_ROUND, methods=("GET", "POST"))
def cards(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/tung-nha/the/<code>/`` prints cards for those of the round who have no telephone and declared; the server signs them."""
    found = find_round(scope, code)
    if found is None or not is_of_team(scope, found):
        raise Http404
    if request.method == "POST":
        # Those whom the page named: the same press again, after a broken answer, prints the same cards.
        people = card_persons(scope, found, request.POST.get("persons", "").split()[:MAX_CARDS_PER_FILE])
        try:
            event = UUID(request.POST.get("event_id", ""))
            with transaction.atomic():
                made = [
                    issue_card(by=by, now=now, event_id=uuid5(event, each), person_id=person, entropy=secrets.token_bytes)
                    for each, person in people.items()
                ]
        except (PassRefused, IdempotencyConflict, ValueError) as problem:
            messages.error(request, refusal_words(problem.code if isinstance(problem, PassRefused) else "event_conflict"))
            return HttpResponseRedirect(reverse("teams:cards", kwargs={"code": code}))
        if made:
            answer = HttpResponse(cards_pdf(made, now), content_type="application/pdf")
            answer["Content-Disposition"], answer["Cache-Control"] = 'attachment; filename="the-giay.pdf"', "no-store, private"
            return answer
        messages.error(request, _("Không còn ai cần in thẻ."))
    wanted = round_cards(scope, found, now)
    context = {
        "round": found, "cards": wanted, "due": len(wanted.due), "persons": " ".join(wanted.due[:MAX_CARDS_PER_FILE]),
        "most": MAX_CARDS_PER_FILE, "event_id": uuid4(),
    }  # fmt: skip
    return render(request, "teams/cards.html", context)


@staff_door(WALK_ROUND)
def own_work(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/tung-nha/cong/`` shows hours and doors of the reader, and of the members of a team that they lead."""
    page = list_page(volunteer_days(scope), request.GET.get("trang"), read=list)
    return render(request, "teams/own_work.html", {"page": page})
