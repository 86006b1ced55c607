"""The public page "is this message from us?": paste what came, read what we can say of it. Nothing that is pasted is kept."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from truyvet.access.doors import open_door
from truyvet.audit.values import Scope
from truyvet.core.local_day import LocalDay
from truyvet.core.rate_limit import RateLimit, sender_network, take
from truyvet.messaging import message_templates
from truyvet.messaging.gateways.smpp.settings import smpp_settings
from truyvet.messaging.queries import approved_templates, message_of_code
from truyvet.messaging.rules.own_message import codes_in, judge_message
from truyvet.messaging.views.delivery import template_words
from truyvet.web import clock
from truyvet.web.doors import sender_address

ASKED = RateLimit("messaging.own_message", burst=10, per_hour=30, is_shared=True)
"""A family with a handful of messages; a machine that tries codes gets 30 an hour."""


class OwnMessageForm(forms.Form):
    """What somebody got."""

    text = forms.CharField(
        label=_("Lời tin, số gửi, tên người gửi hoặc mã tin"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Dán nguyên lời tin. Chúng tôi không giữ lại những gì bạn dán."),
    )  # fmt: skip


@open_door(reason="whoever got a message asks whether it is ours; tells nobody who got which", methods=("GET", "POST"))
def own_message(request: HttpRequest) -> HttpResponse:
    """``/hoi-tin-nhan/`` answers for what was pasted; what messages of ours never ask for stands beside it."""
    form = OwnMessageForm(request.POST or None)
    senders = list(dict.fromkeys(address.sender for address in (smpp_settings(1), smpp_settings(2)) if address is not None))
    context: dict[str, object] = {"form": form, "sender": ", ".join(senders)}
    status = 200
    if request.method == "POST":
        if take(ASKED, sender_network(sender_address(request)), clock.real_now().timestamp()):
            context["must_wait"], status = True, 429
        elif form.is_valid():
            text, now = str(form.cleaned_data["text"]), clock.now()
            scope = Scope.system("own_message", LocalDay.of(now))
            found = message_of_code(scope, codes_in(text))
            known = [*message_templates.templates().values(), *approved_templates(scope).values()]
            answer = judge_message(
                text, templates=known, senders=senders, domains=[request.get_host().partition(":")[0]],
                known_code=found[0] if found else "",
            )  # fmt: skip
            language = "vi" if get_language() == "vi" else "en"
            context |= {"verdict": answer.verdict.value, "reasons": [each.text[language] for each in answer.reasons]}
            context |= {"kind": template_words(answer.template)} if answer.template else {}
            context |= {"sent_kind": template_words(found[1]), "sent_day": found[2]} if found else {}
        else:
            status = 422
    return render(request, "messaging/own_message.html", context, status=status)
