"""Commands on files that stand in the documents do what the documents say."""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
from argparse import ArgumentParser
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import pytest

from truyvet.cli.main import COMMANDS, base_parser, fill_parser, main

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
FILE_COMMANDS = tuple(name for name, command in COMMANDS.items() if not command.server and name not in ("demo", "restore"))


def blocks(page: str, kind: str = "sh") -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", (DOCS / page).read_text("utf-8"), re.S)


def commands() -> list[tuple[str, ...]]:
    """Every ``truyvet`` command on files in a block or in a line of any page, as words; once each."""
    found = []
    for page in sorted(DOCS.rglob("*.md")):
        text = page.read_text("utf-8").replace("\\\n", " ")
        code = "\n".join([*re.findall(r"```sh\n(.*?)```", text, re.S), *re.findall(r"`(truyvet [^`]+)`", text)])
        found += re.findall(rf"(?:^|[|(] ?)(?:\.venv/bin/)?truyvet ((?:{'|'.join(FILE_COMMANDS)})(?: [^\n|>;#]*)?)", code, re.MULTILINE)
    return [tuple(shlex.split(line)) for line in dict.fromkeys(found)]


def test_every_command_on_files_can_be_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = []

    def refuse(_parser: ArgumentParser, message: str) -> NoReturn:
        raise ValueError(message)

    monkeypatch.setattr(ArgumentParser, "error", refuse)
    for words in commands():
        if len(words) < 2 or any(mark in word for word in words for mark in ("…", "[")):
            continue  # a name in a sentence
        parser, choices = base_parser()
        fill_parser(choices.add_parser(words[0], allow_abbrev=False), import_module(COMMANDS[words[0]].module))
        try:
            parser.parse_args(words)
        except SystemExit:
            pass  # --help
        except ValueError as error:
            if "are required" not in str(error):  # a sentence leaves them out
                wrong.append(f"{shlex.join(words)}: {error}")
    assert not wrong


RECORDER = """#!/bin/sh
n=$(ls asked | wc -l)
printf '%s\\n' "$@" > asked/$n
cat > given-$n
"""


@pytest.mark.parametrize("page", ["reference/messages.md", "how-to/check-a-message.md"])
def test_messages_answer_as_the_page_shows(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """The shell writes what it gives to each command and how it calls it; the commands then run in this process."""
    (tmp_path / "truyvet").write_text(RECORDER, "utf-8")
    (tmp_path / "truyvet").chmod(0o755)
    (tmp_path / "asked").mkdir()
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    subprocess.run(["bash", "-e", "-c", "".join(blocks(page))], check=True, env=environment, cwd=tmp_path)
    for call in sorted((tmp_path / "asked").iterdir()):
        given = (tmp_path / f"given-{call.name}").read_bytes()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"))
        assert main(call.read_text("utf-8").split()) == 0
    assert capsysbinary.readouterr().out.decode() == "".join(blocks(page, "text"))
