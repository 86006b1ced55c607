"""The audit room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Who did and who saw what, when and for which purpose; chained so that nothing can be changed unseen."""

    name = "truyvet.audit"
    label = "audit"
    verbose_name = "Nhật ký"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Registers the day of deletion."""
        from truyvet.audit.rules import RETENTION_DAYS
        from truyvet.audit.sealer import purge_audit_rows
        from truyvet.web.registry import Retention, register_retention

        register_retention(Retention("audit", "audit_auditrow", "at", RETENTION_DAYS, purge_audit_rows))
