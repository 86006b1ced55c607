"""Data that the page fetches after loading: the signed-in citizen's own answers, and the units of a province."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from truyvet.access.doors import open_door
from truyvet.audit.values import Scope
from truyvet.core.local_day import LocalDay
from truyvet.declarations import queries
from truyvet.declarations.labels import form_title
from truyvet.declarations.views.form_context import public_scope
from truyvet.people.citizen_door import Citizen, citizen_door
from truyvet.places import queries as places
from truyvet.places.queries import AdministrativeUnit
from truyvet.places.rules import UnitLevel
from truyvet.web import clock

UNITS_MAX_AGE_S = 24 * 3600
"""Units change some times a year, on a day that is known long before."""


@citizen_door()
def own(request: HttpRequest, *, citizen: Citizen, scope: Scope, **_: object) -> HttpResponse:
    """``/khai-bao/toi/``: what fills the next form, for whom one declares, what was declared. Never kept by the worker."""
    me = citizen.person_id
    return JsonResponse(
        {
            "answers": queries.lasting_answers(scope, me),
            "relatives": [asdict(each) for each in queries.relatives(scope, me)],
            "recent": [
                {
                    "code": each.code, "title": form_title(each.form), "at": each.made_at.isoformat(), "made_for": each.made_for,
                    "name": each.name, "open": each.open,
                }
                for each in queries.own_declarations(scope, me)
            ],
        }
    )  # fmt: skip


@open_door(reason="the administrative units are public facts")
def units(request: HttpRequest, code: str) -> HttpResponse:
    """``/khai-bao/don-vi/<province>/``: the units under a province as a tree [{code, name, units}]; phones keep it."""
    on = LocalDay.of(clock.now())
    province = places.unit_by_code(public_scope(on), code, on)
    if province is None or province.level is not UnitLevel.PROVINCE:
        raise Http404
    answer = JsonResponse({"code": province.code, "name": province.name, "units": _tree(province, on)})
    answer["Cache-Control"] = f"public, max-age={UNITS_MAX_AGE_S}"
    return answer


def _tree(province: AdministrativeUnit, on: date) -> list[dict[str, Any]]:
    scope = public_scope(on)
    tops = places.children(scope, province.path, on)
    under: dict[str, list[dict[str, str]]] = {each.path: [] for each in tops if each.level is UnitLevel.DISTRICT}
    for commune in places.communes(scope, province.path, on) if under else ():
        under[commune.path.rstrip("/").rpartition("/")[0] + "/"].append({"code": commune.code, "name": commune.name})
    return [
        {"code": each.code, "name": each.name, "level": each.level.value, **({"units": under[each.path]} if each.path in under else {})}
        for each in tops
    ]
