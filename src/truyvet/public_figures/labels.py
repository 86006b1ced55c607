"""The words of this room."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.public_figures.queries.public_rows import PublicFigure

ACTION_NAMES: Final = {"public_figures.publish": _("Công bố số liệu"), "public_figures.purge": _("Xóa số liệu đã công bố hết hạn")}
HIDDEN_WORDS: Final = _("dưới 10 hoặc được che")
WHY_HIDDEN: Final = _(
    "Số dưới 10 người không được nêu, và không thể tính ra từ các con số khác: vì vậy có nơi trên 10 cũng được che. "
    "Không có ai và có vài người trông như nhau. Mỗi ngày công bố chậm ít nhất một ngày trọn. Số đang cách ly làm tròn xuống hàng chục."
)


def period_words(figure: PublicFigure) -> str:
    """Returns over which days a figure sums: "29/05/2021" or "24/05 – 30/05/2021"."""
    last = f"{figure.day:%d/%m/%Y}"
    return str(_("ngày %(day)s") % {"day": last}) if figure.first_day == figure.day else f"{figure.first_day:%d/%m} – {last}"
