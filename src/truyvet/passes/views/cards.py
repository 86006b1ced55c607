"""Pages that print cards: a citizen prints their own, a community team those of the people it declared for."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.passes.actions import IssuedCard, PassRefused, issue_card
from truyvet.passes.card_pdf import MAX_CARDS_PER_FILE, cards_pdf
from truyvet.passes.declaration_ownership import pending_declarations
from truyvet.passes.labels import refusal_words
from truyvet.passes.permissions import PRINT_CARD
from truyvet.people.citizen_door import Citizen, citizen_door
from truyvet.people.queries import person_ids_by_code
from truyvet.people.rules.pseudonyms import CodeInvalid, read


@citizen_door(("GET", "POST"))
def own_card(request: HttpRequest, *, citizen: Citizen, by: By, now: datetime, **_scope: object) -> HttpResponse:
    """``/ma/the/``: what a card is, and one's own as a PDF."""
    refused = ""
    if request.method == "POST":
        try:
            pending = pending_declarations(request, by=by, now=now, person_id=citizen.person_id)
            if pending and pending[0].stops_a_pass:
                raise PassRefused(pending[0].reason)
            made = _issue(by, now, _event(request, ""), citizen.person_id)
        except PassRefused as problem:
            refused = refusal_words(problem.code)
        else:
            return _pdf([made], now)
    return render(request, "passes/own_card.html", {"refused": refused, "event_id": uuid.uuid4()}, status=422 if refused else 200)


@staff_door(PRINT_CARD)
def cards(request: HttpRequest, *, scope: Scope, **_by: object) -> HttpResponse:
    """``/the/``: type the codes of the people for whom cards are printed."""
    return render(request, "passes/cards.html", {"event_id": uuid.uuid4()})


@staff_door(PRINT_CARD, methods=("POST",))
def card(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/the/in/`` with ``person`` (one code or several), ``event_id`` and ``next``: the sheets as a PDF.

    When somebody cannot have a card: back to ``next`` (or /the/) with the reason, and no card for anybody.
    """
    try:
        people = _people(scope, request.POST.get("person", ""))
        with transaction.atomic():
            made = [_issue(by, now, _event(request, code), person) for code, person in people.items()]
    except PassRefused as problem:
        messages.error(request, refusal_words(problem.code))
        return HttpResponseRedirect(_back(request))
    return _pdf(made, now)


def _people(scope: Scope, typed: str) -> dict[str, int]:
    """Returns person ids by code. Raises PassRefused("unknown_person") when one is not within reach."""
    codes = []
    for word in typed.replace(",", " ").replace(";", " ").split()[: MAX_CARDS_PER_FILE + 1]:
        try:
            codes.append(read(word))
        except CodeInvalid:
            raise PassRefused("unknown_person") from None
    if not codes:
        raise PassRefused("nobody")
    if len(codes) > MAX_CARDS_PER_FILE:
        raise PassRefused("too_many")
    found = person_ids_by_code(scope, codes)
    if len(found) < len(set(codes)):
        raise PassRefused("unknown_person")
    return {code: found[code] for code in dict.fromkeys(codes)}


def _issue(by: By, now: datetime, event_id: uuid.UUID, person_id: int) -> IssuedCard:
    try:
        return issue_card(by=by, now=now, event_id=event_id, person_id=person_id, entropy=secrets.token_bytes)
    except IdempotencyConflict:
        raise PassRefused("event_conflict") from None


def _event(request: HttpRequest, part: str) -> uuid.UUID:
    """Returns the form's event id, another one for each person of a sheet; a fresh one when the form brought none."""
    try:
        return uuid.uuid5(uuid.UUID(request.POST.get("event_id", "")), part)
    except ValueError:
        return uuid.uuid4()


def _back(request: HttpRequest) -> str:
    asked = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return asked if ours else reverse("passes:cards")


def _pdf(made: list[IssuedCard], now: datetime) -> HttpResponse:
    answer = HttpResponse(cards_pdf(made, now), content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="the-giay.pdf"'
    answer["Cache-Control"] = "no-store, private"
    return answer
