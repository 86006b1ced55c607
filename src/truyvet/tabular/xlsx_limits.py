"""Refuses a workbook that would unpack to more than a table needs, before anything of it is built in memory.

A row of an .xlsx file is held whole while it is read, and so are the texts that cells share and the formats. A hundred kilobytes can unpack
to gigabytes of them, so each part is unpacked once, piece by piece, and its elements are only counted.
"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple
from xml.etree import ElementTree

from truyvet.tabular.problems import FileRefused
from truyvet.tabular.reasons import XLSX_TOO_LARGE

MAX_DIRECTORY_BYTES: Final = 1_048_576
"""The list of parts: some ten thousand of them, where a workbook has a few dozen."""
MAX_MANIFEST_BYTES: Final = 262_144
MAX_ELEMENTS: Final = 100_000
"""Tags within one row, one shared text or one small part: a row of 256 cells has about 1,500, formats of a messy workbook 60,000."""
MAX_ATTRIBUTES: Final = 600_000
MAX_RATIO: Final = 100
"""Unpacked by packed bytes of a part over RATIO_BYTES; rows that are nearly alike come to 15."""
RATIO_BYTES: Final = 16 * 1_048_576
CHUNK_BYTES: Final = 262_144
SHEET_TYPE: Final = "worksheet+xml"
TEXTS_TYPE: Final = "sharedStrings+xml"


class PartLimit(NamedTuple):
    """``unit``: an element that begins anew what is held in memory; at most ``units`` of it. ``size`` is bytes, unpacked."""

    size: int
    unit: re.Pattern[bytes] | None = None
    units: int = 0


SHEET: Final = PartLimit(1_073_741_824, re.compile(rb"<(?:[\w.-]+:)?row[\s/>]"), 1_048_576)
"""The rows that a sheet can have, with 1,000 bytes for each."""
TEXTS: Final = PartLimit(33_554_432, re.compile(rb"<(?:[\w.-]+:)?si[\s/>]"), 400_000)
"""Texts that cells share, each once: they need 150 MiB and four seconds."""
SMALL: Final = PartLimit(8_388_608)
"""Everything else that is XML: formats, names of sheets, relations."""


def refuse_long_directory(path: Path, name: str) -> None:
    """Raises FileRefused when the list of parts is too long. Before it is read: each of its entries costs ten times its bytes."""
    with path.open("rb") as stream:
        end = zipfile._EndRecData(stream)  # type: ignore[attr-defined]
    if end is not None and end[zipfile._ECD_SIZE] > MAX_DIRECTORY_BYTES:  # type: ignore[attr-defined]
        raise FileRefused.file(name, XLSX_TOO_LARGE())


def refuse_bomb(path: Path, name: str) -> None:
    """Raises FileRefused where a part of the workbook is larger than its limit, or has too many elements at a time."""
    with zipfile.ZipFile(path) as archive:
        kinds = _content_types(archive, name)
        for part in archive.infolist():
            kind = kinds.get(part.filename, SHEET_TYPE if "worksheets/" in part.filename else "")
            limit = SHEET if kind.endswith(SHEET_TYPE) else TEXTS if kind.endswith(TEXTS_TYPE) else SMALL
            if limit is SMALL and not _is_markup(archive, part):
                continue  # a picture: never opened
            packed = max(1, part.compress_size)
            is_bomb = part.file_size > RATIO_BYTES and part.file_size / packed > MAX_RATIO
            if is_bomb or part.file_size > limit.size or _is_crowded(archive, part, limit):
                raise FileRefused.file(name, XLSX_TOO_LARGE())


def _content_types(archive: zipfile.ZipFile, name: str) -> dict[str, str]:
    """Returns the kind of each part as the workbook states it; one that is named twice has none."""
    manifest = archive.getinfo("[Content_Types].xml")
    if manifest.file_size > MAX_MANIFEST_BYTES:
        raise FileRefused.file(name, XLSX_TOO_LARGE())
    kinds: dict[str, str] = {}
    for element in ElementTree.fromstring(archive.read(manifest)):  # noqa: S314 - bounded above; expat bounds entities
        part = element.get("PartName", "").lstrip("/")
        kinds[part] = "" if part in kinds else element.get("ContentType", "")
    return kinds


def _is_markup(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    with archive.open(part) as stream:
        return b"<" in stream.read(64)


def _is_crowded(archive: zipfile.ZipFile, part: zipfile.ZipInfo, limit: PartLimit) -> bool:
    units = elements = attributes = 0
    is_hiding = False
    for number, data in enumerate(_pieces(archive, part)):
        # In a comment or an instruction (the first line is one) a unit could be pretended: from there on all elements count together.
        is_hiding = is_hiding or b"<!" in data or data.find(b"<?", 0 if number else 5) >= 0
        begins = [] if limit.unit is None or is_hiding else [found.start() for found in limit.unit.finditer(data)]
        units += len(begins)
        for start, end in zip([0, *begins], [*begins, len(data)], strict=True):
            if start or (begins and begins[0] == 0):
                elements = attributes = 0
            elements += data.count(b"<", start, end)
            attributes += data.count(b'="', start, end) + data.count(b"='", start, end)
            if elements > MAX_ELEMENTS or attributes > MAX_ATTRIBUTES:
                return True
        if limit.unit is not None and units > limit.units:
            return True
    return False


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yields a part piece by piece, no tag of usual length cut in two: a piece ends before its last "<"."""
    with archive.open(part) as stream:
        tail = b""
        while data := stream.read(CHUNK_BYTES):
            data = tail + data
            cut = data.rfind(b"<")
            cut = cut if cut > 0 and len(data) - cut < 64 else len(data)
            tail = data[cut:]
            yield data[:cut]
        yield tail
