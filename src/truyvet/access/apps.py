"""The access room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Staff accounts, their dated roles, and the doors that check them."""

    name = "truyvet.access"
    label = "access"
    verbose_name = "Tài khoản cán bộ"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Puts the room's pages into the navigation."""
        from django.utils.translation import gettext_lazy as _

        from truyvet.access.labels import ACTION_NAMES
        from truyvet.access.roles import Permission
        from truyvet.audit.action_names import register_actions
        from truyvet.web.registry import NavItem, register_nav

        register_actions(ACTION_NAMES)
        register_nav(
            NavItem(_("Cán bộ"), "access:staff", Permission.MANAGE_STAFF.value, order=80, icon="shield"),
            NavItem(_("Nhật ký"), "access:audit_log", Permission.SEE_AUDIT.value, order=85, icon="book"),
            NavItem(_("Tài khoản của tôi"), "access:account", "", order=90, icon="key"),
        )
