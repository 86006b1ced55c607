"""The door where a phone submits a declaration: anyone may, signed in or not, and each is stored once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.cache import patch_vary_headers

from truyvet.access.doors import open_door
from truyvet.areas.queries.health_stations import call_words
from truyvet.audit.values import Scope
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.core.local_day import LocalDay
from truyvet.declarations.actions import DeclarationResult
from truyvet.declarations.api.schema import AcceptedBody, CallBody, ProblemBody, RefusedBody, parse_submission
from truyvet.declarations.labels import advice_words, problem_words, reader_language
from truyvet.declarations.rules.submission import SIGN_IN, DeclarationRefused, Submission
from truyvet.declarations.rules.triage import TriageClass
from truyvet.declarations.views.browser_declarations import remember
from truyvet.declarations.views.submission_queue import TooManySubmissions, submit_and_wait
from truyvet.web import clock
from truyvet.web.doors import same_origin_json

_log = logging.getLogger("truyvet.declarations")


def never_cached(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Tells caches not to keep the answer, which depends on who is signed in; this view opens no session that would say so."""

    @wraps(view)
    def inner(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        response = view(request, **kwargs)
        response.headers.setdefault("Cache-Control", "no-store")
        patch_vary_headers(response, ("Cookie",))
        return response

    return inner


@never_cached
@same_origin_json
@open_door(reason="anyone declares, signed in or not: accepted first, weighed later", methods=("POST",))
def submit(request: HttpRequest) -> HttpResponse:
    """``/khai-bao/gui/``: 200 {state, code, advice, …}, 422 {problems}, 409 another body, 429 too many, 503 come again.

    Reads neither ``request.session`` nor ``request.user``: ``site.fast_path`` calls it without them.
    """
    try:
        submission = _parsed(request.json_body)  # type: ignore[attr-defined]
        declared = submit_and_wait(request, submission)
        response = accepted_response(declared)
        if declared.needs_sign_in and isinstance(submission, Submission):
            remember(request, response, submission.event_id)
        return response
    except TooManySubmissions as many:
        return _response(RefusedBody(error="too_many", wait=many.wait), 429, retry_after_s=many.wait)
    except DeclarationRefused as refused:
        if any(each.code == SIGN_IN for each in refused.refusals):
            # Nothing is wrong with it: the phone keeps it and sends it after the sign-in.
            return _response(RefusedBody(error="sign_in"), 401)
        problems = [ProblemBody(field=each.field, reason=each.code, words=problem_words(each)) for each in refused.refusals]
        return _response(RefusedBody(error="problems", problems=problems), 422)
    except IdempotencyConflict:
        return _response(RefusedBody(error="event_conflict"), 409)
    except (TimeoutError, OperationalError, InterfaceError):
        # It may still be written; the phone sends again and gets the answer then.
        _log.exception("a declaration was not taken yet")
        return _response(RefusedBody(error="busy"), 503, retry_after_s=5)


def _parsed(body: Mapping[str, object]) -> Submission | DeclarationRefused:
    try:
        return parse_submission(body)
    except DeclarationRefused as refused:
        return refused


def accepted_response(declared: DeclarationResult) -> JsonResponse:
    """Returns what a citizen is told: what to do now, never what staff call them."""
    return _response(
        AcceptedBody(
            state="repeated" if declared.repeated else "accepted",
            code=declared.code,
            advice=advice_words(declared.triage),
            may_have_pass=declared.may_have_pass,
            needs_sign_in=declared.needs_sign_in,
            closes_gate=declared.closes_gate,
            calls=[] if declared.triage is TriageClass.NOTHING else [CallBody(**each) for each in _calls(declared)],
        )
    )


def _calls(declared: DeclarationResult) -> list[dict[str, str]]:
    scope = Scope(role="citizen", paths=(), on=LocalDay.of(clock.now()))
    return call_words(scope, declared.commune_id, reader_language())


def _response(body: AcceptedBody | RefusedBody, status: int = 200, *, retry_after_s: int = 0) -> JsonResponse:
    headers = {"Retry-After": str(retry_after_s)} if retry_after_s else None
    return JsonResponse(body.model_dump(exclude_none=True), status=status, headers=headers)
