"""The boundaries that the map's script draws: public facts, kept by the browser until a newer version comes."""

from __future__ import annotations

import json
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.gzip import gzip_page

from truyvet.access.doors import open_door
from truyvet.areas.queries.boundaries import boundaries_of
from truyvet.audit.values import Scope
from truyvet.core.local_day import LocalDay
from truyvet.places.queries import children, communes
from truyvet.places.rules import EDITION_VALIDITY, Edition, UnitLevel
from truyvet.web import clock

CACHE_S: Final = 86_400
"""The address names the version, so a newer one is another address; a day bounds what an old browser keeps."""


@open_door(reason="the lines around administrative units, which everybody may see on any map", methods=("GET",))
@gzip_page
def lines(request: HttpRequest, edition: str, level: str, province: str) -> HttpResponse:
    """``/ban-do/ranh-gioi/2025/commune/24.json``: GeoJSON of the units of a province that have lines."""
    if edition not in set(Edition) or level not in (UnitLevel.COMMUNE, UnitLevel.DISTRICT):
        raise Http404
    scope = Scope("public", (), LocalDay.of(clock.now()))
    read = communes if level == UnitLevel.COMMUNE else children
    units = {unit.id: unit for unit in read(scope, f"{province}/", EDITION_VALIDITY[Edition(edition)][0])}
    found = boundaries_of(scope, units)
    if not found:
        raise Http404
    tag = f'"{max(line.version for line in found.values())}-{len(found)}"'
    if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    body = _body([(units[number].code, units[number].name, line.shapes) for number, line in found.items()])
    headers = {"ETag": tag, "Cache-Control": f"public, max-age={CACHE_S}"}
    return HttpResponse(body, content_type="application/geo+json", headers=headers)


def _body(rows: list[tuple[str, str, object]]) -> str:
    features = [
        {"type": "Feature", "properties": {"code": code, "name": name}, "geometry": {"type": "MultiPolygon", "coordinates": shapes}}
        for code, name, shapes in rows
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":"))
