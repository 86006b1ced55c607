"""Words of this room's enums, for its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from truyvet.exchange.rules import Kind

KINDS: Final[Mapping[Kind, str | Promise]] = {
    Kind.PLACES: _("Đơn vị hành chính"),
    Kind.PEOPLE: _("Danh sách người"),
    Kind.VENUES: _("Địa điểm"),
    Kind.VISITS: _("Các lượt đến"),
    Kind.ENCOUNTERS: _("Lần ở gần nhau"),
    Kind.CASES: _("Ca bệnh"),
}
