"""The words of this room."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

ACTION_NAMES: Final = {"public_figures.publish": _("Công bố số liệu"), "public_figures.purge": _("Xóa số liệu đã công bố hết hạn")}
