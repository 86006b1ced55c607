"""The command itself: its version, its other name, and how it ends when somebody stops it."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace

import pytest

from truyvet import __version__
from truyvet.cli import main as command_line


@pytest.mark.parametrize("module", ["truyvet", "truyvet.cli.main"])
def test_the_version(module: str) -> None:
    done = subprocess.run([sys.executable, "-m", module, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"truyvet {__version__}\n"


def test_types_are_for_others_too() -> None:
    assert files("truyvet").joinpath("py.typed").is_file()


def ending_with(error: BaseException) -> SimpleNamespace:
    """A subcommand that raises."""

    def run(_arguments: object) -> int:
        raise error

    return SimpleNamespace(add_arguments=lambda _parser: None, run=run)


def test_ctrl_c_ends_without_a_traceback(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(command_line, "import_module", lambda _name: ending_with(KeyboardInterrupt()))
    monkeypatch.setenv("TRUYVET_LANGUAGE", "en")
    assert command_line.main(["trace"]) == 130
    assert capsys.readouterr().err == "\nstopped\n"


def test_a_broken_connection_is_a_fault_and_no_reader_that_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command_line, "import_module", lambda _name: ending_with(BrokenPipeError()))
    with pytest.raises(BrokenPipeError):
        command_line.main(["agent"])


ENDLESS = """
import sys
from truyvet.cli import main as command_line
class Talker:
    @staticmethod
    def add_arguments(parser): pass
    @staticmethod
    def run(arguments):
        while True: print("a line")
command_line.import_module = lambda name: Talker
sys.exit(command_line.main(["trace"]))
"""


LISTING = "import sys; from truyvet.cli.main import main; sys.exit(main(['declarations', 'forms']))"


def test_a_reader_that_left_ends_it_quietly() -> None:
    with subprocess.Popen([sys.executable, "-c", ENDLESS], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert (process.wait(30), process.stderr.read()) == (141, b"")


def test_a_full_standard_output_is_told_and_is_no_success() -> None:
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device
        environment = {**os.environ, "TRUYVET_LANGUAGE": "en"}
        told = subprocess.run([sys.executable, "-c", LISTING], stdout=full, stderr=subprocess.PIPE, check=False, env=environment)
    assert (told.returncode, told.stderr) == (74, b"standard output is full: what it holds is cut off\n")


def test_bash_completes_commands_options_and_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "django", None)  # an installation for files alone
    assert command_line.main(["completion", "bash"]) == 0
    script = tmp_path / "script"
    script.write_text(capsys.readouterr().out, "utf-8")
    asked = (("tra",), ("trace", "--reje"), ("evaluate", "--rates", "m"), ("messages", "l"), ("restore", "--era"))
    lines = [
        f"COMP_WORDS=(truyvet {' '.join(words)}); COMP_CWORD={len(words)}; _shtab_truyvet truyvet; echo ${{COMPREPLY[*]}}"
        for words in asked
    ]
    done = subprocess.run(["bash", "-c", "\n".join(["set -f", f"source {script}", *lines])], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["trace", "--rejects", "medium", "lint", "--erasures"]


def test_zsh_has_a_script_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["completion", "zsh"]) == 0
    assert capsys.readouterr().out.startswith("#compdef truyvet\n")


WITHOUT_SERVER = """
import sys
sys.modules["django"] = None
from truyvet.cli.main import main
for words in (["import", "--help"], ["demo"], ["serve"]):
    try:
        main(words)
    except SystemExit as left:
        print("ended", left.code)
"""


def test_where_only_files_are_worked_on_help_is_given_and_the_server_is_named(tmp_path: Path) -> None:
    environment = {**os.environ, "TRUYVET_LANGUAGE": "en", "TRUYVET_HOME": str(tmp_path / "none")}
    told = subprocess.run([sys.executable, "-c", WITHOUT_SERVER], capture_output=True, text=True, check=True, env=environment)
    assert "--mapping" in told.stdout and [line for line in told.stdout.splitlines() if line.startswith("ended ")] == [
        "ended 0",
        "ended 2",
        "ended 2",
    ]
    for name in ("demo", "serve"):
        assert f"truyvet {name} needs the server: pip install 'truyvet[server]'" in told.stderr
    assert "Traceback" not in told.stderr and not (tmp_path / "none").exists()
