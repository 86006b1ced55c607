"""Where a table may be written: only regular files are replaced, links are followed, streams are written to."""

import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from truyvet.tabular import FileRefused, write_csv, write_xlsx
from truyvet.tabular.problems import ProblemReason

Write = Callable[[Path], object]
WRITERS: dict[str, Write] = {
    "csv": lambda path: write_csv(path, ["a"], [["1"]]),
    "xlsx": lambda path: write_xlsx(path, ["a"], [["1"]]),
}
BEGINS = {"csv": b"a\n1\n", "xlsx": b"PK"}


@pytest.mark.parametrize("kind", WRITERS)
def test_a_link_is_followed(kind: str, tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)
    WRITERS[kind](link)
    assert link.is_symlink()
    assert target.read_bytes().startswith(BEGINS[kind])
    absent, dangling = tmp_path / "absent", tmp_path / "dangling"
    dangling.symlink_to(absent)
    WRITERS[kind](dangling)
    assert dangling.is_symlink()
    assert absent.read_bytes().startswith(BEGINS[kind])


@pytest.mark.parametrize("kind", WRITERS)
def test_a_pipe_is_written_to(kind: str, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    WRITERS[kind](pipe)
    reader.join(10)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert got[0].startswith(BEGINS[kind])


@pytest.mark.parametrize("kind", WRITERS)
def test_a_device_stays_a_device(kind: str) -> None:
    before = Path("/dev/null").stat()
    WRITERS[kind](Path("/dev/null"))
    after = Path("/dev/null").stat()
    assert (stat.S_ISCHR(after.st_mode), after.st_ino) == (True, before.st_ino)


TO_STDOUT = """
import sys
from pathlib import Path
from truyvet.tabular import write_csv
print("before")
write_csv(Path(sys.argv[1]), ["a"], [["1"]])
print("after")
"""


@pytest.mark.parametrize("name", ["-", "/dev/stdout"])
@pytest.mark.parametrize("to_file", [True, False])
def test_standard_output(name: str, to_file: bool, tmp_path: Path) -> None:
    command, kept = [sys.executable, "-c", TO_STDOUT, name], tmp_path / "kept"
    link = os.readlink("/dev/stdout")  # noqa: PTH115 - a text, not a path
    if to_file:
        with kept.open("wb") as stream:
            subprocess.run(command, cwd=tmp_path, stdout=stream, check=True)
        text = kept.read_text("utf-8")
    else:
        text = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert text == "before\na\n1\nafter\n"
    assert os.readlink("/dev/stdout") == link  # noqa: PTH115
    assert not (tmp_path / "-").exists()


def test_a_stream_gets_nothing_when_the_rows_break_off(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    def rows() -> object:
        yield ["1"]
        raise FileRefused.file("x", ProblemReason("late", "is late", "bị muộn"))

    with pytest.raises(FileRefused):
        write_csv(Path("-"), ["a"], rows())  # type: ignore[arg-type]
    assert capsysbinary.readouterr().out == b""
