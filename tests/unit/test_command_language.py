"""One rule of language for every command."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser

import pytest

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
