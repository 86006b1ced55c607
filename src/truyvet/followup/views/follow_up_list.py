"""The list of followed persons: computed lists as filters, names opened for the page, several taken or released at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from truyvet.access.doors import staff_door
from truyvet.access.permissions import OPEN_NAMES
from truyvet.access.queries import colleagues
from truyvet.audit.values import By, Scope
from truyvet.followup import actions, queries
from truyvet.followup.forms import HandOverForm
from truyvet.followup.labels import LISTS, REFUSALS, STEPS
from truyvet.followup.permissions import FOLLOW_UP, SEE_FOLLOWED
from truyvet.followup.queries import FollowedFilter, FollowedRow
from truyvet.followup.rules.computed_lists import FollowUpList
from truyvet.followup.rules.due_step import LateLevel
from truyvet.followup.rules.records import FollowUpRefused
from truyvet.people.actions import open_identities
from truyvet.people.values import Identity
from truyvet.places import queries as places
from truyvet.web.component_values import Chip
from truyvet.web.display_format import number_words
from truyvet.web.doors import next_address
from truyvet.web.errors import forbidden

OTHER_VIEWS = ("call_first", "late", "mine")


@dataclass(frozen=True, slots=True)
class FollowedLine:
    """A row with its words; ``identity`` when names were opened."""

    row: FollowedRow
    step: tuple[object, str]
    is_late: bool
    identity: Identity | None


def followed_line(row: FollowedRow, identity: Identity | None = None) -> FollowedLine:
    """Returns a row as it is read."""
    return FollowedLine(row, STEPS[row.step], row.late is not LateLevel.NOT_LATE, identity)


@staff_door(SEE_FOLLOWED, methods=("GET", "POST"))
def follow_up_list(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/nguoi-can-theo-doi/?loc=<list>&vong=<1 or 2>&xa=<commune>&trang=<page>``: by POST with names and numbers, which is recorded."""
    permissions: frozenset[str] = getattr(request, "permissions", frozenset())
    may_open, may_act = OPEN_NAMES.value in permissions, FOLLOW_UP.value in permissions
    if request.method == "POST" and not may_open:
        return forbidden(request)
    view, wanted, commune = _wanted(request.GET, scope)
    counts = queries.followed_counts(scope, now, under=wanted.under)
    total = counts[view or "all"] if wanted.generation is None else None
    found = queries.followed_page(scope, wanted, now, page=request.GET.get("trang"), total=total)
    opened: dict[int, Identity] = {}
    if request.method == "POST":
        people = [row.person.person_id for row in found.rows]
        opened = open_identities(by=by, now=now, scope=scope, person_ids=people, purpose=purpose_of(scope))
    context = {
        "heading": headline(counts["all"], counts["late"]), "chips": _chips(request.GET, counts, view),
        "lines": [followed_line(row, opened.get(row.person.person_id)) for row in found.rows], "page": found,
        "opened": request.method == "POST", "may_open": may_open, "may_act": may_act, "view": view, "commune": commune,
        "assign": HandOverForm(colleagues=colleagues(scope, FOLLOW_UP)) if may_act else None,
        "filtered": bool(view or wanted.under or wanted.generation), "is_release": view == FollowUpList.READY_FOR_RELEASE.value,
    }  # fmt: skip
    return render(request, "followup/follow_up_list.html", context)


@staff_door(FOLLOW_UP, methods=("POST",))
def bulk(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/nguoi-can-theo-doi/nhan/`` takes, gives back or releases those who are ticked."""
    codes = [code[:16] for code in request.POST.getlist("person")][:200]
    step = request.POST.get("do", "")
    if not codes:
        messages.error(request, _("Chưa chọn ai. Hãy đánh dấu những người cần xử lý rồi bấm lại."))
    elif step == "take":
        count = actions.take(by=by, now=now, scope=scope, person_codes=codes)
        messages.success(request, _("Bạn nhận %(n)s người. Đồng hồ vẫn chạy đến khi gặp được từng người.") % {"n": number_words(count)})
    elif step == "give_back":
        count = actions.give_back(by=by, now=now, scope=scope, person_codes=codes)
        messages.success(request, _("Đã trả lại %(n)s người cho đơn vị.") % {"n": number_words(count)})
    elif step == "assign":
        _assign(request, scope, by, now, codes)
    elif step == "release":
        count = actions.release_ready(by=by, now=now, scope=scope, person_codes=codes)
        words = {"n": number_words(count), "kept": number_words(len(codes) - count)}
        messages.success(request, _("Đã kết thúc theo dõi %(n)s người; %(kept)s người chưa đủ điều kiện nên giữ nguyên.") % words)
    return HttpResponseRedirect(next_address(request) if request.POST.get("next") else reverse("followup:list"))


def _assign(request: HttpRequest, scope: Scope, by: By, now: datetime, codes: list[str]) -> None:
    form = HandOverForm(request.POST, colleagues=colleagues(scope, FOLLOW_UP))
    if not form.is_valid() or form.cleaned_data["colleague"] is None:
        messages.error(request, _("Chưa chọn đồng nghiệp nhận. Chưa giao ai; hãy chọn rồi bấm lại."))
        return
    try:
        count = actions.assign(by=by, now=now, scope=scope, person_codes=codes, colleague=form.cleaned_data["colleague"])
    except FollowUpRefused as refused:
        messages.error(request, str(REFUSALS[refused.code]))
        return
    words = {"n": number_words(count), "kept": number_words(len(codes) - count)}
    if count < len(codes):
        messages.warning(request, _("Đã giao %(n)s người; %(kept)s người ở ngoài địa bàn của người nhận nên giữ nguyên.") % words)
    else:
        messages.success(request, _("Đã giao %(n)s người. Đồng hồ vẫn chạy đến khi gặp được từng người.") % words)


def purpose_of(scope: Scope) -> str:
    """Returns what names are opened for: the followed persons of these units, as paths."""
    return f"followed:{' '.join(scope.paths)}"[:120]


def headline(total: int, late: int) -> str:
    """Returns the finding, as the page's heading."""
    if not total:
        return _("Chưa có ai cần theo dõi")
    words = ngettext("1 người cần theo dõi", "%(n)s người cần theo dõi", total) % {"n": number_words(total)}
    return _("%(all)s, %(late)s đã trễ") % {"all": words, "late": number_words(late)} if late else words


def _wanted(query: QueryDict, scope: Scope) -> tuple[str, FollowedFilter, object]:
    view = query.get("loc", "")
    chosen = FollowUpList(view) if view in {each.value for each in FollowUpList} else None
    view = view if chosen or view in OTHER_VIEWS else ""
    commune = places.unit_by_code(scope, query.get("xa", "")[:5], scope.on)
    generation = query.get("vong", "")
    wanted = FollowedFilter(
        chosen, view == "late", view == "call_first", commune.path if commune else "", scope.staff if view == "mine" else None,
        int(generation) if generation in ("1", "2", "3", "4") else None,
    )  # fmt: skip
    return view, wanted, commune


def _chips(query: QueryDict, counts: object, chosen: str) -> list[Chip]:
    labels: dict[str, object] = {"call_first": _("Gọi trước"), "late": _("Đã trễ"), "mine": _("Tôi đã nhận")}
    labels |= {name.value: label for name, label in LISTS.items()}
    chips = []
    for view, label in labels.items():
        kept = query.copy()
        kept.pop("trang", None)
        kept.pop("loc", None)
        if view != chosen:
            kept["loc"] = view
        count = counts[view]  # type: ignore[index]
        if count or view == chosen:
            chips.append(Chip(str(label), f"?{kept.urlencode()}", on=view == chosen, count=count))
    return chips
