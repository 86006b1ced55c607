"""What a commune or district looks after: its own residents who are contacts, whoever the case is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from truyvet.access.doors import staff_door
from truyvet.access.permissions import OPEN_NAMES
from truyvet.audit.values import By, Scope
from truyvet.investigations.permissions import SEE_OWN_RESIDENTS
from truyvet.investigations.queries import ResidentRow, Residents, residents
from truyvet.people.actions import open_identities
from truyvet.people.values import Identity
from truyvet.web.component_values import Chip
from truyvet.web.display_format import number_words
from truyvet.web.errors import forbidden

ROUNDS = ("1", "2", "3")
"""What the address may ask for."""


@dataclass(frozen=True, slots=True)
class ResidentLine:
    """A resident; ``identity`` when names were opened."""

    row: ResidentRow
    seconds: int | None
    identity: Identity | None


@staff_door(SEE_OWN_RESIDENTS, methods=("GET", "POST"))
def residents_page(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/nguoi-can-theo-doi/?vong=<1 or 2>&trang=<page>``: by POST the names and numbers of who is shown too; the reading is recorded."""
    permissions: frozenset[str] = getattr(request, "permissions", frozenset())
    may_open = OPEN_NAMES.value in permissions
    opening = request.method == "POST"
    if opening and not may_open:
        return forbidden(request)
    asked = request.GET.get("vong", "")
    chosen = int(asked) if asked in ROUNDS else None
    found = residents(scope, generation=chosen, page=request.GET.get("trang"))
    opened: dict[int, Identity] = {}
    if opening:
        people = [row.person.person_id for row in found.page.rows]
        opened = open_identities(by=by, now=now, scope=scope, person_ids=people, purpose=purpose_of(scope))
    context = {
        "heading": headline(found, chosen),
        "chips": _chips(found, chosen),
        "lines": [ResidentLine(row, row.minutes * 60 or None, opened.get(row.person.person_id)) for row in found.page.rows],
        "page": found.page,
        "opened": opening,
        "may_open": may_open,
    }
    return render(request, "investigations/residents.html", context)


def purpose_of(scope: Scope) -> str:
    """What names are opened for: the residents of these units, as paths."""
    return f"residents:{' '.join(scope.paths)}"[:120]


def headline(found: Residents, chosen: int | None = None) -> str:
    """The finding, as the page's heading."""
    if not found.page.total:
        return _("Chưa có ai cần theo dõi")
    words = {"n": number_words(found.page.total), "level": chosen}
    if chosen is not None:
        return ngettext("1 người F%(level)s cần theo dõi", "%(n)s người F%(level)s cần theo dõi", found.page.total) % words
    return ngettext("1 người ở địa bàn cần theo dõi", "%(n)s người ở địa bàn cần theo dõi", found.page.total) % words


def _chips(found: Residents, chosen: int | None) -> list[Chip]:
    """One for each round that has somebody, and for the one that is on."""
    page = reverse("investigations:residents")
    rounds = sorted({*found.generations, *([chosen] if chosen else [])})
    switched = {each: page if each == chosen else f"{page}?vong={each}" for each in rounds}
    return [Chip(f"F{each}", url, each == chosen, found.generations.get(each, 0)) for each, url in switched.items()]
