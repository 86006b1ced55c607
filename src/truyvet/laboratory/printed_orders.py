"""Labels and lists of test orders as PDF. All words come as data, so nothing in a name is read as markup."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.resources import files

from django.utils.translation import gettext as _

from truyvet.laboratory.queries import TestOrderRow
from truyvet.laboratory.rules.samples import SamplingPriority
from truyvet.people.values import Identity
from truyvet.web.clock import local


def printed_pdf(rows: Sequence[TestOrderRow], names: Mapping[int, str], opened: Mapping[int, Identity], *, at: datetime) -> bytes:
    """Returns labels of 70 × 37 mm, 24 on a sheet of A4, with ``names`` (initials); the list with names where somebody is ``opened``."""
    import segno
    import typst

    def drawn(code: str) -> str:
        svg = io.BytesIO()
        # A tube is round and small: the code alone stands in it, with the largest modules that its side allows.
        segno.make(code, error="m", micro=False).save(svg, kind="svg", border=2, xmldecl=False, svgns=True, omitsize=True)
        return svg.getvalue().decode()

    def printed(row: TestOrderRow) -> dict[str, str]:
        who = opened.get(row.person_id)
        return {
            "code": row.sample, "svg": "" if opened else drawn(row.sample), "name": who.name if who else names.get(row.person_id) or "–",
            "born": str(row.person.birth_year or "–") if row.person else "–", "commune": row.commune, "due": f"{row.due_on:%d/%m/%Y}",
            "address": who.address if who else "", "phone": next(iter(who.phones), "") if who else "",
            "urgent": str(_("KHẨN")) if row.priority is SamplingPriority.URGENT else "",
        }  # fmt: skip

    heads = [_("Mã mẫu"), _("Họ tên"), _("Năm sinh"), _("Nơi ở"), _("Điện thoại"), _("Ngày lấy"), _("Lấy lúc"), _("Người lấy")]
    data = {
        "rows": [printed(row) for row in rows], "list": bool(opened), "heads": heads, "title": _("Danh sách lấy mẫu xét nghiệm"),
        "printed": _("In lúc %(at)s, %(n)s người") % {"at": f"{local(at):%H:%M %d/%m/%Y}", "n": len(rows)},
        "mind": _("Có tên người: dùng xong thì hủy. Hỏi lại họ tên và năm sinh trước khi dán nhãn."),
    }  # fmt: skip
    made: bytes = typst.compile(
        files("truyvet.laboratory").joinpath("printed_orders.typ").read_bytes(), format="pdf", font_paths=[], ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, timestamp=int(at.timestamp()),
    )  # fmt: skip
    return made
