"""``truyvet messages`` from outside: one answer a line, in order, whatever the line holds."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

QUIET = """
import sys
from pathlib import Path
from truyvet.cli.main import main
status = main(sys.argv[1:])
sys.exit(9 if {"django", "pydantic", "phonenumbers"} & {name.partition(".")[0] for name in sys.modules} else status)
"""


def ask(part: str, given: bytes, *options: str) -> list[str]:
    """Without Django, pydantic or phonenumbers: ``pip install .`` alone has none of them."""
    done = subprocess.run(
        [sys.executable, "-c", QUIET, "messages", part, "--lang", "en", *options], input=given, capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout.decode().splitlines()


def test_parts_of_each_line_in_order() -> None:
    given = '"Truy Vết"\n5\n\nnot json\r\n"a€"\n"\\ud800"\n\xff["a"]\n"e\\u0302\\u0301"'.encode("utf-8", "surrogateescape")
    answers = [json.loads(line) for line in ask("parts", given + b"\n\xff\n" + b'"' + b"x" * (1 << 20) + b'"\n"last"', "--json")]
    assert answers[0] == {"encoding": "ucs2", "parts": 1, "units": 8, "costly": ["ế"]}
    assert answers[4] == {"encoding": "gsm7", "parts": 1, "units": 3, "costly": []}
    assert answers[7] == {"encoding": "ucs2", "parts": 1, "units": 1, "costly": ["ế"]}
    told = [each["error"]["code"] if "error" in each else each["parts"] for each in answers]
    assert told == [1, "not_a_string", "blank", "not_json", 1, "not_text", "not_json", 1, "not_utf8", "too_long_line", 1]
    assert all(each["error"]["text"] for each in answers if "error" in each)
    assert len(ask("parts", b'"a\\u2028b\\u2029\\u0085"\n', "--json")) == 1, "one line for every reader"
    assert ask("parts", '"ế"\n7\n'.encode())[0] == "ucs2  1  1  ế"


def test_lint_of_each_line_in_order() -> None:
    lines = [
        '{"text": "Xem honapply.vn"}',
        '{"text": {"vi": "Chào bạn.", "en": "Hello."}}',
        "[]",
        "",
        '{"text": "a", "text": "b"}',
        '{"te\\ud800": "a"}',
    ]
    answers = [json.loads(line) for line in ask("lint", "\n".join(lines).encode(), "--json")]
    assert answers[0]["reasons"] == [
        {"code": "link", "text": "holds an address that is not on the list of allowed domains, or is disguised", "at": "text:5"}
    ]
    assert answers[1] == {"ok": True, "reasons": []}
    assert [[reason["code"] for reason in each["reasons"]] for each in answers[2:]] == [
        ["not_an_object"], ["blank"], ["repeated_field"], ["unknown_field", "empty"],
    ]  # fmt: skip
    assert ask("lint", b'{"text": "Hello."}\n') == ["ok"]


def test_the_examples_of_the_page_answer_as_it_says() -> None:
    page = (Path(__file__).parents[3] / "docs" / "reference" / "messages.md").read_text("utf-8")
    shown = re.findall(r"```sh\nprintf '(.*?)' \| truyvet messages (\w+) ([^\n]*)\n```\n\n```text\n(.*?)```", page, re.DOTALL)
    assert [part for _, part, _, _ in shown] == ["parts", "lint"]
    for given, part, options, answers in shown:
        assert ask(part, given.replace(r"\\", "\\").replace(r"\n", "\n").encode(), *options.split()) == answers.splitlines()
