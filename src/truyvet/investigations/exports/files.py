"""The files themselves: CSV line by line, a workbook in bounded memory, a printed list."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import IO, Final

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from truyvet.investigations.exports.lines import headings, lines
from truyvet.investigations.exports.log import ContactExport
from truyvet.tabular import csv_writer, write_xlsx
from truyvet.web.display_format import full_words, number_words

CHUNK_BYTES: Final = 65_536


@dataclass(frozen=True, slots=True)
class ExportHeading:
    """What the printed list says above the table and on each page. Ready words."""

    title: str
    facts: tuple[str, ...]
    maker: str


def csv_chunks(export: ContactExport) -> Iterator[bytes]:
    """UTF-8 with a mark for Excel, a piece at a time; the words stay those of the language in which it was asked for."""
    language = get_language() or "vi"
    text = io.StringIO(newline="")
    with override(language), csv_writer(text, headings(), bom=True) as write:
        for cells in lines(export):
            write(cells)
            if text.tell() >= CHUNK_BYTES:
                yield text.getvalue().encode()
                text.seek(0)
                text.truncate()
    yield text.getvalue().encode()


def xlsx_file(export: ContactExport) -> IO[bytes]:
    """A workbook in a file without a name, read from its beginning."""
    stream = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    try:
        write_xlsx(stream, headings(), lines(export), sheet=export.run.code)
    except BaseException:
        stream.close()
        raise
    stream.seek(0)
    return stream


def pdf_bytes(export: ContactExport, heading: ExportHeading) -> bytes:
    """A printed list, A4 across. Only letters that come with the library are used: it looks for none and loads none."""
    import typst

    data = {
        "title": heading.title,
        "facts": list(heading.facts),
        "maker": heading.maker,
        "mark": export.mark,
        "lang": (get_language() or "vi")[:2],
        "page_word": _("Trang"),
        "columns": _columns(),
        "rows": [_printed(export, cells) for cells in lines(export)],
        "empty": _("Không có ai trong danh sách này."),
    }
    template = files("truyvet.investigations.exports").joinpath("line_list.typ").read_bytes()
    made: bytes = typst.compile(
        template, format="pdf", font_paths=[], ignore_system_fonts=True, sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=int(export.at.timestamp()),
    )  # fmt: skip
    return made


def maker_words(name: str, export: ContactExport) -> str:
    """Who took the list out and when, for each page."""
    return _("%(name)s xuất lúc %(at)s, bản %(mark)s. Không chuyển tiếp; huỷ sau khi dùng.") % {
        "name": name,
        "at": full_words(export.at),
        "mark": export.mark,
    }


def _columns() -> list[str]:
    return [_("TT"), _("Người tiếp xúc"), _("Liên hệ, nơi ở"), _("Vòng"), _("Vì sao"), _("Điểm"), _("Tiếp xúc"), _("Kết luận")]


def _printed(export: ContactExport, cells: tuple[object, ...]) -> list[str]:
    """The cells of a line gathered for paper: eight columns, several lines in each."""
    (rank, code, name, born, gender, phone, commune, address, level, why, score, times, minutes, first, last, verdict, reason, _mark) = (
        "" if cell is None else str(cell) for cell in cells
    )
    met = _("%(times)s lần, %(minutes)s phút") % {"times": times, "minutes": number_words(int(minutes))}
    return [
        rank,
        _joined("\n", name, code, _joined(", ", gender, born)),
        _joined("\n", phone, _joined(", ", address, commune)),
        level,
        why,
        number_words(float(score), 2),
        _joined("\n", met, first, last),
        _joined("\n", verdict, reason),
    ]


def _joined(between: str, *parts: str) -> str:
    return between.join(part for part in parts if part)
