"""``truyvet codes read``: one line in, one answer out, in order, at once, without Django."""

from __future__ import annotations

import base64
import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from tests.unit.codes.wallet import CARD, ISSUER, PASS, POSTER
from tests.vectors.make_codes import BHYT, CCCD, NOW, PLACE, QR1405, key, token

from truyvet.cli.main import main
from truyvet.codes.code_reader import revocation_mark
from truyvet.codes.commands import MAX_LINE_BYTES
from truyvet.codes.cose_sign1 import point
from truyvet.codes.gate_files import write_key

KEYFILE: Final = json.dumps({"keys": [write_key(ISSUER.key.public_key())], "revoked": {"at": NOW, "tokens": [revocation_mark(token(8))]}})
Run = Callable[..., tuple[int, list[Any], str]]


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A gate's file: keys and the list of revoked tokens in one."""
    path = tmp_path / "gate.json"
    path.write_text(KEYFILE, "utf-8")
    return path


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """(exit status, lines, what was complained) of ``truyvet codes read`` with these bytes on its standard input."""

    def run(given: bytes, *options: str) -> tuple[int, list[Any], str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        out = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, write_through=True))
        status = main(["codes", "read", *options])
        lines = out.getvalue().decode().splitlines()
        return status, [json.loads(line) for line in lines] if "--json" in options else lines, capfdbinary.readouterr().err.decode()

    return run


def test_each_line_is_answered_in_order(ask: Run, keys: Path) -> None:
    given = "\n".join([PASS, "", CARD, POSTER, CCCD + "\r", " ", QR1405, BHYT, "xin chào"]).encode()
    status, answers, wrong = ask(given, "--json", "--keys", str(keys), "--now", str(NOW))
    assert (status, wrong) == (0, "")
    assert [(each["kind"], each["reason"]) for each in answers] == [
        ("pass", None), ("unknown", "blank"), ("card", None), ("venue", None), ("cccd", None), ("unknown", "blank"), ("qr1405", None),
        ("insurance", None), ("unknown", "unknown"),
    ]  # fmt: skip
    assert all(each["ok"] is (each["reason"] is None) for each in answers)
    assert all(set(each) == {"kind", "ok", "reason", "show", "warnings"} for each in answers)
    assert answers[0]["show"]["moment"] == NOW
    assert answers[4]["show"] == {"number": "******012345", "name": "Nguyễn Thị Huệ", "birth": "1987-**-**", "gender": "f"}
    assert answers[6]["warnings"] == ["birth_differs"]


@pytest.mark.parametrize(
    ("given", "reasons"),
    [
        (b"", []),
        (b"\n", ["blank"]),
        (b"\n\n", ["blank", "blank"]),
        (b"x", ["unknown"]),
        (b"x\n", ["unknown"]),
        (b"\xff\xfe\nx\n", ["not_text", "unknown"]),
        (b"\xef\xbb\xbf\n", ["blank"]),
        (b"a\x00b\n\x85\n", ["not_text", "not_text"]),
        ("a\u2028b\u0085c\n".encode(), ["not_text"]),
        ("a\u2028b".encode(), ["unknown"]),
        (b"a\rb\n", ["not_text"]),
        (b"x" * (MAX_LINE_BYTES - 1) + b"\nx\n", ["too_long", "unknown"]),
        (b"x" * MAX_LINE_BYTES + b"\nx\n", ["too_long", "unknown"]),
        (b"x" * (MAX_LINE_BYTES + 1) + b"\n\n", ["too_long", "blank"]),
        (b"x" * (3 * MAX_LINE_BYTES) + b"\n\n", ["too_long", "blank"]),
        (b"x" * (2 * MAX_LINE_BYTES), ["too_long"]),
        (b" " * MAX_LINE_BYTES + b"x\n", ["too_long"]),
        (b"\xff" * (MAX_LINE_BYTES + 5) + b"\n" + b"y", ["too_long", "unknown"]),
    ],
    ids=lambda value: str(value)[:24] if isinstance(value, list) else "",
)
def test_one_line_in_one_line_out(ask: Run, given: bytes, reasons: list[str]) -> None:
    status, answers, _ = ask(given, "--json")
    assert status == 0
    assert [each["reason"] for each in answers] == reasons


def test_revoked_and_without_keys(ask: Run, keys: Path) -> None:
    told = ("--json", "--now", "2021-05-31T10:00:00+07:00")
    assert ask(CARD.encode(), *told)[1][0]["reason"] == "unknown_key"
    assert ask(CARD.encode(), *told, "--keys", str(keys))[1][0]["reason"] is None
    assert ask(CARD.encode(), *told, "--keys", str(keys), "--revoked", str(keys))[1][0]["reason"] == "revoked"
    assert ask(CARD.encode(), "--json", "--keys", str(keys))[1][0]["reason"] == "expired"


def test_the_gates_own_list_is_taken_by_itself(ask: Run, keys: Path, tmp_path: Path) -> None:
    alone = tmp_path / "revoked.json"
    alone.write_text(json.dumps({"at": NOW, "tokens": [revocation_mark(token(7))]}), "utf-8")
    answers = ask(f"{PASS}\n{CARD}".encode(), "--json", "--now", str(NOW), "--keys", str(keys), "--revoked", str(alone))[1]
    assert [each["reason"] for each in answers] == ["revoked", None]


def test_full_adds_every_field_of_a_paper(ask: Run, keys: Path) -> None:
    answers = ask(f"{CCCD}\n{PASS}\n".encode(), "--json", "--full", "--keys", str(keys), "--now", str(NOW))[1]
    assert answers[0]["paper"]["number"] == "024187012345"
    assert answers[0]["paper"]["address"] == "Quang Châu, Việt Yên, Bắc Giang"
    assert answers[1]["paper"] is None


def test_nothing_of_a_pass_beyond_its_moments_is_told(ask: Run, keys: Path) -> None:
    for option in ("--json", "--full", "--lang=en"):
        lines = ask(f"{PASS}\n{CARD}\n".encode(), option, "--keys", str(keys), "--now", str(NOW))[1]
        assert len(lines) == 2
        assert token(7).hex() not in str(lines)
        assert token(8).hex() not in str(lines)


def test_lines_for_people(ask: Run, keys: Path) -> None:
    given = f"{PASS}\n{CCCD}\n\n{QR1405}\n{POSTER}\n".encode()
    options = ("--keys", str(keys), "--now", str(NOW))
    status, lines, _ = ask(given, *options)
    assert status == 0
    assert lines[0].startswith("Mã vào cổng trên điện thoại: đọc được – cấp 31/05/2021 09:00 · hết hạn 01/06/2021 09:00")
    assert lines[1] == "Căn cước công dân: đọc được – số ******012345 · họ tên Nguyễn Thị Huệ · sinh 1987-**-** · giới tính nữ"
    assert lines[2] == "Không rõ: từ chối – không có nội dung (blank)"
    assert lines[3].endswith("lưu ý: số giấy tờ không khớp năm sinh")
    english = ask(given, *options, "--lang", "en")[1]
    assert english[2] == "Unknown: refused – nothing in it (blank)"
    assert "form poster" in english[4]
    assert "Quang Châu" in ask(CCCD.encode(), "--full", *options)[1][0]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b'{"keys": {}}',
        b'{"keys": [1]}',
        b'{"keys": [{}]}',
        b'{"keys": [{"kid": "zz", "x": "AA", "y": "AA"}]}',
        KEYFILE.replace('"y": "', '"y": "A').encode(),
        KEYFILE.replace('"kid": "9f', '"kid": "00').encode(),
        b"[" * 100_000,
    ],
)
def test_a_wrong_key_file_is_said_before_any_line_is_read(ask: Run, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "wrong.json"
    path.write_bytes(content)
    status, lines, wrong = ask(b"x\n", "--json", "--keys", str(path))
    assert (status, lines) == (2, [])
    assert "wrong.json" in wrong
    assert wrong.count("\n") == 1


@pytest.mark.parametrize(
    "content", ["[]", "{}", '{"tokens": ["ABCDEF0123456789"]}', '{"tokens": [7]}', '{"revoked": []}', '{"tokens": {}}']
)
def test_a_wrong_list_of_revoked_tokens_is_said(ask: Run, tmp_path: Path, content: str) -> None:
    path = tmp_path / "wrong.json"
    path.write_text(content, "utf-8")
    status, lines, wrong = ask(b"x\n", "--json", "--revoked", str(path))
    assert (status, lines) == (2, [])
    assert "wrong.json" in wrong


def test_a_coordinate_has_all_its_bytes(ask: Run, tmp_path: Path) -> None:
    """A peer that drops leading zeros is told so, rather than understood by luck."""
    number = next(each for each in range(1, 5_000) if point(key(each).public_key())[0][0] == 0)
    row = write_key(key(number).public_key())
    path = tmp_path / "short.json"
    path.write_text(json.dumps({"keys": [row]}), "utf-8")
    assert ask(b"x", "--json", "--keys", str(path))[0] == 0
    short = base64.urlsafe_b64encode(base64.urlsafe_b64decode(row["x"] + "=")[1:]).decode().rstrip("=")
    path.write_text(json.dumps({"keys": [row | {"x": short}]}), "utf-8")
    assert ask(b"x", "--json", "--keys", str(path))[0] == 2


def test_other_wrong_options(ask: Run, tmp_path: Path) -> None:
    assert ask(b"x", "--json", "--keys", str(tmp_path / "absent.json"))[0] == 2
    assert ask(b"x", "--json", "--keys", str(tmp_path))[0] == 2
    status, _, wrong = ask(b"x", "--json", "--now", "yesterday")
    assert status == 2
    assert "--now" in wrong


QUIET = """
import sys
from truyvet.cli.main import main
status = main(sys.argv[1:])
heavy = sorted({name.partition(".")[0] for name in sys.modules} & {"django", "numpy", "numba", "duckdb", "pyarrow", "openpyxl"})
sys.stderr.write(f"imported: {heavy}")
sys.exit(status)
"""


def test_neither_django_nor_a_table_library_is_imported(tmp_path: Path) -> None:
    (tmp_path / "django.py").write_text("raise ImportError('no Django here')")  # found first: the script's folder
    command = [sys.executable, "-c", QUIET, "codes", "read", "--json", "--keys", str(PLACE), "--now", str(NOW)]
    given = f"{PASS}\n\n{CCCD}".encode()
    done = subprocess.run(command, cwd=tmp_path, input=given, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert [json.loads(line)["kind"] for line in done.stdout.splitlines()] == ["pass", "unknown", "cccd"]
    assert done.stderr == b"imported: []"


def test_an_answer_comes_before_the_next_line_is_given(keys: Path) -> None:
    command = [sys.executable, "-m", "truyvet.cli.main", "codes", "read", "--json", "--keys", str(keys), "--now", str(NOW)]
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=buffered) as running:
        assert running.stdin
        assert running.stdout
        watch = threading.Timer(20, running.kill)  # an answer that never comes fails the test
        watch.start()
        for text, kind in ((PASS, "pass"), ("", "unknown"), (BHYT, "insurance")):
            running.stdin.write(text.encode() + b"\n")
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["kind"] == kind
        running.stdin.close()
        assert running.wait(10) == 0
        watch.cancel()


def test_whoever_reads_may_leave(keys: Path) -> None:
    command = [sys.executable, "-m", "truyvet.cli.main", "codes", "read", "--json"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdin
        assert running.stdout
        assert running.stderr
        running.stdin.write(b"x\n")
        running.stdin.flush()
        running.stdout.readline()
        running.stdout.close()
        running.stdin.write(b"x\n" * 10)
        running.stdin.close()
        assert running.wait(10) == 0
        assert b"Traceback" not in running.stderr.read()
