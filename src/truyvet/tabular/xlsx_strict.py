"""Turns a workbook in Strict Open XML, which Excel offers beside its usual form, into the usual one: only its namespaces differ."""

import tempfile
import zipfile
from pathlib import Path
from typing import IO, Final

STRICT: Final = b"http://purl.oclc.org/ooxml/"
_NAMES: Final = (
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    (b"http://purl.oclc.org/ooxml/officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/"),
)
"""ISO/IEC 29500-1 (strict) and -4 (transitional)."""
HEAD_BYTES: Final = 65_536
"""Namespaces stand on the first element of a part; relationships, which name them in each line, are small."""
MAX_RELATIONSHIP_BYTES: Final = 16_777_216
_WORKBOOK: Final = "xl/workbook.xml"


def usual_form(path: Path) -> "IO[bytes] | None":
    """Returns a nameless file with the workbook in its usual form, or None where it has it. The caller has bounded its parts."""
    with zipfile.ZipFile(path) as archive:
        if _WORKBOOK not in archive.namelist():
            return None
        with archive.open(_WORKBOOK) as part:
            if STRICT not in part.read(HEAD_BYTES):
                return None
        made: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
        try:
            with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as copy:
                for info in archive.infolist():
                    with archive.open(info) as part, copy.open(info.filename, "w") as to:
                        to.write(_renamed(part.read(MAX_RELATIONSHIP_BYTES if info.filename.endswith(".rels") else HEAD_BYTES)))
                        while data := part.read(HEAD_BYTES):
                            to.write(data)
        except BaseException:
            made.close()
            raise
    made.seek(0)
    return made


def _renamed(data: bytes) -> bytes:
    for strict, usual in _NAMES:
        data = data.replace(strict, usual)
    return data
