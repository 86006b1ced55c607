"""Labels and lists of test orders as PDF. All words come as data, so nothing in a name is read as markup."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files

from django.utils.translation import gettext as _

from truyvet.web.clock import local


@dataclass(frozen=True, slots=True, repr=False)
class PrintedTest:
    """One sample that is to be taken. ``name``: initials on a label, the whole name on a list. No readable repr."""

    code: str
    name: str
    birth_year: int | None
    commune: str
    due_on: date
    address: str = ""
    phone: str = ""
    is_urgent: bool = False


def printed_pdf(tests: Sequence[PrintedTest], *, is_list: bool, at: datetime) -> bytes:
    """Returns labels of 70 × 37 mm, 24 on a sheet of A4, or the list with names."""
    import segno
    import typst

    def drawn(code: str) -> str:
        svg = io.BytesIO()
        # A tube is round and small: the code alone stands in it, with the largest modules that its side allows.
        segno.make(code, error="m", micro=False).save(svg, kind="svg", border=2, xmldecl=False, svgns=True, omitsize=True)
        return svg.getvalue().decode()

    rows = [
        {
            "code": test.code, "svg": "" if is_list else drawn(test.code), "name": test.name or "–", "born": str(test.birth_year or "–"),
            "commune": test.commune, "due": f"{test.due_on:%d/%m/%Y}", "address": test.address, "phone": test.phone,
            "urgent": str(_("KHẨN")) if test.is_urgent else "",
        }
        for test in tests
    ]  # fmt: skip
    heads = [_("Mã mẫu"), _("Họ tên"), _("Năm sinh"), _("Nơi ở"), _("Điện thoại"), _("Ngày lấy"), _("Lấy lúc"), _("Người lấy")]
    data = {
        "rows": rows, "list": is_list, "heads": heads, "title": _("Danh sách lấy mẫu xét nghiệm"),
        "printed": _("In lúc %(at)s, %(n)s người") % {"at": f"{local(at):%H:%M %d/%m/%Y}", "n": len(rows)},
        "mind": _("Có tên người: dùng xong thì hủy. Hỏi lại họ tên và năm sinh trước khi dán nhãn."),
    }  # fmt: skip
    made: bytes = typst.compile(
        files("truyvet.laboratory").joinpath("printed_orders.typ").read_bytes(), format="pdf", font_paths=[], ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, timestamp=int(at.timestamp()),
    )  # fmt: skip
    return made
