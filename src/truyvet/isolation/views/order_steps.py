"""The steps of an order. Each is a POST that leads back to its page; what was typed stays when a step is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.core.refusal import Refusal
from truyvet.isolation import actions, queries
from truyvet.isolation.actions import StepKey
from truyvet.isolation.labels import ORDER_REFUSALS
from truyvet.isolation.permissions import ISSUE_ORDERS
from truyvet.isolation.queries import OrderFile
from truyvet.isolation.rules.order_states import OrderAbsent, OrderChanged, OrderRefused, OrderState
from truyvet.isolation.views.orders import STEP_FORMS, form_choices, render_order
from truyvet.web.form_errors import add_refusals

Who = dict[str, Any]
"""``by``, ``now`` and ``scope``, as every action takes them."""


@staff_door(ISSUE_ORDERS, methods=("POST",))
def step(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str, step: str) -> HttpResponse:
    """``/cach-ly/<code>/<step>/`` takes one step of an order."""
    found = queries.order_file(scope, code, now)
    if found is None or step not in STEPS:
        raise Http404
    act, words = STEPS[step]
    kind = STEP_FORMS[step]
    form: Any = kind(request.POST, auto_id=f"{step}_%s", **form_choices(kind, scope, found))
    if form.is_valid():
        key = StepKey(code, form.cleaned_data["version"], form.cleaned_data["event_id"])
        try:
            act({"by": by, "now": now, "scope": scope}, key, form, found)
        except OrderAbsent:
            raise Http404 from None
        except OrderRefused as refused:
            add_refusals(form, refused.refusals, ORDER_REFUSALS)
        except OrderChanged:
            add_refusals(form, [Refusal("changed")], ORDER_REFUSALS)
            form.data = {**form.data.dict(), "version": str(found.row.version)}
        except IdempotencyConflict:
            add_refusals(form, [Refusal("double")], ORDER_REFUSALS)
        else:
            messages.success(request, str(words))
            # Whoever hands an order over may see it no longer.
            seen = queries.order_by_code(scope, code) is not None
            return HttpResponseRedirect(reverse("isolation:order", kwargs={"code": code}) if seen else reverse("isolation:orders"))
    return render_order(request, scope, now, code, bound={step: form})


def _release(who: Who, key: StepKey, form: Any, found: OrderFile) -> None:
    known = queries.release_facts(who["scope"], found.row.person_id, found.row.first_day.start, who["now"])
    actions.release_person(**who, key=key, facts=form.facts(known))


def _move(who: Who, key: StepKey, form: Any, found: OrderFile) -> None:
    actions.move_order(**who, key=key, place=form.order_place(), reason=form.cleaned_data["reason"])


def _ask(who: Who, key: StepKey, form: Any, found: OrderFile) -> None:
    told = form.cleaned_data
    unit = int(told["to_unit"]) if told["to_unit"] else None
    actions.ask_transfer(**who, key=key, to_unit_id=unit, to_province=told["to_province"], reason=told["reason"])


def _end(who: Who, key: StepKey, form: Any, found: OrderFile) -> None:
    actions.end_order(**who, key=key, state=OrderState(form.cleaned_data["state"]), reason=form.cleaned_data["reason"])


def _revoke(who: Who, key: StepKey, form: Any, found: OrderFile) -> None:
    actions.revoke_certificate(**who, code=key.code, event_id=key.event_id, reason=form.cleaned_data["reason"])


def _plain(act: Callable[..., object], *fields: str) -> Callable[[Who, StepKey, Any, OrderFile], None]:
    """Returns the step that hands ``fields`` of the form to an action as they are."""

    def step(who: Who, key: StepKey, form: Any, found: OrderFile) -> None:
        act(**who, key=key, **{field: form.cleaned_data[field] for field in fields})

    return step


STEPS: Final[Mapping[str, tuple[Callable[[Who, StepKey, Any, OrderFile], None], object]]] = {
    "gia-han": (_plain(actions.extend_order, "last_day", "reason"), _("Đã gia hạn.")),
    "doi-noi": (_move, _("Đã đổi nơi cách ly.")),
    "chuyen": (_ask, _("Đã gửi đề nghị chuyển. Đơn vị của bạn vẫn chịu trách nhiệm cho đến khi nơi kia nhận.")),
    "nhan": (_plain(actions.accept_transfer, "accepted_by"), _("Đã nhận. Từ giờ nơi nhận chịu trách nhiệm.")),
    "tu-choi": (_plain(actions.refuse_transfer, "reason"), _("Đã từ chối. Nơi gửi vẫn chịu trách nhiệm.")),
    "rut": (_plain(actions.withdraw_transfer), _("Đã rút đề nghị chuyển.")),
    "ket-thuc": (_release, _("Đã cho kết thúc cách ly và cấp giấy.")),
    "dung": (_end, _("Đã dừng quyết định.")),
    "da-xem": (_plain(actions.close_sighting, "reason"), _("Đã ghi kết quả.")),
    "thu-hoi-giay": (_revoke, _("Đã thu hồi giấy. Ai kiểm tra mã sẽ thấy giấy đã thu hồi.")),
}
"""What each step does, and what is said after it."""
