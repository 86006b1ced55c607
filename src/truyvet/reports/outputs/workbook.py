"""The closed day as an XLSX whose sums are formulas: who changes a cell sees the sum follow."""

from __future__ import annotations

import io

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_range

from truyvet.reports.outputs.reported_day import ReportedDay

FIRST_FIGURE = 4
"""Columns before the figures: code, name, district, whether it has come."""
FIRST_ROW = 4
"""Rows before the reporters: title, sum, how many, heads."""


def workbook(reported: ReportedDay, labels: dict[str, str]) -> bytes:
    """Returns the workbook; ``labels``: the figures' names by code. A report that is missing has empty cells, which no sum counts."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(_("Báo cáo"))
        title = _("%(unit)s, báo cáo ngày %(day)s, bản %(n)s") % {
            "unit": reported.name, "day": f"{reported.day:%d/%m/%Y}", "n": reported.number
        }  # fmt: skip
        sheet.write_string(0, 0, title, bold)
        sheet.write_string(1, 0, _("Tổng"), bold)
        sheet.write_string(2, 0, _("Từ bao nhiêu nơi"), bold)
        for column, head in enumerate((_("Mã"), _("Nơi báo cáo"), _("Huyện"), _("Đã gửi"))):
            sheet.write_string(3, column, head, bold)
        last = FIRST_ROW + max(len(reported.rows), 1) - 1
        for column, code in enumerate(labels, FIRST_FIGURE):
            cells = xl_range(FIRST_ROW, column, last, column)
            sheet.write_formula(1, column, f"=SUM({cells})", bold, reported.sums.get(code, 0))
            sheet.write_formula(2, column, f"=COUNT({cells})", None, reported.counted.get(code, 0))
            sheet.write_string(3, column, labels[code], bold)
        for place, row in enumerate(reported.rows, FIRST_ROW):
            for column, text in enumerate((row.unit, row.name, row.district, _("có") if row.figures is not None else _("chưa"))):
                sheet.write_string(place, column, text)
            for column, code in enumerate(labels, FIRST_FIGURE):
                if row.figures is not None and code in row.figures:
                    sheet.write_number(place, column, row.figures[code])
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 2, 26)
        sheet.set_column(FIRST_FIGURE, FIRST_FIGURE + len(labels), 14)
        sheet.freeze_panes(FIRST_ROW, 2)
    return stream.getvalue()
