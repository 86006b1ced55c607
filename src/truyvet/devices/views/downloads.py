"""Serves what is public: the index, signed files, the public key, configuration and news of the app."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified, JsonResponse

from truyvet.access.doors import open_door
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.devices import news, queries
from truyvet.devices.actions import export_key
from truyvet.devices.actions.key_files import path_of
from truyvet.devices.rules import key_files, message_sizes, shared_matches
from truyvet.proximity.embargo import EMBARGO_S
from truyvet.proximity.encounters import MAX_GAP_S, SIGHTING_HOLD_S
from truyvet.proximity.nearness.attenuation_weights import AttenuationWeights
from truyvet.web import clock

OPEN_REASON = "published keys are for every phone; they name nobody"
ZIP = "application/zip"
READING_WINDOW_S = 300
"""Seconds of one window of readings, as `truyvet proximity estimate` takes them when nothing else is said."""
WARNING_THRESHOLDS = {"minutes": 15, "probability": 0.7}
"""A warning from 15 minutes near somebody within a day: close contact in the Ministry's definition of 2021, if the radio is right."""


@open_door(reason=OPEN_REASON)
def index(request: HttpRequest) -> HttpResponseBase:
    """``GET index.txt`` returns one relative path in a line, oldest first."""
    lines = "".join(f"files/{each.batch}.zip\n" for each in queries.key_files(_scope()))
    return _tagged(request, _sha256(lines), lambda: HttpResponse(lines, content_type="text/plain; charset=us-ascii"), 60)


@open_door(reason=OPEN_REASON)
def key_file(request: HttpRequest, batch: int) -> HttpResponseBase:
    """``GET files/<batch>.zip`` never returns another content under the same name."""
    found, path = queries.key_file(_scope(), batch), path_of(batch)
    # Made by the worker of another machine, it lies in the database alone.
    content = b"" if path.is_file() else queries.key_file_content(_scope(), batch)
    if found is None or not (content or path.is_file()):
        raise Http404

    def draw() -> HttpResponseBase:
        return HttpResponse(content, content_type=ZIP) if content else FileResponse(path.open("rb"), content_type=ZIP)

    return _tagged(request, found.sha256, draw, 86_400)


@open_door(reason=OPEN_REASON)
def public_key(request: HttpRequest) -> HttpResponseBase:
    """``GET key.pem`` returns the key with which key files are checked."""
    found = queries.public_pem(_scope())
    pem = found[1] if found else export_key(by=By.system("keys"), now=clock.now()).public_pem
    return _tagged(request, _sha256(pem), lambda: HttpResponse(pem, content_type="application/x-pem-file"), 3_600)


@open_door(reason="settings of the app and the texts of its consents")
def config(request: HttpRequest) -> HttpResponse:
    """``GET config``"""
    weights = AttenuationWeights()
    settings = {
        "embargo_seconds": EMBARGO_S,
        "key_days": key_files.KEY_PUBLISHED_DAYS,
        "files": {
            "every_seconds": key_files.FILE_INTERVAL_S,
            "least_keys": key_files.MIN_KEYS_PER_FILE,
            "most_keys": key_files.MAX_KEYS_PER_FILE,
        },
        "sizes": {"answer": message_sizes.RESPONSE_BYTES, **message_sizes.REQUEST_BYTES},
        "chaff_per_day": 0.2,
        "windows": {"seconds": READING_WINDOW_S, "gap": MAX_GAP_S, "hold": SIGHTING_HOLD_S},
        "thresholds": WARNING_THRESHOLDS | {"attenuation_db": weights.limits, "weights": weights.weights},
        "consents": {name: dict(settings) for name, settings in shared_matches.consent_texts().items()},
        "news": news.in_force(),
    }
    response = JsonResponse(settings)
    response["Cache-Control"] = "public, max-age=3600"
    return response


def _tagged(request: HttpRequest, tag: str, draw: Callable[[], HttpResponseBase], seconds: int) -> HttpResponseBase:
    etag = f'"{tag}"'
    fresh = etag in request.headers.get("If-None-Match", "")
    response = HttpResponseNotModified() if fresh else draw()
    response["ETag"], response["Cache-Control"] = etag, f"public, max-age={seconds}"
    return response


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _scope() -> Scope:
    return Scope.system("devices.giving", LocalDay.of(clock.now()))
