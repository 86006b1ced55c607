"""What roles and permissions are called on the screen."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from truyvet.core.role import Role

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
    "access.issue_link": _("Tạo liên kết dùng một lần"),
    "access.use_link": _("Dùng liên kết một lần"),
    "access.set_password": _("Đặt mật khẩu"),
    "access.sign_in": _("Đăng nhập"),
    "access.sign_in_failed": _("Đăng nhập không thành"),
    # Two rooms below this one have no pages, so no words of their own.
    "places.load_units": _("Nạp danh sách đơn vị hành chính"),
    "audit.let_go": _("Xoá nhật ký đã hết hạn lưu"),
}

_OTHERS: Mapping[str, Promise] = {"citizen": _("Người dân"), "staff": _("Việc của chính mình"), "system": _("Máy tự làm")}


def role_name(role: str) -> str:
    """Returns the name of a role, or its code when the role is not one of ours (the machine's own)."""
    try:
        return str(ROLE_NAMES[Role(role)])
    except ValueError:
        return str(_OTHERS.get(role, role))
