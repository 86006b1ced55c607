"""Names of this room's audited actions in words."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

ACTION_NAMES: Final = {
    "day_figures.purge_figures": _("Xóa số liệu quá hạn"),
    "day_figures.purge_counted_days": _("Xóa ngày đã đếm quá hạn"),
}
