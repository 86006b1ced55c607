"""One rule of language for every command."""

from __future__ import annotations

import ast
from argparse import SUPPRESS, ArgumentParser
from collections.abc import Iterator
from pathlib import Path

import pytest

import truyvet
from truyvet.cli.completion import _whole_parser, _with_parts
from truyvet.cli.language import add_language_option, command_language, help_text, wanted_language
from truyvet.cli.main import main


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "vi"),
        ({"LANG": "C"}, "vi"),
        ({"LANG": "C.UTF-8"}, "vi"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "vi"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "vi_VN", "LC_MESSAGES": "en_GB"}, "en"),
        ({"LANG": "vi_VN", "LC_MESSAGES": ""}, "vi"),
        ({"LC_ALL": "en_US", "TRUYVET_LANGUAGE": "vi"}, "vi"),
        ({"LC_ALL": "vi_VN", "TRUYVET_LANGUAGE": "en"}, "en"),
        ({"LC_ALL": "en_US", "TRUYVET_LANGUAGE": "fr"}, "en"),
    ],
)
def test_the_language_of_the_environment(environment: dict[str, str], language: str) -> None:
    assert command_language(environment) == language


def test_each_part_of_a_command_has_the_option(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUYVET_LANGUAGE", "en")
    parser = ArgumentParser()
    part = parser.add_subparsers(dest="what").add_parser("part")
    part.add_argument("--json", action="store_true")
    add_language_option(parser)
    assert parser.parse_args(["part"]).lang == "en"
    assert parser.parse_args(["part", "--lang", "vi"]).lang == "vi"


LANGUAGE_FREE = {"auto, sweep, reference, duckdb", "receiver, transmitter, time, rssi[, tx_power]"}
"""Names alone."""


def test_every_help_has_its_vietnamese() -> None:
    said = {action.help for parser in _with_parts(_whole_parser()) for action in parser._actions} - {None, SUPPRESS}
    assert len(said) > 100
    assert not [text for text in said - LANGUAGE_FREE if text and help_text(text) == text]


@pytest.mark.parametrize(
    ("words", "language"), [([], "vi"), (["--lang", "en"], "en"), (["--lang=en"], "en"), (["--lang", "x"], "vi"), (["--lang"], "vi")]
)
def test_the_language_of_the_help_is_known_before_the_words_are_read(words: list[str], language: str) -> None:
    assert wanted_language(words, {}) == language


def test_the_help_and_what_argparse_says(capsys: pytest.CaptureFixture[str]) -> None:
    for words, shown in (
        (["evaluate", "--help", "--lang", "vi"], ("cách dùng: truyvet evaluate", "số tỉnh (10)", "hiện phần trợ giúp")),
        (["evaluate", "--help", "--lang", "en"], ("usage: truyvet evaluate", "how many provinces (10)")),
        (["trace", "--lang", "vi"], ("lỗi: thiếu: --cases, --out",)),
        (["trace", "--lang", "en"], ("error: the following arguments are required: --cases, --out",)),
    ):
        with pytest.raises(SystemExit):
            main(words)
        said = capsys.readouterr()
        assert all(each in said.out + said.err for each in shown)


SAID: dict[str, tuple[str, ...]] = {
    "cli": ("say", "Finding", "BackupError"), "site": ("_ok", "_warning", "_error", "BackupError", "WrongKey", "Damaged"),
}  # fmt: skip
"""Where what commands of a server say stands in the source."""
MADE_OF_PARTS = {"7; nothing was changed", "77; nothing was changed"}


def said_texts(room: str) -> Iterator[str]:
    """Each text, a figure in the place of what the program fills in."""

    def text(node: ast.expr) -> str:
        parts = node.values if isinstance(node, ast.JoinedStr) else [node]
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in parts)

    for file in (Path(truyvet.__file__).parent / room).glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SAID[room]:
                args = node.args[1:] if getattr(node.func, "id", "") in ("_ok", "_warning", "_error", "Finding") else node.args
                yield from (text(each) for each in args if isinstance(each, ast.JoinedStr | ast.Constant) and text(each).strip("7: "))
            elif room == "cli" and isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in ("told", "missing"):
                yield from (text(each) for each in [node.value] if isinstance(each, ast.JoinedStr))


def test_what_commands_of_a_server_say_has_its_vietnamese() -> None:
    texts = {text for room in SAID for text in said_texts(room)} - MADE_OF_PARTS
    assert len(texts) > 70
    is_name = ("docs/", "deploy/", "systemctl", "timedatectl")
    assert not [text for text in texts if not text.startswith(is_name) and help_text(text) == text]
    states = (
        "a database is there; --replace puts the backup in its place and keeps the old one",
        "3 connections use the database: stop pages and worker first",
    )
    assert all("chưa thay đổi gì" in help_text(f"{state}; nothing was changed") for state in states)
    assert help_text("the last one is of 2026-11-30 08:00 UTC") == "bản mới nhất lúc 2026-11-30 08:00 UTC"


def test_a_command_speaks_the_language_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("TRUYVET_BACKUP_KEY", "TRUYVET_BACKUP_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    for language, words in (("vi", "chưa có khóa sao lưu"), ("en", "there is no backup key"), ("vi", "chưa có khóa sao lưu")):
        assert main(["restore", str(tmp_path / "none"), "--check", "--lang", language]) == 1
        assert words in capsys.readouterr().err
