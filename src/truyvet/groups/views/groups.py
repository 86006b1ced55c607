"""Groups: the list, the page of one with its gaps, its keepers and an imported list that waits."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.core.pagination import ListPage, list_page
from truyvet.groups.actions import group_keepers, member_matches, roster_changes
from truyvet.groups.audiences import GROUP_GAP
from truyvet.groups.forms import ApplyForm, KeeperForm
from truyvet.groups.labels import MEMBER_STATES, ORGANISATION_KINDS, REFUSALS, ROSTER_KINDS, position_words
from truyvet.groups.models import RosterGroup
from truyvet.groups.permissions import KEEP_GROUPS, LIST_GAPS, SEE_GROUPS
from truyvet.groups.queries import groups as queries
from truyvet.groups.queries.computed_groups import computed_groups
from truyvet.groups.queries.gaps import member_page
from truyvet.groups.rules import roster_kinds
from truyvet.groups.rules.roster_difference import RosterDifference
from truyvet.groups.rules.roster_kinds import ORGANISATION_OF, GroupAbsent, GroupRefused, RosterKind
from truyvet.people.actions import LooksSpent, search_likely_persons
from truyvet.people.labels import LOOK_REFUSALS
from truyvet.people.rules.names import UNKNOWN_NAME, mask
from truyvet.people.values import MaskedPerson, NewPerson
from truyvet.web.component_values import Chip

MAX_SHOWN_CHANGES: Final = 50
"""Names of each kind of change on the page; the counts are of all."""
MAX_LIKELY: Final = 10
FIND_MEMBER: Final = "task:group_member"
"""What somebody is looked up for here."""
MAKE_CAMPAIGN: Final = "make_campaign"
"""The permission of a higher room, whose page takes an audience by its name."""


@staff_door(SEE_GROUPS)
def group_list_page(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/nhom/`` lists the groups of the reader's units, with their gaps."""
    wanted = request.GET.get("loai", "")
    kind = wanted if wanted in set(roster_kinds.ROSTER_KINDS) else ""
    page = queries.group_list(scope, now, request.GET.get("trang"), kind)
    address = reverse("groups:list")
    chips = [
        Chip(str(ROSTER_KINDS[each]), address if each == kind else f"{address}?loai={each.value}", each == kind)
        for each in roster_kinds.ROSTER_KINDS
    ]
    computed = computed_groups(scope, now) if page.number == 1 and not kind else {}
    context = {
        "page": page, "chips": chips, "lines": [(line, ROSTER_KINDS[RosterKind(line.group.kind)]) for line in page.rows],
        "computed": [(ROSTER_KINDS[each], None if counts.is_small() else counts) for each, counts in computed.items()],
    }  # fmt: skip
    return render(request, "groups/list.html", context)


@staff_door(SEE_GROUPS)
def group_page(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/nhom/<code>/`` shows who of a group has not installed or declared, and what a waiting list would change."""
    return _page(request, scope, now, _found(scope, code))


def _page(
    request: HttpRequest, scope: Scope, now: datetime, group: RosterGroup, apply: ApplyForm | None = None, keep: KeeperForm | None = None
) -> HttpResponse:
    kind = RosterKind(group.kind)
    counts = queries.counts_of_group(scope, group, now)
    is_shown = not counts.is_small() or group.head_id == scope.staff
    page = member_page(scope, group, now, request.GET.get("trang"))
    may_keep = _may(request, KEEP_GROUPS.value)
    if keep is None and may_keep:
        keeper = group.keeper.code if group.keeper else ""
        keep = KeeperForm(heads=queries.possible_heads(scope, SEE_GROUPS), initial={"head": group.head_id, "keeper": keeper})
    draft = getattr(group, "draft", None)
    context = {
        "group": group, "kind": ROSTER_KINDS[kind], "organisation_kind": ORGANISATION_KINDS[ORGANISATION_OF[kind]],
        "counts": counts if is_shown else None, "page": page, "may_keep": may_keep, "may_list": _may(request, LIST_GAPS.value),
        "members": [(row, position_words(row.position), *MEMBER_STATES[row.state]) for row in page.rows] if is_shown else [],
        "keep": keep, "draft": draft, "audience": _audience_link(request, group) if counts.not_installed else "",
    }  # fmt: skip
    if draft is not None and may_keep:
        difference, members, listed = queries.draft_difference(scope, group, draft)
        names = {key: row.name for key, row in members.items()} | {key: entry.name for key, entry in listed.items()}
        places = {key: position_words(entry.position) for key, entry in listed.items()}
        context |= {
            "difference": difference,
            "changes": _changes(difference, names, places),
            "apply": apply or ApplyForm(initial={"origin": draft.origin}),
        }
    failed = bool((apply and apply.errors) or (keep and keep.errors))
    return render(request, "groups/group.html", context, status=422 if failed else 200)


def _changes(difference: RosterDifference, names: dict[str, str], places: dict[str, str]) -> list[tuple[str, int, list[tuple[str, str]]]]:
    told = (
        (_("Vào nhóm"), difference.joined), (_("Rời nhóm"), difference.left), (_("Đổi chỗ"), difference.moved),
        (_("Sửa thông tin"), difference.corrected),
    )  # fmt: skip
    return [(words, len(found), [(mask(names[each]), places.get(each, "")) for each in found[:MAX_SHOWN_CHANGES]]) for words, found in told]


@staff_door(KEEP_GROUPS, methods=("POST",))
def apply_list(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/nhom/<code>/ap-dung/`` makes the waiting list the members of the group."""
    group = _found(scope, code)
    form = ApplyForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            done = roster_changes.apply_roster(
                by=by, now=now, scope=scope, code=code, origin=told["origin"], loss_confirmed=told["loss_confirmed"]
            )
        except GroupRefused as refused:
            form.add_error(None, str(REFUSALS[refused.code]))
        else:
            words = {"joined": len(done.joined), "left": len(done.left), "moved": len(done.moved)}
            messages.success(request, _("Đã áp dụng: %(joined)s vào, %(left)s rời, %(moved)s đổi chỗ.") % words)
            return _to(code)
    return _page(request, scope, now, group, apply=form)


@staff_door(KEEP_GROUPS, methods=("POST",))
def discard_list(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/nhom/<code>/bo/`` throws the waiting list away."""
    try:
        roster_changes.discard_roster(by=by, now=now, scope=scope, code=code)
    except GroupAbsent:
        raise Http404 from None
    except GroupRefused as refused:
        messages.error(request, str(REFUSALS[refused.code]))
    else:
        messages.success(request, _("Đã bỏ danh sách chờ. Thành viên của nhóm vẫn như cũ."))
    return _to(code)


@staff_door(KEEP_GROUPS, methods=("POST",))
def keepers(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/nhom/<code>/phu-trach/`` names who keeps the group."""
    group = _found(scope, code)
    form = KeeperForm(request.POST, heads=queries.possible_heads(scope, SEE_GROUPS))
    if form.is_valid():
        told = form.cleaned_data
        try:
            keeper = told["keeper"].strip().upper()
            group_keepers.set_keepers(by=by, now=now, scope=scope, code=code, head=told["head"], keeper_code=keeper)
        except GroupRefused as refused:
            form.add_error(refused.code, str(REFUSALS[refused.code]))
        else:
            messages.success(request, _("Đã ghi người phụ trách."))
            return _to(code)
    return _page(request, scope, now, group, keep=form)


@staff_door(LIST_GAPS, methods=("POST",))
def gap_list(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/nhom/<code>/danh-sach/`` opens the names of those with a gap as a sheet to print, which is recorded."""
    group = _found(scope, code)
    return gap_sheet(request, scope, by, now, group)


def gap_sheet(request: HttpRequest, scope: Scope, by: By, now: datetime, group: RosterGroup) -> HttpResponse:
    """Shows the sheet."""
    rows = group_keepers.open_gap_list(by=by, now=now, scope=scope, group=group)
    lines = [(row, position_words(row.position), *MEMBER_STATES[row.state]) for row in rows]
    response = render(request, "groups/gap_sheet.html", {"group": group, "lines": lines, "now": now})
    response["Cache-Control"] = "no-store"
    return response


@staff_door(KEEP_GROUPS, methods=("GET", "POST"))
def who(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str, member: int) -> HttpResponse:
    """``/nhom/<code>/<member>/`` suggests which entry a member may be; an officer says so, nothing is guessed."""
    row = queries.members_in_scope(scope, code).filter(pk=member).first()
    if row is None:
        raise Http404
    if request.method == "POST":
        try:
            member_matches.say_who(by=by, now=now, scope=scope, code=code, member=member, person_code=request.POST.get("person", "")[:16])
        except GroupAbsent:
            raise Http404 from None
        messages.success(request, _("Đã ghi. Con số của nhóm tính theo hồ sơ này."))
        return _to(code)
    told = NewPerson(row.name or UNKNOWN_NAME, birth_year=row.birth_year, phones=(row.phone,) if row.phone else ())
    likely: ListPage[MaskedPerson] = list_page((), page_rows=MAX_LIKELY)
    try:
        likely = search_likely_persons(by=by, now=now, scope=scope, purpose=FIND_MEMBER, person=told, limit=MAX_LIKELY)
    except LooksSpent as refused:
        messages.error(request, str(LOOK_REFUSALS[refused.code]))
    context = {
        "group": row.group, "masked": mask(row.name), "row": row, "position": position_words(row.position), "likely": likely,
    }  # fmt: skip
    return render(request, "groups/who.html", context)


def _audience_link(request: HttpRequest, group: RosterGroup) -> str:
    if not _may(request, MAKE_CAMPAIGN):
        return ""
    return f"{reverse('campaigns:new_campaign')}?doi-tuong={GROUP_GAP}{group.code}"


def _found(scope: Scope, code: str) -> RosterGroup:
    group = queries.group_by_code(scope, code)
    if group is None:
        raise Http404
    return group


def _may(request: HttpRequest, permission: str) -> bool:
    return permission in getattr(request, "permissions", ())


def _to(code: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("groups:group", kwargs={"code": code}))
