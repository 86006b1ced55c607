"""One rule of language for every command."""

from __future__ import annotations

from argparse import ArgumentParser

import pytest

from truyvet.cli.language import add_language_option, command_language


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
