"""``truyvet declarations`` from outside: one answer a line, in order, whatever the line holds."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.unit.declarations.sample_answers import whole

from truyvet.core.json_lines import MAX_LINE_BYTES

TODAY = ("--today", "2021-05-21")


def ask(*arguments: str, given: bytes = b"", status: int = 0) -> subprocess.CompletedProcess[bytes]:
    made = subprocess.run(
        [sys.executable, "-m", "truyvet.cli.main", "declarations", *arguments], input=given, capture_output=True, timeout=60, check=False
    )
    assert made.returncode == status, made.stderr
    assert b"Traceback" not in made.stderr
    return made


def triage(given: bytes, *arguments: str, form: str = "HDHealth") -> list[dict[str, object]]:
    made = ask("triage", "--form", form, "--json", *TODAY, *arguments, given=given)
    return [json.loads(line) for line in made.stdout.decode().splitlines()]


def line(**changes: object) -> bytes:
    return json.dumps(whole(**changes)).encode() + b"\n"


def test_every_line_is_answered_in_order() -> None:
    lines = (
        line(), b"\n", line(showSignal=1, hasPatient=1), b"not json\r\n", b"[1, 2]\n", b'"text"\n', b"null\n", b"NaN\n", b"\xff\xfe\n",
        b'{"hasPatient": 1, "hasPatient": 2}\n', b'{"a": ' + b"[" * 100_000 + b"\n", b'{"n": ' + b"9" * 5_000 + b"}\n",
        b"x" * (MAX_LINE_BYTES * 2 + 5) + b"\n", b"   \t\n", b"{}\n", line(hasSick=1).rstrip(b"\n"),
    )  # fmt: skip
    answers = triage(b"".join(lines))
    told = [each["triage"] if each["ok"] else each["errors"][0]["reason"] for each in answers]  # type: ignore[index]
    assert told == [
        "nothing", "blank", "both", "not_json", "not_an_object", "not_an_object", "not_an_object", "not_an_object", "not_text",
        "repeated_field", "not_json", "not_json", "too_long", "blank", "missing", "exposure",
    ]  # fmt: skip


def test_a_sorted_answer_and_a_refused_one() -> None:
    good, bad = triage(line(showSignal=1, showSignalNote="khó thở", phone=None, lat=1) + line(hasPatient=7, birthYear=3000, hasSick=None))
    assert good == {
        "ok": True, "triage": "symptoms", "reasons": ["breathlessness", "symptoms"], "danger": 4, "due_minutes": 60,
        "words": {"vi": ["Khó thở", "Có dấu hiệu của bệnh"], "en": ["Breathlessness", "Has signs of illness"]},
        "missing": ["phone"], "warnings": [{"field": "lat", "reason": "left_out"}],
    }  # fmt: skip
    assert bad == {
        "ok": False,
        "errors": [
            {"field": "birthYear", "reason": "out_of_range"}, {"field": "hasPatient", "reason": "not_a_choice"},
            {"field": "hasSick", "reason": "missing"},
        ],
    }  # fmt: skip


def test_a_line_of_just_the_longest_length_is_read() -> None:
    for extra, reason in ((0, "too_long"), (-1, "not_json")):
        answer = triage(b"x" * (MAX_LINE_BYTES + 1 + extra) + b"\n" + line())
        assert [answer[0]["errors"], answer[1]["ok"]] == [[{"field": "", "reason": reason}], True]


def test_an_answer_comes_before_the_next_line_is_sent() -> None:
    """Another program may hold the pipe open and wait for each answer."""
    command = [sys.executable, "-m", "truyvet.cli.main", "declarations", "triage", "--form", "HDHealth", "--json", *TODAY]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as made:
        assert made.stdin is not None
        assert made.stdout is not None
        for _ in range(3):
            made.stdin.write(line())
            made.stdin.flush()
            assert json.loads(made.stdout.readline())["triage"] == "nothing"
        made.stdin.close()
        assert made.wait(20) == 0


def test_a_reader_that_leaves_is_no_failure() -> None:
    command = f"{sys.executable} -m truyvet.cli.main declarations triage --form HDHealth --json; echo $? >&2"
    made = subprocess.run(["sh", "-c", f"({command}) | head -n 1"], input=line() * 5_000, capture_output=True, timeout=60, check=False)
    assert made.stderr.split() == [b"0"]
    assert made.stdout.count(b"\n") == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--form", "nonsense"), "known are domestic_travel, HDLocal, entry, HDPassenger, whole_population, HDHealth, workplace_daily"),
        (("--form", "entry", "--today", "yesterday"), "--today: ghi ngày dạng NĂM-THÁNG-NGÀY"),
        (("--form", "entry", "--areas", "/nowhere/areas.toml"), "không đọc được tệp"),
        ((), "--form"),
    ],
)
def test_a_question_that_cannot_be_used_is_told(arguments: tuple[str, ...], told: str) -> None:
    made = ask("triage", *arguments, given=line(), status=2)
    assert told in made.stderr.decode()
    assert not made.stdout


def test_areas_of_the_province(tmp_path: Path) -> None:
    path = tmp_path / "areas.toml"
    area = (
        'level = "province"\ncode = "01"\nnames = ["hà nội"]\nvi = "a"\nen = "a"\nfrom = "2021-05-01"\nuntil = "2021-05-31"\nsource = "s"'
    )
    path.write_text(f'version = "1"\nsource = "test"\nofficial = true\n[[area]]\n{area}\n', "utf-8")
    said = line(showCountryPassing=1, countryPassing="Ha Noi")
    assert triage(said)[0]["triage"] == "nothing"
    assert triage(said, "--areas", str(path))[0]["triage"] == "travel"
    path.write_text("[[area]]\ncode = 1\n", "utf-8")
    told = ask("triage", "--form", "entry", "--areas", str(path), status=2).stderr.decode()
    assert len(told.splitlines()) > 5
    assert f"{path}: area 1: level: is missing" in told


def test_without_json_the_answer_is_in_words() -> None:
    made = ask("triage", "--form", "HDHealth", "--lang", "vi", *TODAY, given=line(hasPatient=1) + b"\n" + line())
    assert made.stdout.decode().splitlines() == ["exposure: Tiếp xúc với người mắc hoặc nghi mắc bệnh", "từ chối: blank", "nothing"]


def test_the_list_of_forms() -> None:
    lines = ask("forms", "--json").stdout.decode().splitlines()
    listed = {each["name"]: each for each in map(json.loads, lines)}
    assert set(listed) == {"whole_population", "domestic_travel", "entry", "workplace_daily"}
    assert {"name": "hasPatient", "kind": "yes_no_12", "required": True, "ours": False} in listed["whole_population"]["fields"]
    assert "HDHealth" in ask("forms").stdout.decode()


def test_no_django_and_nothing_of_the_server_is_needed() -> None:
    code = (
        "import sys, truyvet.declarations.commands, truyvet.declarations.xlsform\n"
        "print([each for each in ('django', 'phonenumbers', 'numpy', 'duckdb') if each in sys.modules])"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert made.stdout.strip() == "[]"
