"""Small files that would unpack to gigabytes are refused, in a process that has 200 MiB and five seconds of work."""

import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from truyvet.tabular import FileRefused, open_table
from truyvet.tabular.table import MAX_COLUMNS

MIB = 1_048_576
MOST_MIB, MOST_S = 200, 5
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
READ = """
import sys
from pathlib import Path
from truyvet.tabular import FileRefused, open_table
try:
    with open_table(Path(sys.argv[1])) as table:
        print("read", sum(1 for _ in table.rows()))
except FileRefused as refused:
    print(refused.problems[0].reason.code)
# Not ru_maxrss: it remembers the process of the tests, from which this one came.
print(next(int(line.split()[1]) // 1024 for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A sound workbook of a few cells."""
    file = tmp_path / "book.xlsx"
    made = xlsxwriter.Workbook(file)
    made.add_worksheet().write_column(0, 0, ["id", "a", "b"])
    made.close()
    return file


def change(book: Path, part: str, after: str, text: str) -> None:
    """Puts ``text`` behind the first tag that begins with ``after`` in a part."""
    with zipfile.ZipFile(book) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    content = parts[part].decode()
    place = content.index(">", content.index(after)) + 1
    parts[part] = (content[:place] + text + content[place:]).encode()
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)


def bounded() -> None:
    """The work of a process (not the waiting) ends it with a signal; so does memory far beyond what is allowed."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_S, MOST_S))
    resource.setrlimit(resource.RLIMIT_DATA, (4 * MOST_MIB * MIB, 4 * MOST_MIB * MIB))


def outcome(file: Path) -> str:
    """What reading it says, in a process of its own that stays within the bounds."""
    run = subprocess.run([sys.executable, "-c", READ, str(file)], capture_output=True, text=True, preexec_fn=bounded, check=False)
    assert run.returncode == 0, run.stderr[-500:]
    said, used = run.stdout.split("\n")[:2]
    assert int(used) <= MOST_MIB, f"{said} with {used} MiB"
    return said


BOMBS: dict[str, tuple[str, str, Callable[[], str]]] = {
    "a row of three million cells": ("xl/worksheets/sheet1.xml", "<row", lambda: "<c><v>1</v></c>" * 1_000_000),
    "shared texts": ("xl/sharedStrings.xml", "<sst", lambda: "<si><t>ab</t></si>" * 1_500_000),
    "one shared text of many runs": ("xl/sharedStrings.xml", "<si", lambda: "<r/>" * 2_000_000),
    "a shared text of 100 MiB": ("xl/sharedStrings.xml", "<t", lambda: "x" * 40 * MIB),
    "attributes": ("xl/sharedStrings.xml", "<si", lambda: "<r " + " ".join(f'a{n}=""' for n in range(700_000)) + "/>"),
    "formats": ("xl/styles.xml", "<fonts", lambda: "<font/>" * 1_000_000),
    "rows that stand in comments": ("xl/worksheets/sheet1.xml", "<row", lambda: ("<c/>" * 50_000 + "<!--<row >-->") * 30),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_within_bounds(book: Path, bomb: str) -> None:
    part, after, text = BOMBS[bomb]
    change(book, part, after, text())
    assert book.stat().st_size < 12 * MIB
    assert outcome(book) == "xlsx_too_large"


def test_a_million_parts_are_not_listed(book: Path) -> None:
    entry = b"PK\x01\x02" + bytes(24) + (1).to_bytes(2, "little") + bytes(16) + b"x"
    directory = entry * 200_000
    sizes = (0xFFFF).to_bytes(2, "little") * 2 + len(directory).to_bytes(4, "little") + bytes(4)
    book.write_bytes(directory + b"PK\x05\x06" + bytes(4) + sizes + bytes(2))
    assert outcome(book) == "xlsx_too_large"


def test_what_is_large_but_sound_is_read(tmp_path: Path) -> None:
    """Many rows, each different, with a wide header, formats and every kind of cell."""
    file = tmp_path / "sound.xlsx"
    made = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet = made.add_worksheet()
    for column in range(MAX_COLUMNS):
        sheet.write(0, column, f"column {column}")
    for row in range(1, 1_500):
        for column in range(5):
            sheet.write(row, column, f"{row} ở cột {column}" if column % 2 else row * column)
    made.close()
    assert outcome(file) == "read 1499"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_one_column_too_many(tmp_path: Path, kind: str) -> None:
    names = [f"c{number}" for number in range(MAX_COLUMNS + 1)]
    file = tmp_path / f"wide.{kind}"
    if kind == "csv":
        file.write_text(",".join(names), encoding="utf-8")
    else:
        made = xlsxwriter.Workbook(file)
        made.add_worksheet().write_row(0, 0, names)
        made.close()
    with pytest.raises(FileRefused) as caught, open_table(file):
        pass
    assert caught.value.problems[0].reason.code == "too_many_columns"
    assert "257" in caught.value.problems[0].reason.vi
