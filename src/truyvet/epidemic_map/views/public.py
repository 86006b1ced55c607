"""The map for everybody: levels, zones, points and places with notices. Nobody is asked where they are; the browser works that out."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from truyvet.access.doors import open_door
from truyvet.areas.queries.map_marks import public_marks_on
from truyvet.audit.values import Scope
from truyvet.core.local_day import LocalDay
from truyvet.core.pagination import list_page
from truyvet.epidemic_map.labels import LOOKS, NO_LEVEL
from truyvet.epidemic_map.queries.public_map import PublicMap, public_map
from truyvet.epidemic_map.rules.choice import TABLE_ROWS
from truyvet.epidemic_map.rules.looks import LEVEL_LOOKS, PAGE_MAX_AGE_H, Look
from truyvet.epidemic_map.views.map_context import map_context
from truyvet.notices.queries.notices import public_places
from truyvet.web import clock

LOCATION_POLICY: Final = "camera=(), geolocation=(self), microphone=(), payment=(), usb=()"
"""The one page that may ask the browser where it is. The answer stays there."""


@open_door(reason="levels of units as decided, published zones, points and places; no person, no count", methods=("GET",))
def public_page(request: HttpRequest) -> HttpResponse:
    """``/ban-do-dich/``: how dangerous each commune is, as the province decided."""
    now = clock.now()
    today = LocalDay.of(now)
    scope = Scope("public", (), today)
    found = public_map(scope, now)
    marks = public_marks_on(scope, today)
    context = map_context(found.drawn, found.rows, marks, ()) | {
        "heading": _heading(found), "map": found, "now": now, "stale_at": now + timedelta(hours=PAGE_MAX_AGE_H),
        "table": list_page(found.rows, request.GET.get("trang"), page_rows=TABLE_ROWS), "places": public_places(scope, now),
        "legend": [(look.value, LOOKS[look]) for look in LEVEL_LOOKS] + [(Look.NO_REPORT.value, NO_LEVEL)],
    }  # fmt: skip
    response = render(request, "epidemic_map/public.html", context)
    response["Permissions-Policy"] = LOCATION_POLICY
    return response


def _heading(found: PublicMap) -> str:
    known = [row for row in found.rows if row.look is not Look.NO_REPORT]
    if not known:
        return _("Chưa có công bố mức nguy cơ")
    worst = [row for row in known if row.look is known[0].look]
    facts = {"n": len(worst), "level": LOOKS[known[0].look], "unit": worst[0].unit.name}
    if known[0].look is Look.NEW_NORMAL:
        return _("Không nơi nào có nguy cơ cao")
    return ngettext("%(unit)s: %(level)s", "%(n)s nơi ở mức %(level)s", len(worst)) % facts
