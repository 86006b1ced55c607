"""The electronic poster for public screens."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from truyvet.access.doors import open_door
from truyvet.audit.values import Scope
from truyvet.campaigns.queries.materials import material_file
from truyvet.campaigns.rules.source_text import VersionState
from truyvet.campaigns.sheet_pdf import code_svg
from truyvet.core.local_day import LocalDay
from truyvet.web import clock


@open_door(reason="a poster for public screens: the text is published, and nobody is named")
def screen(request: HttpRequest, *, code: str) -> HttpResponse:
    """``/man-hinh/<code>/`` plays a text in both languages; sw.js keeps it for when there is no network."""
    today = LocalDay.of(clock.now())
    found = material_file(Scope.system("campaigns.screen", today), code)
    if found is None or found.shown.state is VersionState.UPCOMING:
        raise Http404
    text = found.shown.text
    context = {
        "text": text,
        "slides": [(language, text.title(language), text.points(language)) for language in ("vi", "en")],
        "expired": found.shown.state is VersionState.EXPIRED,
        "ends": int(LocalDay.of_date(text.last + timedelta(days=1)).start.timestamp()),
        "drawing": mark_safe(code_svg(text.link)),  # noqa: S308 - drawn by us: modules of a code, no word of the text
    }
    return render(request, "campaigns/screen.html", context)
