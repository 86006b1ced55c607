"""What roles and permissions are called on the screen."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from truyvet.access.roles import Role

ROLE_NAMES: Mapping[Role, Promise] = {
    Role.TRACER: _("Cán bộ truy vết"),
    Role.TRACING_LEAD: _("Tổ trưởng truy vết"),
    Role.COMMUNE_OFFICER: _("Cán bộ xã, phường"),
    Role.DISTRICT_OFFICER: _("Cán bộ huyện"),
    Role.PROVINCE_OFFICER: _("Cán bộ tỉnh"),
    Role.CHAIR: _("Lãnh đạo ban chỉ đạo"),
    Role.VENUE_KEEPER: _("Người quản lý địa điểm"),
    Role.GUARD: _("Người kiểm soát cửa"),
    Role.ENTERPRISE_OFFICER: _("Cán bộ doanh nghiệp"),
    Role.COMMUNITY_TEAM: _("Tổ COVID cộng đồng"),
    Role.AUDITOR: _("Người kiểm tra nhật ký"),
    Role.ADMIN: _("Quản trị tài khoản"),
}


def role_name(role: str) -> str:
    """The name of a role, or its code when the role is not one of ours (the machine's own)."""
    try:
        return str(ROLE_NAMES[Role(role)])
    except ValueError:
        return role
