"""Cards as PDF: four of A6 on a sheet of A4, to be cut. The code is 5 × 5 cm, the holder's initials stand beside it.

Initials are printed, never in the code: a guard compares them with a paper; a camera reads nothing of anybody.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import datetime
from importlib.resources import files

import segno
from django.utils.translation import gettext as _
from django.utils.translation import override

from truyvet.passes.actions import IssuedCard
from truyvet.web.clock import local

MAX_CARDS_PER_FILE = 40
"""Cards in one file: ten sheets."""


def cards_pdf(cards: Sequence[IssuedCard], now: datetime) -> bytes:
    """Returns the sheets. Both languages are on every card. Only letters that come with the library are used."""
    import typst

    data = {"vi": _words("vi"), "en": _words("en"), "cards": [_printed(card) for card in cards]}
    template = files("truyvet.passes").joinpath("card.typ").read_bytes()
    pdf: bytes = typst.compile(
        template, format="pdf", font_paths=[], ignore_system_fonts=True, sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=int(now.timestamp()),
    )  # fmt: skip
    return pdf


def _words(language: str) -> dict[str, str]:
    with override(language):
        return {
            "title": _("Thẻ vào cổng"),
            "initials": _("Chữ viết tắt"),
            "until": _("Dùng đến"),
            "guard": _("Bảo vệ: so chữ viết tắt với giấy tờ có tên của khách."),
            "lost": _("Mất thẻ: báo tổ COVID cộng đồng in thẻ mới, thẻ cũ thôi dùng."),
            "nothing": _("Trong mã không có tên, số điện thoại hay nơi ở."),
        }


def _printed(card: IssuedCard) -> dict[str, str]:
    svg = io.BytesIO()
    segno.make_qr(card.text, error="m").save(svg, kind="svg", border=4, xmldecl=False, svgns=True)
    return {
        "code": svg.getvalue().decode("utf-8"),
        "initials": card.initials or "–",
        "until": f"{local(card.expires_at):%d/%m/%Y %H:%M}",
    }
