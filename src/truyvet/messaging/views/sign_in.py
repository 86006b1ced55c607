"""A citizen signs in: phone, code, in. Nothing of it stands in an address, a log or the session but a random ticket."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from truyvet.access.doors import open_door
from truyvet.audit.values import By
from truyvet.messaging.actions import send_one_time_code
from truyvet.messaging.code_limit import code_sender, may_ask_for_code, remember_device
from truyvet.messaging.forms import OneTimeCodeForm, PhoneForm
from truyvet.messaging.gateways import select_gateway
from truyvet.people.actions import check_code
from truyvet.people.citizen_door import CITIZEN, NEXT, own_path, sign_in_session, tell_signed_in
from truyvet.people.rules.one_time_code import CodeOutcome
from truyvet.people.values import CodeSender, IssuedCode
from truyvet.web import clock

TICKET = "signin_ticket"
TEMPLATE = "signin_code"
ANYONE = By(actor="anonymous", role=CITIZEN, purpose="signin")
HOME = "/ma/"
"""Where a citizen arrives; the page stands in a room above."""

WORDS = {
    CodeOutcome.WRONG: gettext_lazy("Mã chưa đúng. Hãy xem lại tin nhắn mới nhất."),
    CodeOutcome.EXPIRED: gettext_lazy("Mã đã quá 10 phút. Hãy xin mã mới."),
    CodeOutcome.SPENT: gettext_lazy("Mã này không dùng được nữa. Hãy xin mã mới."),
    CodeOutcome.YEAR_SPENT: gettext_lazy(
        "Năm sinh chưa đúng. Hôm nay không thử lại được với số này. Nếu bạn mới dùng số này, hãy đánh dấu bên dưới; nếu không, "
        "hãy gọi trạm y tế xã."
    ),
    CodeOutcome.ASK_YEAR: gettext_lazy("Mã đúng. Hãy cho biết thêm năm sinh của bạn."),
}


@open_door(reason="a citizen signs in here", methods=("GET", "POST"))
def sign_in(request: HttpRequest) -> HttpResponse:
    """``/dang-nhap-dien-thoai/`` signs a citizen in with a code sent to the telephone."""
    if request.POST.get("step") == "code":
        return _try_code(request)
    return _ask_code(request) if request.method == "POST" and _can_send() else _phone_page(request, PhoneForm())


def _ask_code(request: HttpRequest) -> HttpResponse:
    form = PhoneForm(request.POST)
    if not form.is_valid():
        return _phone_page(request, form)
    if not may_ask_for_code(request, clock.real_now()):
        form.add_error("phone", _("Mạng này vừa xin quá nhiều mã. Hãy thử lại sau một giờ, hoặc dùng mạng khác."))
        return _phone_page(request, form)
    issued = _issue(form.cleaned_data["phone"], code_sender(request, form.cleaned_data["phone"]))
    if issued.wait_seconds:
        if issued.wait_seconds <= 60 and TICKET in request.session:
            return _code_page(request, _code_form(issued.number), notice=_wait_words(issued.wait_seconds))
        form.add_error("phone", _wait_words(issued.wait_seconds))
        return _phone_page(request, form)
    if issued.code is None:
        form.add_error("phone", _("Đang có rất nhiều người xin mã nên chưa gửi được. Hãy thử lại sau ít phút."))
        return _phone_page(request, form)
    request.session[TICKET] = issued.ticket
    # In a demonstration nobody exists, and no message leaves: whoever tries it reads the code here.
    return _code_page(request, _code_form(issued.number), code_to_show=issued.code or "" if settings.TRUYVET_DEMO else "")


def _issue(phone: str, sender: CodeSender) -> IssuedCode:
    now = clock.now()
    language = "en" if get_language() == "en" else "vi"
    return send_one_time_code(
        by=ANYONE, now=now, real=clock.real_now(), event_id=uuid.uuid4(), phone=phone, template=TEMPLATE, language=language, sender=sender
    )


def _try_code(request: HttpRequest) -> HttpResponse:
    form = OneTimeCodeForm(request.POST, ask_year=bool(request.POST.get("asked")))
    ticket = request.session.get(TICKET)
    if not isinstance(ticket, str):
        return _phone_page(request, PhoneForm(), notice=str(WORDS[CodeOutcome.EXPIRED]))
    if not form.is_valid():
        return _code_page(request, form, asked=bool(request.POST.get("asked")))
    checked = check_code(
        by=ANYONE,
        now=clock.now(),
        real=clock.real_now(),
        ticket=ticket,
        phone=form.cleaned_data["phone"],
        code=form.cleaned_data["code"],
        birth_year=form.cleaned_data["birth_year"],
        newly_mine=form.cleaned_data["newly_mine"],
    )
    if checked.outcome is CodeOutcome.OK and checked.person_id is not None:
        del request.session[TICKET]
        sign_in_session(request, checked.person_id)
        tell_signed_in(request)
        response = HttpResponseRedirect(_next(request) or HOME)
        remember_device(request, response, form.cleaned_data["phone"])
        return response
    if checked.outcome in (CodeOutcome.ASK_YEAR, CodeOutcome.YEAR_SPENT):
        again = OneTimeCodeForm(request.POST, ask_year=True)
        again.add_error("birth_year", str(WORDS[checked.outcome]))
        return _code_page(request, again, asked=True)
    if checked.outcome is CodeOutcome.WRONG:
        wrong = _("Mã hoặc năm sinh chưa đúng.") if request.POST.get("asked") else str(WORDS[CodeOutcome.WRONG])
        form.add_error("code", wrong)
        return _code_page(request, form, asked=bool(request.POST.get("asked")))
    return _phone_page(request, PhoneForm(), notice=str(WORDS[checked.outcome]))


def _next(request: HttpRequest) -> str:
    """Returns where the reader wants to go on; "" when they did not say, or said something that is not ours."""
    return own_path(request.POST.get(NEXT, "") or request.GET.get(NEXT, ""))


def _can_send() -> bool:
    return select_gateway().reaches_phones(TEMPLATE)


def _code_form(number: str) -> OneTimeCodeForm:
    return OneTimeCodeForm(initial={"phone": number})


def _wait_words(seconds: int) -> str:
    if seconds > 3600:
        return _("Số này đã xin đủ số mã trong ngày. Hãy thử lại ngày mai hoặc gọi trạm y tế xã.")
    if seconds > 60:
        minutes = -(-seconds // 60)
        return ngettext("Hãy chờ %(n)d phút rồi xin mã mới.", "Hãy chờ %(n)d phút rồi xin mã mới.", minutes) % {"n": minutes}
    return ngettext(
        "Mã vừa được gửi. Chưa thấy tin thì chờ %(n)d giây rồi xin lại.",
        "Mã vừa được gửi. Chưa thấy tin thì chờ %(n)d giây rồi xin lại.",
        seconds,
    ) % {"n": seconds}


def _phone_page(request: HttpRequest, form: PhoneForm, notice: str = "") -> HttpResponse:
    context = {"form": form, "notice": notice, "next": _next(request), "can_send": _can_send()}
    return _uncached(render(request, "messaging/phone.html", context))


def _code_page(
    request: HttpRequest, form: OneTimeCodeForm, *, asked: bool = False, notice: str = "", code_to_show: str = ""
) -> HttpResponse:
    context = {"form": form, "asked": asked, "notice": notice, "code_to_show": code_to_show, "next": _next(request)}
    return _uncached(render(request, "messaging/code.html", context))


def _uncached(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
