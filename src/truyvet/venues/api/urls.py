"""Addresses of the interface, each with the marks of its door: a device's key, or open for readers of the description."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, include, path

from truyvet.access.doors import open_door
from truyvet.venues.api import operations as described
from truyvet.venues.api.docs_page import operations, shapes
from truyvet.venues.api.operations import VERSION, api
from truyvet.web.doors import mark_door

DEVICE: Final = "device"
"""The mark of a door that asks for a device's key."""


@open_door(reason="the description of an interface holds no data; a builder of turnstiles reads it")
def openapi(request: HttpRequest) -> HttpResponse:
    """``/api/openapi.json`` describes the gate interface."""
    return JsonResponse(described.description())


@open_door(reason="the description of an interface holds no data; a builder of turnstiles reads it")
def docs(request: HttpRequest) -> HttpResponse:
    """``/api/docs`` shows that description as a page."""
    schema = described.description()
    return render(request, "venues/api.html", {"operations": operations(schema), "shapes": shapes(schema), "version": VERSION})


def _marked() -> list[URLPattern]:
    """The operations' own addresses: methods and door of each are marked where the matrix of all routes looks for them."""
    found = []
    for router in api._get_bound_routers():
        for pattern in router.urls_paths(router.prefix):
            held = router.path_operations["/" + str(pattern.pattern)].operations
            methods = tuple(dict.fromkeys(method for each in held for method in each.methods))
            mark_door(pattern.callback, DEVICE, methods)
            found.append(pattern)
    return found


urlpatterns = [
    path("api/openapi.json", openapi, name="api_description"),
    path("api/docs", docs, name="api_docs"),
    path("api/v1/", include((_marked(), "gates"))),
]
