"""Words of this room's enums, for its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from truyvet.exchange.connections import Basis, Group, State
from truyvet.exchange.rules import Kind

KINDS: Final[Mapping[Kind, str | Promise]] = {
    Kind.PLACES: _("Đơn vị hành chính"),
    Kind.PEOPLE: _("Danh sách người"),
    Kind.VENUES: _("Địa điểm"),
    Kind.VISITS: _("Các lượt đến"),
    Kind.ENCOUNTERS: _("Lần ở gần nhau"),
    Kind.CASES: _("Ca bệnh"),
    Kind.DECLARATIONS: _("Tờ khai y tế"),
}

GROUPS: Final[Mapping[Group, str | Promise]] = {
    Group.MESSAGES: _("Tin nhắn và Zalo"),
    Group.CODES: _("Giấy tờ được quét"),
    Group.GATES: _("Cổng và cửa xoay"),
    Group.DECLARATIONS: _("Tờ khai và tệp"),
}

STATES: Final[Mapping[State, tuple[str | Promise, str]]] = {
    State.ON: (_("đang dùng được"), "good"),
    State.UNSET: (_("chưa cấu hình"), "warn"),
    State.NONE: (_("không nối"), "plain"),
}
"""The word, and the state of the ``tag`` component."""

BASES: Final[Mapping[Basis, tuple[str | Promise, str]]] = {
    Basis.OURS: (_("khuôn của hệ thống này"), "source"),
    Basis.STANDARD: (_("theo chuẩn công bố"), "source"),
    Basis.CODE: (_("đã đối chiếu mã nguồn"), "source"),
    Basis.PUBLISHED: (_("theo báo chí, văn bản công bố"), "info"),
    Basis.UNCONFIRMED: (_("chưa xác nhận"), "warn"),
    Basis.NONE: (_("chưa có tài liệu"), "plain"),
}
