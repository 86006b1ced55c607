"""Words of this room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from truyvet.groups.rules.member_states import MemberState
from truyvet.groups.rules.roster_kinds import POSITIONS, OrganisationKind, RosterKind

Words = str | Promise

ROSTER_KINDS: Final[Mapping[RosterKind, Words]] = {
    RosterKind.OFFICIALS: _("Cán bộ, công chức"),
    RosterKind.WORKERS: _("Công nhân, người lao động"),
    RosterKind.PUPILS: _("Học sinh, sinh viên"),
    RosterKind.TEACHERS: _("Giáo viên"),
    RosterKind.RELATIVES: _("Người thân"),
    RosterKind.PATIENTS: _("Bệnh nhân, người khám bệnh"),
    RosterKind.UNDER_ORDER: _("Người có quyết định cách ly"),
    RosterKind.TO_TEST: _("Người chờ xét nghiệm"),
}
ORGANISATION_KINDS: Final[Mapping[OrganisationKind, Words]] = {
    OrganisationKind.AGENCY: _("Cơ quan"),
    OrganisationKind.ENTERPRISE: _("Doanh nghiệp"),
    OrganisationKind.SCHOOL: _("Trường học"),
    OrganisationKind.FACILITY: _("Cơ sở y tế"),
}
MEMBER_STATES: Final[Mapping[MemberState, tuple[Words, str]]] = {
    MemberState.INSTALLED: (_("đã cài"), "good"),
    MemberState.NOT_INSTALLED: (_("chưa cài"), "warn"),
    MemberState.NOT_MATCHED: (_("chưa ghép được"), "plain"),
}
"""The word, and the state of the ``tag`` component."""
POSITION_LABELS: Final[Mapping[str, Words]] = {
    "line": _("Chuyền"),
    "shift": _("Ca làm"),
    "table": _("Bàn"),
    "room": _("Phòng"),
    "class_name": _("Lớp"),
    "coach": _("Xe"),
    "dormitory": _("Nhà ở"),
}
REFUSALS: Final[Mapping[str, Words]] = {
    "no_draft": _("Danh sách chờ này không còn: đã được áp dụng, bỏ, hoặc thay bằng danh sách mới hơn. Không có gì thay đổi; hãy xem lại."),
    "large_loss": _(
        "Danh sách mới làm hơn một nửa số người rời nhóm, có thể do tệp bị cắt. Chưa có gì thay đổi. Nếu đúng, hãy đánh dấu xác nhận; nếu "
        "không, hãy nhập lại tệp đủ."
    ),
    "head": _("Người này không có quyền xem nhóm ở địa bàn. Hãy chọn người khác, hoặc nhờ quản trị cấp vai trò."),
    "keeper": _("Không có hồ sơ nào mang mã này trong địa bàn của bạn. Hãy tìm người đó ở trang Con người và chép mã hồ sơ."),
    "consent": _("Hãy đánh dấu rằng người thân đã đồng ý. Chưa ghi gì."),
    "name": _("Hãy ghi họ tên của người thân."),
    "phone": _("Số điện thoại không đúng. Để trống nếu người thân không có điện thoại."),
    "kind": _("Chỉ thị không yêu cầu người thân của nhóm này. Không cần ghi."),
    "too_many": _("Đã ghi 10 người thân. Nếu cần thêm, hãy gọi người phụ trách nhóm."),
}
ACTION_NAMES: Final[Mapping[str, object]] = {
    "groups.keep_rows": _("Giữ các dòng của danh sách nhóm"),
    "groups.apply_roster": _("Áp dụng danh sách nhóm"),
    "groups.discard_roster": _("Bỏ danh sách nhóm đang chờ"),
    "groups.say_who": _("Xác định thành viên của nhóm là ai"),
    "groups.set_keepers": _("Giao người phụ trách nhóm"),
    "groups.open_gaps": _("Mở danh sách chưa cài, chưa khai báo của nhóm"),
    "groups.add_relative": _("Ghi người thân vào nhóm"),
    "groups.remove_relative": _("Bỏ người thân khỏi nhóm"),
    "groups.purge": _("Xoá danh sách nhóm đã hết hạn lưu"),
}
"""Audited actions in words."""


def position_words(position: Sequence[str]) -> str:
    """Returns a position in words: "Chuyền A · Phòng 204"."""
    told = zip(POSITIONS, position, strict=True)
    return " · ".join(f"{POSITION_LABELS[name]} {value}" for name, value in told if value)
