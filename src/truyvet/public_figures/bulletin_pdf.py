"""Makes the weekly bulletin as PDF, in the language in force. All words come as data, so nothing in them is read as markup."""

from __future__ import annotations

import json
from datetime import datetime
from importlib.resources import files

from django.utils.translation import gettext as _

from truyvet.public_figures.labels import HIDDEN_WORDS, WHY_HIDDEN, period_words
from truyvet.public_figures.queries.overview import ProvinceOverview, UnitLine
from truyvet.web.display_format import full_words, number_words


def bulletin_pdf(found: ProvinceOverview, *, at: datetime) -> bytes:
    """Returns the bulletin: the province's figures, and the districts and communes that have one; of the others their number."""
    import typst

    lines = [line for line in found.lines if any(each and each.value is not None for each in line.figures)]
    data = {
        "title": _("Bản tin tuần: %(province)s") % {"province": found.province.name},
        "as_of": _("Công bố lúc %(at)s") % {"at": full_words(found.published_at)} if found.published_at else _("Chưa công bố con số nào."),
        "summaries": [
            [
                str(each.label),
                period_words(each.newest),
                number_words(each.newest.value),
                number_words(each.total.value if each.total else None),
            ]
            for each in found.summaries
        ],
        "summary_heads": [_("Chỉ tiêu"), _("Thời gian"), _("Toàn tỉnh"), _("Tổng đã công bố")],
        "heads": [_("Huyện, xã"), *(f"{label}, {period_words(figure)}" for label, figure in found.columns)],
        "lines": [[_name(line), *(_words(each.value if each else None) for each in line.figures)] for line in lines],
        "rest": _("%(n)s huyện, xã khác: %(words)s.") % {"n": number_words(len(found.lines) - len(lines)), "words": HIDDEN_WORDS},
        "why": str(WHY_HIDDEN),
    }
    made: bytes = typst.compile(
        files("truyvet.public_figures").joinpath("bulletin.typ").read_bytes(), format="pdf", font_paths=[], ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, timestamp=int(at.timestamp()),
    )  # fmt: skip
    return made


def _words(value: int | None) -> str:
    return str(HIDDEN_WORDS) if value is None else number_words(value)


def _name(line: UnitLine) -> str:
    return f"{line.unit.name} ({line.above})" if line.above else line.unit.name
