"""Recordings for automatic calls: the list with a player, a new one, and the second person's decision."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.core.refusal import Refusal
from truyvet.messaging.actions import add_recording, decide_recording
from truyvet.messaging.forms import RecordingForm
from truyvet.messaging.labels import RECORDING_REFUSALS, TEMPLATE_STATES
from truyvet.messaging.permissions import APPROVE_TEMPLATE, WRITE_TEMPLATE
from truyvet.messaging.queries import recorded_sound, recordings, spoken_texts
from truyvet.messaging.rules.voice_prompt import RecordingRefused
from truyvet.messaging.rules.written_template import TRANSITIONS, TemplateState
from truyvet.messaging.views.delivery import template_words
from truyvet.messaging.views.templates import DECISIONS
from truyvet.web.form_errors import add_refusals

HEARD = "recordings_heard"
"""Which recordings this session has played; an approval asks for it."""


@staff_door(APPROVE_TEMPLATE)
def recording_list(request: HttpRequest, *, scope: Scope, by: By, **_now: object) -> HttpResponse:
    """``/tin-nhan/ghi-am/?trang=<page>`` shows the recordings, each with a player and what may be decided about it."""
    found, texts = recordings(scope, page=request.GET.get("trang")), spoken_texts(scope)
    lines = []
    for row in found.rows:
        state = TemplateState(row.state)
        text = texts[row.template].text.get(row.language, "") if row.template in texts else ""
        lines.append({
            "row": row, "title": template_words(row.template), "text": text, "state": TEMPLATE_STATES[state],
            "is_own": row.written_by_id == by.staff, "waits": state is TemplateState.WRITTEN,
            "may_end": TemplateState.ENDED in TRANSITIONS[state],
        })  # fmt: skip
    may_write = WRITE_TEMPLATE.value in getattr(request, "permissions", ())
    return render(request, "messaging/recordings.html", {"lines": lines, "page": found, "may_write": may_write})


@staff_door(WRITE_TEMPLATE, methods=("GET", "POST"))
def add(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/tin-nhan/ghi-am/moi/`` takes a recording of a text that calls play."""
    texts = spoken_texts(scope)
    choices = [(f"{name}:{language}", f"{template_words(name)} ({language})") for name, each in texts.items() for language in each.text]
    form = RecordingForm(request.POST or None, request.FILES or None, choices=choices, initial={"event_id": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        name, _colon, language = form.cleaned_data["template"].partition(":")
        try:
            add_recording(
                by=by, now=now, scope=scope, event_id=form.cleaned_data["event_id"], template=name, language=language,
                data=form.cleaned_data["file"].read(),
            )  # fmt: skip
        except RecordingRefused as refused:
            add_refusals(form, refused.refusals, RECORDING_REFUSALS)
        except IdempotencyConflict:
            add_refusals(form, [Refusal("double")], RECORDING_REFUSALS)
        else:
            messages.success(request, _("Đã ghi. Một người khác phải nghe và duyệt trước khi dùng được."))
            return HttpResponseRedirect(reverse("messaging:recordings"))
    context = {"form": form, "texts": [(template_words(name), each.text) for name, each in texts.items()]}
    return render(request, "messaging/add_recording.html", context, status=422 if form.errors else 200)


@staff_door(APPROVE_TEMPLATE, methods=("POST",))
def decide(request: HttpRequest, *, scope: Scope, by: By, now: datetime, recording: int) -> HttpResponse:
    """``/tin-nhan/ghi-am/<recording>/``: ``do`` "duyet", "khong" or "thoi" decides about a recording."""
    wanted = DECISIONS.get(request.POST.get("do", ""), TemplateState.WRITTEN)
    is_heard = recording in request.session.get(HEARD, [])
    try:
        decide_recording(by=by, now=now, scope=scope, number=recording, state=wanted, is_heard=is_heard)
    except RecordingRefused as refused:
        if refused.code == "absent":
            raise Http404 from None
        messages.error(request, str(RECORDING_REFUSALS[refused.code]))
    else:
        messages.success(request, _("Đã ghi quyết định."))
    return HttpResponseRedirect(reverse("messaging:recordings"))


@staff_door(APPROVE_TEMPLATE)
def sound(request: HttpRequest, *, scope: Scope, recording: int, **_by: object) -> HttpResponse:
    """``/tin-nhan/ghi-am/<recording>/nghe/`` is the recording itself. Who has had it played may approve it."""
    found = recorded_sound(scope, recording)
    if found is None:
        raise Http404
    heard = request.session.get(HEARD, [])
    if recording not in heard:
        request.session[HEARD] = [*heard, recording]
    return HttpResponse(found, content_type="audio/wav", headers={"Content-Disposition": "inline", "Cache-Control": "no-store"})
