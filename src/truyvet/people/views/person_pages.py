"""Pages of the staff: find a person, see the entry, merge double entries. Names stay masked here.

A name is opened where a case gives the reason (the rooms above); this room cannot know whether a case is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from truyvet.access.doors import staff_door
from truyvet.access.labels import role_name
from truyvet.access.queries import staff_names
from truyvet.audit.queries import AuditEntry, who_looked
from truyvet.audit.values import By, Scope
from truyvet.core import registry
from truyvet.core.registry import person_parts, purpose_name
from truyvet.core.room_contract import TimelineEntry
from truyvet.people import actions, labels
from truyvet.people.actions import LooksSpent
from truyvet.people.forms import FindPersonForm, MergeForm, WorkForm
from truyvet.people.permissions import MERGE_PEOPLE, SEE_PEOPLE
from truyvet.people.queries import merged_into, person_ids_by_code
from truyvet.people.queries.merges import merged_entries
from truyvet.people.rules.pseudonyms import CodeInvalid, read
from truyvet.people.values import PERSON_LINKS, MergeQuestion, MergeRefused, PersonNotFound
from truyvet.people.views.commune_choices import commune_choices
from truyvet.people.work import remember_work, remembered_work, work_words

MERGE_PURPOSE = "task:double_entry"
REFUSALS = {
    "same": gettext_lazy("Đây là cùng một hồ sơ. Hãy nhập mã của hồ sơ kia."),
    "already_merged": gettext_lazy("Hồ sơ này đã gộp vào hồ sơ khác. Hãy gỡ lần gộp trước."),
    "cycle": gettext_lazy("Hồ sơ kia đang được gộp vào hồ sơ này. Hãy gỡ lần gộp đó trước."),
    "open_cases": gettext_lazy("Hai hồ sơ đều có ca đang mở, một ca phải bị loại. Nhờ trưởng nhóm truy vết gộp; chưa có gì thay đổi."),
    "no_reason": gettext_lazy("Hãy ghi lý do gộp."),
}


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """One line of who looked or changed."""

    who: str
    what: str
    why: str
    at: datetime


def _purpose_words(purpose: str) -> str:
    """Returns the purpose in words with the code of its case: "Điều tra ca bệnh BG-0412"."""
    name = purpose_name(purpose)
    return f"{name} {purpose.partition(':')[2]}".strip() if name else purpose


@staff_door(SEE_PEOPLE, methods=("GET", "POST"))
def find_people(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/nguoi/``: what is searched for is personal, so it comes by POST, never in an address. No case or task, nobody found."""
    form = FindPersonForm(
        request.POST if request.method == "POST" else None,
        scope=scope,
        purpose=remembered_work(request, scope),
        communes=commune_choices(scope),
    )
    found = None
    if form.is_bound and form.is_valid():
        remember_work(request, form.purpose)
        asked = form.cleaned_data
        narrowed = {"birth_year": asked["birth_year"], "commune_id": asked["commune"], "wanted": asked["page"]}
        try:
            found = actions.search_persons(by=by, now=now, scope=scope, purpose=form.purpose, text=asked["text"], **narrowed)
        except LooksSpent as refused:
            form.add_error(None, str(labels.LOOK_REFUSALS[refused.code]))
    return render(request, "people/find.html", {"form": form, "found": found})


@staff_door(SEE_PEOPLE, methods=("GET", "POST"))
def person(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/nguoi/<code>/`` shows a person, for the case or task that the session remembers; without one it asks."""
    person_code = _code_in_reach(scope, code)
    purpose = remembered_work(request, scope)
    form = WorkForm(request.POST if request.method == "POST" else None, scope=scope, purpose=purpose)
    into = _asked_merge(request)
    if form.is_bound and form.is_valid():
        remember_work(request, form.purpose)
        return HttpResponseRedirect(reverse("people:person", kwargs={"code": person_code}) + (f"?gop={into}#gop" if into else ""))
    if form.is_bound or not purpose:
        return render(request, "people/work.html", {"form": form, "code": person_code})
    return _person_page(request, scope, by, now, purpose, person_code, MergeForm(initial={"into": into}))


@staff_door(MERGE_PEOPLE, methods=("POST",))
def merge(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/nguoi/<code>/gop/`` merges two entries of one person."""
    person_code = _code_in_reach(scope, code)
    form = MergeForm(request.POST)
    if form.is_valid():
        into = form.cleaned_data["into"]
        try:
            with transaction.atomic():
                question = _question(request, scope, by, now, person_code, into)
                if question is not None and not question.choices:
                    raise MergeRefused("open_cases")
                form = form if question is None else MergeForm(request.POST, choices=question.choices)
                if form.is_valid():
                    reason = form.cleaned_data["reason"]
                    actions.merge(by=by, now=now, scope=scope, person_code=person_code, into_code=into, reason=reason)
                    if question is not None:
                        question.settle(form.cleaned_data["stays"])
        except PersonNotFound:
            form.add_error("into", _("Không có hồ sơ nào mang mã này trong địa bàn của bạn."))
        except MergeRefused as refused:
            form.add_error("into", str(REFUSALS[refused.code]))
        if form.is_valid():
            messages.success(request, _("Đã gộp %(code)s vào %(into)s.") % {"code": person_code, "into": into})
            return HttpResponseRedirect(reverse("people:person", kwargs={"code": person_code}))
    purpose = remembered_work(request, scope) or MERGE_PURPOSE
    return _person_page(request, scope, by, now, purpose, person_code, form)


@staff_door(MERGE_PEOPLE, methods=("POST",))
def unmerge(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/nguoi/<code>/go-gop/`` undoes a merge."""
    person_code = _code_in_reach(scope, code)
    actions.unmerge(by=by, now=now, scope=scope, person_code=person_code)
    messages.success(request, _("Đã gỡ gộp %(code)s; mọi thứ như trước khi gộp.") % {"code": person_code})
    return HttpResponseRedirect(reverse("people:person", kwargs={"code": person_code}))


def _question(request: HttpRequest, scope: Scope, by: By, now: datetime, person_code: str, into: str) -> MergeQuestion | None:
    """Returns what a higher room asks before this merge (``answers["before_merge"]``)."""
    entries = {each for person_id in person_ids_by_code(scope, [person_code, into]).values() for each in merged_entries(person_id)}
    permissions: frozenset[str] = getattr(request, "permissions", frozenset())
    asked = (ask(by=by, now=now, scope=scope, permissions=permissions, entries=entries) for ask in registry.answers("before_merge"))
    return next((question for question in asked if isinstance(question, MergeQuestion)), None)


def _code_in_reach(scope: Scope, code: str) -> str:
    """Returns the code as it is kept, when such a person is within reach; nothing else of them is read."""
    try:
        wanted = read(code)
    except CodeInvalid:
        raise Http404 from None
    if wanted not in person_ids_by_code(scope, [wanted]):
        raise Http404
    return wanted


def _asked_merge(request: HttpRequest) -> str:
    """Returns the code of the other entry with which a list of likely double entries leads here; "" without one."""
    try:
        return read(request.GET.get("gop", ""))
    except CodeInvalid:
        return ""


def _looks(scope: Scope, entries: Sequence[AuditEntry]) -> list[ActivityLine]:
    staff = {entry.actor: int(entry.actor[6:]) for entry in entries if entry.actor.startswith("staff:")}
    names = staff_names(scope, staff.values())
    return [
        ActivityLine(
            who=names.get(staff.get(entry.actor, -1), "") or role_name(entry.role),
            what=str(labels.ACTION_LABELS.get(entry.action, entry.action)),
            why=work_words(entry.purpose) if entry.purpose.startswith("task:") else _purpose_words(entry.purpose),
            at=entry.at,
        )
        for entry in entries
    ]


def _person_page(request: HttpRequest, scope: Scope, by: By, now: datetime, purpose: str, code: str, form: MergeForm) -> HttpResponse:
    try:
        (entry,) = actions.look_at_persons(by=by, now=now, scope=scope, purpose=purpose, codes=[code])
    except LooksSpent as refused:
        messages.error(request, str(labels.LOOK_REFUSALS[refused.code]))
        return HttpResponseRedirect(reverse("people:find"))
    permissions: frozenset[str] = getattr(request, "permissions", frozenset())
    entries: list[TimelineEntry] = []
    for part in person_parts(permissions):
        entries.extend(part.timeline(scope, entry.person_id))
    looks = who_looked(scope, f"person:{entry.code}", page=request.GET.get("trang"))
    context = {
        "person": entry,
        "work": work_words(purpose),
        "timeline": entries,
        "merged": merged_into(scope, entry.code),
        "looks": _looks(scope, looks.rows),
        "looks_page": looks,
        "form": form,
        "may_merge": MERGE_PEOPLE.value in permissions,
        "links": [ask(scope, permissions, entry.person_id, entry.code) for ask in registry.answers(PERSON_LINKS)],
    }
    return render(request, "people/person.html", context)
