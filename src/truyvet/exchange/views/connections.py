"""The page of connections: every adapter, whether it is on, and how sure its format is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.exchange.connections import Adapter, AdapterState, FormatBasis, adapter_state, load_adapters
from truyvet.exchange.labels import BASES, GROUPS, STATES
from truyvet.exchange.permissions import SEE_CONNECTIONS
from truyvet.web.display_format import number_words


@dataclass(frozen=True, slots=True)
class AdapterCard:
    """An adapter in the reader's language; ``state`` and ``basis`` are (word, state of the tag)."""

    adapter: Adapter
    name: str
    confirmed: str
    unconfirmed: str
    source: str
    state: tuple[str, str]
    basis: tuple[str, str]
    settings: tuple[str, ...]
    link: str


@staff_door(SEE_CONNECTIONS)
def connections(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/cau-hinh/ket-noi/`` lists the formats and protocols, and which are not confirmed."""
    language = "en" if get_language() == "en" else "vi"
    adapters = load_adapters()
    permissions: frozenset[str] = getattr(request, "permissions", frozenset())
    groups = [
        (str(GROUPS[group]), [_card(each, language, permissions) for each in found])
        for group, found in groupby(adapters, key=lambda each: each.group)
    ]
    return render(request, "exchange/connections.html", {"groups": groups, "heading": headline(adapters)})


def headline(adapters: tuple[Adapter, ...]) -> str:
    """Returns the heading: how many formats in use are not confirmed."""
    unsure = sum(each.basis is FormatBasis.UNCONFIRMED and adapter_state(each) is AdapterState.ON for each in adapters)
    if not unsure:
        return _("Kết nối đang dùng đều đã đối chiếu")
    return ngettext("Một kết nối đang dùng chưa xác nhận", "%(n)s kết nối đang dùng chưa xác nhận", unsure) % {"n": number_words(unsure)}


def _card(adapter: Adapter, language: str, permissions: frozenset[str]) -> AdapterCard:
    state = adapter_state(adapter)
    word, look = STATES[state]
    basis, basis_look = BASES[adapter.basis]
    may = not adapter.link_permission or adapter.link_permission in permissions
    return AdapterCard(
        adapter, adapter.name[language], adapter.confirmed[language], adapter.unconfirmed[language], adapter.source[language],
        (str(word), look), (str(basis), basis_look), adapter.settings if state is AdapterState.UNSET else (), adapter.link if may else "",
    )  # fmt: skip
