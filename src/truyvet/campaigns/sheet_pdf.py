"""Makes the printed sheets of a text as PDF. All words come as data, so nothing in them is read as markup."""

from __future__ import annotations

import io
import json
from datetime import datetime
from enum import StrEnum
from importlib.resources import files
from typing import Final

from truyvet.campaigns.queries.materials import VersionRow
from truyvet.campaigns.rules.source_text import VersionState

CORRECTION: Final = "m"
"""15 % of the code may be torn or dirty, as on the posters of venues."""


class Sheet(StrEnum):
    """What is printed."""

    A3 = "a3"
    A4 = "a4"
    LEAFLET = "to-roi"


def sheet_pdf(version: VersionRow, sheet: Sheet, *, at: datetime) -> bytes:
    """Returns one page. A version that is not in force says so across its top."""
    import typst

    text = version.text
    data = {
        "sheet": sheet.value, "svg": code_svg(text.link), "issuer": text.issuer, "phone": text.phone, "number": version.number,
        "state": version.state.value, "first": f"{text.first:%d/%m/%Y}", "last": f"{text.last:%d/%m/%Y}",
        "vi": {"title": text.title_vi, "points": text.points_vi}, "en": {"title": text.title_en, "points": text.points_en},
        "gone": version.state in {VersionState.EXPIRED, VersionState.REPLACED},
    }  # fmt: skip
    made: bytes = typst.compile(
        files("truyvet.campaigns").joinpath("sheet.typ").read_bytes(), format="pdf", font_paths=[], ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, timestamp=int(at.timestamp()),
    )  # fmt: skip
    return made


def code_svg(link: str) -> str:
    """Returns the code as a drawing with its quiet margin of four modules."""
    import segno

    drawn = io.BytesIO()
    segno.make_qr(link, error=CORRECTION).save(drawn, kind="svg", border=4, xmldecl=False, svgns=True, light="#fff", omitsize=True)
    return drawn.getvalue().decode()
