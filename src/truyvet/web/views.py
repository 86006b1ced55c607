"""The shell's own doors: language, ground, and the living page of components."""

from __future__ import annotations

from importlib.resources import files

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from truyvet.web import component_examples
from truyvet.web.assets_version import assets_version
from truyvet.web.doors import next_address, shell_door
from truyvet.web.page_context import THEME_COOKIE, THEMES

YEAR_S = 365 * 24 * 3600


@shell_door(reason="anyone may choose the language of the page", methods=("POST",))
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keeps the chosen language in Django's cookie and goes back."""
    answer = HttpResponseRedirect(next_address(request))
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES) and check_for_language(chosen):
        _keep(request, answer, settings.LANGUAGE_COOKIE_NAME, chosen)
    return answer


@shell_door(reason="anyone may choose a light or a dark ground", methods=("POST",))
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keeps the chosen ground in a cookie and goes back."""
    answer = HttpResponseRedirect(next_address(request))
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        _keep(request, answer, THEME_COOKIE, chosen)
    return answer


@shell_door(reason="invented examples only; absent outside demonstrations", methods=("GET",))
@require_GET
def components(request: HttpRequest) -> HttpResponse:
    """Returns every component on one page, with invented words; the browser tests look at it."""
    if not (settings.DEBUG or getattr(settings, "TRUYVET_DEMO", False)):
        raise Http404
    return render(request, "web/components.html", component_examples.context())


@shell_door(reason="a browser that installs the pages reads their name and mark", methods=("GET",))
@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """``/ung-dung.webmanifest`` describes the site as an application that a telephone can install."""
    manifest_json = {
        "name": _("Truy Vết"),
        "short_name": _("Truy Vết"),
        "lang": request.LANGUAGE_CODE,
        "start_url": "/ma/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f3f6f6",
        "theme_color": "#0a6a6a",
        "icons": [{"src": static("web/mark.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(manifest_json, content_type="application/manifest+json")


@shell_door(reason="the script that keeps pages for when there is no network; the same for everybody", methods=("GET",))
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """``/sw.js``: served at the root, since a worker reaches only what lies below its own address."""
    script = files("truyvet.web").joinpath("static", "web", "sw.js").read_text("utf-8").replace("unversioned", assets_version())
    return HttpResponse(script, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


def _keep(request: HttpRequest, answer: HttpResponse, name: str, value: str) -> None:
    answer.set_cookie(name, value, max_age=YEAR_S, httponly=True, samesite="Lax", secure=request.is_secure())
