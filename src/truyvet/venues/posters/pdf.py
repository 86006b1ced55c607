"""Makes a PDF of posters. All words come as data, so nothing in a venue's name is read as markup."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Final

CORRECTION: Final = "m"
"""15 % of the code may be torn or dirty (2110/2790 ask for nothing; rain and fingers do)."""


@dataclass(frozen=True, slots=True)
class Poster:
    """One page. ``text`` stands in the code; ``place`` is the zone and entrance, ``short`` names the code at the telephone."""

    text: str
    name: str
    commune: str
    place: str
    short: str
    until: str
    """The local day, in words, before which it is printed anew."""


def posters_pdf(posters: Sequence[Poster], *, at: datetime, printed: str) -> bytes:
    """Returns the pages as one PDF; ``printed`` is the local day of printing in words. Both languages stand on each page."""
    import typst

    pages = [
        {
            "svg": _svg(poster.text), "name": poster.name, "commune": poster.commune, "place": poster.place, "short": poster.short,
            "until": poster.until,
        }
        for poster in posters
    ]  # fmt: skip
    template = files("truyvet.venues.posters").joinpath("poster.typ").read_bytes()
    data = json.dumps({"pages": pages, "printed": printed}, ensure_ascii=False)
    made: bytes = typst.compile(
        template, format="pdf", font_paths=[], ignore_system_fonts=True, sys_inputs={"data": data}, timestamp=int(at.timestamp())
    )
    return made


def _svg(text: str) -> str:
    """Returns the code as a drawing without a margin, so that the page can make its sides 15 cm."""
    import segno

    drawn = io.BytesIO()
    segno.make(text, error=CORRECTION, micro=False, boost_error=False).save(drawn, kind="svg", border=0, xmldecl=False, unit="mm", scale=1)
    return drawn.getvalue().decode()
