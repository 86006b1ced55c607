"""A citizen's groups: what the head of each sees of them, the relatives whom they named, and the groups that they keep."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.audit.values import By, Scope
from truyvet.core.refusal import Refusal
from truyvet.groups.actions.relatives import add_relative, remove_relative
from truyvet.groups.forms import RelativeForm
from truyvet.groups.labels import REFUSALS, ROSTER_KINDS, position_words
from truyvet.groups.queries import own_groups as queries
from truyvet.groups.queries.groups import counts_of_group
from truyvet.groups.rules.roster_kinds import WITH_RELATIVES, GroupAbsent, GroupRefused, RosterKind
from truyvet.groups.views.groups import gap_sheet
from truyvet.people.citizen_door import Citizen, citizen_door
from truyvet.people.values import PersonLink
from truyvet.people.views.own_data import own_scope
from truyvet.web.form_errors import add_refusals


@citizen_door(methods=("GET", "POST"))
def own(request: HttpRequest, *, citizen: Citizen, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/toi/nhom/`` shows the citizen's groups; POST names a relative."""
    mine = own_scope(scope)
    form = RelativeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_relative(
                by=by, now=now, scope=mine, person_id=citizen.person_id, member=form.cleaned_data["member"], relative=form.relative()
            )
        except GroupAbsent:
            raise Http404 from None
        except GroupRefused as refused:
            add_refusals(form, [Refusal(each.code, each.field) for each in refused.refusals], REFUSALS)
        else:
            messages.success(request, _("Đã ghi người thân. Bạn có thể bỏ bất cứ lúc nào."))
            return HttpResponseRedirect(reverse("groups:own"))
    return _page(request, citizen, mine, now, form)


@citizen_door(methods=("POST",))
def remove(request: HttpRequest, *, citizen: Citizen, scope: Scope, by: By, now: datetime, member: int) -> HttpResponse:
    """``/toi/nhom/<member>/bo/`` takes a relative off, or the citizen as somebody's relative."""
    try:
        remove_relative(by=by, now=now, scope=own_scope(scope), person_id=citizen.person_id, member=member)
    except GroupAbsent:
        raise Http404 from None
    messages.success(request, _("Đã xóa khỏi nhóm."))
    return HttpResponseRedirect(reverse("groups:own"))


@citizen_door(methods=("POST",))
def kept_list(request: HttpRequest, *, citizen: Citizen, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/toi/nhom/<code>/`` opens the gaps of a group that the citizen keeps, which is recorded."""
    mine = own_scope(scope)
    group = queries.kept_groups(mine, citizen.person_id).filter(code=code).first()
    if group is None:
        raise Http404
    return gap_sheet(request, mine, by, now, group)


def own_link(scope: Scope, person_id: int) -> PersonLink | None:
    """Returns the line of the citizen's own page, for those who stand in a group or keep one."""
    if not queries.own_members(scope, person_id).exists() and not queries.kept_groups(scope, person_id).exists():
        return None
    return PersonLink(_("Nhóm của tôi"), reverse("groups:own"), "people")


def _page(request: HttpRequest, citizen: Citizen, mine: Scope, now: datetime, form: RelativeForm) -> HttpResponse:
    rows = list(queries.own_members(mine, citizen.person_id).order_by("group__name", "pk"))
    named = queries.relatives_of(mine, [row.pk for row in rows])
    with_form = [
        (
            row, ROSTER_KINDS[RosterKind(row.group.kind)], position_words(row.position),
            [each for each in named if each.relative_of_id == row.pk],
            RosterKind(row.group.kind) in WITH_RELATIVES and row.relative_of_id is None,
        )
        for row in rows
    ]  # fmt: skip
    kept = [(group, counts_of_group(mine, group, now)) for group in queries.kept_groups(mine, citizen.person_id)]
    context = {
        "rows": with_form, "kept": kept, "form": form, "has_declared": queries.has_declared_lately(mine, citizen.person_id, now),
    }  # fmt: skip
    return render(request, "groups/own.html", context, status=422 if form.is_bound and form.errors else 200)
