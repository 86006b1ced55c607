"""What roles and permissions are called on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from truyvet.core.role import Role
from truyvet.places.rules import UnitLevel

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ROLE_NAMES: Mapping[Role, Promise] = {
    Role.TRACER: _("Cán bộ truy vết"),
    Role.TRACING_LEAD: _("Tổ trưởng truy vết"),
    Role.COMMUNE_OFFICER: _("Cán bộ xã, phường"),
    Role.DISTRICT_OFFICER: _("Cán bộ huyện"),
    Role.PROVINCE_OFFICER: _("Cán bộ tỉnh"),
    Role.CHAIR: _("Lãnh đạo ban chỉ đạo"),
    Role.INFORMATION_DEPARTMENT: _("Sở Thông tin và Truyền thông"),
    Role.ENTERPRISE_OFFICER: _("Cán bộ doanh nghiệp"),
    Role.COMMUNITY_TEAM: _("Tổ COVID cộng đồng"),
    Role.AUDITOR: _("Người kiểm tra nhật ký"),
    Role.ADMIN: _("Quản trị tài khoản"),
}


ACTION_NAMES: Mapping[str, Promise] = {
    "access.create_staff": _("Tạo tài khoản"),
    "access.add_grant": _("Cấp vai trò"),
    "access.end_grant": _("Kết thúc vai trò"),
    "access.close_account": _("Đóng tài khoản"),
    "access.open_account": _("Mở lại tài khoản"),
    "access.remove_second_factor": _("Bỏ lớp bảo vệ thứ hai đã mất"),
    "access.request_role": _("Xin cấp vai trò, chờ người quản trị thứ hai"),
    "access.request_reset": _("Xin đặt lại mật khẩu và lớp bảo vệ, chờ người quản trị thứ hai"),
    "access.approve_request": _("Duyệt yêu cầu của người quản trị khác"),
    "access.refuse_request": _("Từ chối yêu cầu về tài khoản"),
    "access.issue_link": _("Tạo liên kết dùng một lần"),
    "access.use_link": _("Dùng liên kết một lần"),
    "access.set_password": _("Đặt mật khẩu"),
    "access.sign_in": _("Đăng nhập"),
    "access.sign_in_failed": _("Đăng nhập không thành"),
    # Two rooms below this one have no pages, so no words of their own.
    "places.load_units": _("Nạp danh sách đơn vị hành chính"),
    "places.rename_unit": _("Đổi tên đơn vị hành chính"),
    "places.add_unit": _("Thêm đơn vị hành chính"),
    "audit.let_go": _("Xoá nhật ký đã hết hạn lưu"),
}

REFUSALS: Mapping[str, StrOrPromise] = {
    "second_person": _("Vai trò này cần người quản trị thứ hai duyệt."),
    "no_second_administrator": _(
        "Chưa có người quản trị nào khác, nên việc này chưa được làm. Hãy nhờ người giữ máy chủ tạo người quản trị thứ hai: "
        "truyvet create-admin."
    ),
    "already_waiting": _("Tài khoản này đang có một yêu cầu đặt lại chờ duyệt. Không cần gửi thêm."),
    "gone": _("Yêu cầu này đã được quyết định hoặc đã quá 7 ngày; không có gì thay đổi. Nếu vẫn cần, hãy gửi yêu cầu mới."),
    "same_person": _("Bạn đã gửi yêu cầu này. Người duyệt phải là người quản trị khác."),
    "own_account": _("Yêu cầu này về chính tài khoản của bạn. Người duyệt phải là người quản trị khác."),
    "fresh_account": _(
        "Tài khoản của bạn mới được tạo hoặc đặt lại chưa đủ 24 giờ, nên chưa duyệt được; yêu cầu vẫn đang chờ. "
        "Hãy nhờ người quản trị khác."
    ),
    "has_keys": _(
        "Tài khoản này đã có mật khẩu hoặc lớp bảo vệ thứ hai, nên không tạo lời mời. Nếu chủ tài khoản đã mất, hãy xin đặt lại; "
        "người quản trị khác sẽ duyệt."
    ),
    "asked_yourself": _(
        "Bạn đã xin quyền cho tài khoản này, nên lời mời do người quản trị khác tạo và trao. Như vậy không ai một mình lấy được tài khoản."
    ),
}
"""Why something about an account was not done: what happened, what was kept, what to do."""

LEVELS: Mapping[UnitLevel, Promise] = {UnitLevel.PROVINCE: _("tỉnh"), UnitLevel.DISTRICT: _("huyện"), UnitLevel.COMMUNE: _("xã, phường")}
UNIT_REFUSALS: Mapping[str, StrOrPromise] = {
    "unit_unknown": _("Đơn vị này không còn hiệu lực hoặc không thuộc phạm vi của bạn. Chưa thay đổi gì; hãy mở lại danh sách đơn vị."),
    "no_level_below": _("Dưới xã, phường không có đơn vị nào nữa. Chưa thêm gì."),
    "code_wrong": _("Mã huyện có 3 chữ số, mã xã có 5 chữ số. Chưa thêm gì; hãy xem lại quyết định đặt mã."),
    "code_exists": _(
        "Mã này đã thuộc về một đơn vị, đang hoặc từng có hiệu lực. Chưa thêm gì; nếu đơn vị chỉ đổi tên, hãy mở nó và đổi tên."
    ),
    "name_wrong": _("Tên dài từ 2 đến 80 chữ. Chưa thay đổi gì."),
    "name_same": _("Đơn vị này đang mang đúng tên đó. Chưa thay đổi gì."),
}
"""Why something about a unit was not done."""

_OTHERS: Mapping[str, Promise] = {
    "citizen": _("Người dân"),
    "staff": _("Việc của chính mình"),
    "system": _("Máy tự làm"),
    "gate": _("Cổng"),
    "phone": _("Điện thoại"),
}


def role_name(role: str) -> str:
    """Returns the name of a role, or its code when the role is not one of ours (the machine's own)."""
    try:
        return str(ROLE_NAMES[Role(role)])
    except ValueError:
        return str(_OTHERS.get(role, role))
