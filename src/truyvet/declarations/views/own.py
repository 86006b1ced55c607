"""What the page fetches after it was drawn: the signed-in citizen's own answers, and the units of a province."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from truyvet.access.doors import open_door
from truyvet.audit.values import Scope
from truyvet.declarations import queries
from truyvet.declarations.views.asking import public
from truyvet.declarations.words import form_title
from truyvet.people.doors import Citizen, citizen_door
from truyvet.places import queries as places
from truyvet.places.queries import Place
from truyvet.places.rules import Level
from truyvet.web import clock

DAY = 24 * 3600


@citizen_door()
def own(request: HttpRequest, *, citizen: Citizen, scope: Scope, **_: object) -> HttpResponse:
    """``/khai-bao/toi/``: what fills the next form, for whom one declares, what was declared. Never kept by the worker."""
    me = citizen.person_id
    return JsonResponse(
        {
            "answers": queries.carried(scope, me),
            "relatives": [asdict(each) for each in queries.relatives(scope, me)],
            "recent": [
                {
                    "code": each.code, "title": form_title(each.form), "at": each.made_at.isoformat(), "made_for": each.made_for,
                    "name": each.name, "open": each.open,
                }
                for each in queries.own(scope, me)
            ],
        }
    )  # fmt: skip


@open_door(reason="the administrative units are public facts")
def units(request: HttpRequest, code: str) -> HttpResponse:
    """``/khai-bao/don-vi/<province>/``: the units under a province as a tree [{code, name, units}]; phones keep it."""
    on = clock.local_day(clock.now())
    province = places.unit(public(on), code, on)
    if province is None or province.level is not Level.PROVINCE:
        raise Http404
    answer = JsonResponse({"code": province.code, "name": province.name, "units": _tree(province, on)})
    answer["Cache-Control"] = f"public, max-age={DAY}"
    return answer


def _tree(province: Place, on: date) -> list[dict[str, Any]]:
    scope = public(on)
    tops = places.children(scope, province.path, on)
    under: dict[str, list[dict[str, str]]] = {each.path: [] for each in tops if each.level is Level.DISTRICT}
    for commune in places.communes(scope, province.path, on) if under else ():
        under[commune.path.rstrip("/").rpartition("/")[0] + "/"].append({"code": commune.code, "name": commune.name})
    return [
        {"code": each.code, "name": each.name, "level": each.level.value, **({"units": under[each.path]} if each.path in under else {})}
        for each in tops
    ]
