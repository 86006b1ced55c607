"""Looking back: places that several cases shared before they fell ill, and which case may have come before which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from truyvet.access.doors import staff_door
from truyvet.access.permissions import TRACE
from truyvet.audit.values import By, Scope
from truyvet.core.pagination import list_page
from truyvet.investigations.labels import place_words
from truyvet.investigations.queries import EarlierCase, SharedPlace, earlier_cases, shared_places
from truyvet.venues.labels import kind_name
from truyvet.web.component_values import Chip
from truyvet.web.display_format import number_words


@dataclass(frozen=True, slots=True)
class CaseStay:
    """A case at a shared place; ``at``: first arrival."""

    case: str
    at: datetime
    seconds: int


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A shared place for the table."""

    found: SharedPlace
    name: str
    kind: str
    sentence: str
    stays: tuple[CaseStay, ...]


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A possible source for the table."""

    found: EarlierCase
    onset: datetime
    source_onset: datetime
    last: datetime
    place: str


@staff_door(TRACE)
def shared(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/truy-vet/nguon-chung/``; ``?ca=`` narrows it to one case."""
    case = request.GET.get("ca", "")[:16]
    everywhere = shared_places(scope)
    places = [found for found in everywhere if not case or any(code == case for code, _who, _at, _length in found.cases)]
    sources = earlier_cases(scope, case=case)
    known = bool(places or sources)
    place_page = list_page(places, request.GET.get("trang"), read=lambda part: [_place(found) for found in part])
    source_page = list_page(sources, request.GET.get("trang-ca"), read=lambda part: [_source(found) for found in part])
    context = {
        "heading": headline(places, sources),
        "places": place_page.rows,
        "place_page": place_page,
        "sources": source_page.rows,
        "source_page": source_page,
        "chips": [Chip(_("Ca %(code)s") % {"code": case}, reverse("investigations:shared"), on=True)] if case and known else [],
        "narrowed": bool(case),
    }
    return render(request, "investigations/shared.html", context)


def headline(places: list[SharedPlace], sources: tuple[EarlierCase, ...]) -> str:
    """The finding, as the page's heading."""
    if places:
        first = places[0]
        words = {"n": number_words(len(first.cases)), "place": place_words(first.place)}
        return _("%(n)s ca cùng đến %(place)s trước khi bệnh") % words
    if sources:
        return ngettext("1 cặp ca có thể lây cho nhau", "%(n)s cặp ca có thể lây cho nhau", len(sources)) % {
            "n": number_words(len(sources))
        }
    return _("Chưa thấy nguồn chung")


def _place(found: SharedPlace) -> PlaceLine:
    stays = tuple(CaseStay(code, datetime.fromtimestamp(first, UTC), seconds) for code, _who, first, seconds in found.cases)
    words = {"n": number_words(len(stays)), "first": stays[0].case}
    if found.pairs_at_once:
        template = ngettext(
            "%(n)s ca đã đến, %(first)s đến trước; 1 cặp ở đó cùng lúc",
            "%(n)s ca đã đến, %(first)s đến trước; %(pairs)s cặp ở đó cùng lúc",
            found.pairs_at_once,
        )
        sentence = template % {**words, "pairs": number_words(found.pairs_at_once)}
    else:
        sentence = _("%(n)s ca đã đến, %(first)s đến trước; không ai cùng lúc với ai") % words
    return PlaceLine(found, place_words(found.place), kind_name(found.place.kind), sentence, stays)


def _source(found: EarlierCase) -> SourceLine:
    onset, before, last = (datetime.fromtimestamp(at, UTC) for at in (found.onset, found.source_onset, found.last))
    return SourceLine(found, onset, before, last, place_words(found.place) if found.place else "")
