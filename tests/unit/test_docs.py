"""The documents against the code and against each other: generated pages are current, links lead somewhere, nothing is left out."""

from __future__ import annotations

import ast
import re
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import unquote

import pytest

from truyvet.cli import docs, glossary
from truyvet.cli.main import COMMANDS
from truyvet.core.registry import permissions, retention_rules
from truyvet.core.role import Role
from truyvet.site.config import SETTINGS
from truyvet.tracing import contact_definition

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)


def pages() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


def links(page: Path) -> Iterator[tuple[str, str]]:
    """Target file and anchor of every link within the repository."""
    for target in LINK.findall(FENCE.sub("", page.read_text("utf-8"))):
        if not re.match(r"[a-z]+:", target):
            file, _, anchor = target.partition("#")
            yield unquote(file), anchor


def anchors(page: Path) -> set[str]:
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in HEADING.findall(FENCE.sub("", page.read_text("utf-8")))}


def test_generated_pages_are_current(capsys: pytest.CaptureFixture[str]) -> None:
    status = docs.run(Namespace(check=True, root=ROOT))
    assert status == 0, capsys.readouterr().err


def test_a_stale_page_is_told_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "docs" / "reference"
    folder.mkdir(parents=True)
    (tmp_path / "GLOSSARY.md").write_text((ROOT / "GLOSSARY.md").read_text("utf-8"), "utf-8")
    assert docs.run(Namespace(check=True, root=tmp_path)) == 1
    assert "settings.md is stale" in capsys.readouterr().err
    assert docs.run(Namespace(check=False, root=tmp_path)) == 0
    assert docs.run(Namespace(check=True, root=tmp_path)) == 0


def test_without_a_checkout_it_is_refused(tmp_path: Path) -> None:
    assert docs.run(Namespace(check=True, root=tmp_path)) == 2


def test_every_setting_command_and_permission_appears() -> None:
    written = docs.render_pages()
    assert not [each.name for each in SETTINGS if f"`{each.name}`" not in written["settings.md"]]
    assert not [name for name in COMMANDS if f"## truyvet {name}\n" not in written["commands.md"]]
    assert not [word for word in (*(each.value for each in permissions()), *Role) if f"`{word}`" not in written["permissions.md"]]
    assert not [name for name in contact_definition.definition_names() if f"## `{name}`" not in written["definitions.md"]]
    assert not [rule for rule in retention_rules() if f"| {rule.room} | {rule.table} |" not in written["retention.md"]]


def test_every_address_has_a_marked_door() -> None:
    assert " | none | " not in docs.render_pages()["permissions.md"]


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    missing = []
    for file, anchor in links(page):
        target = (page.parent / file).resolve() if file else page
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            missing.append(f"{file}#{anchor}" if anchor else file)
    assert not missing


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md" or not page.is_file():
            continue
        reached.add(page)
        waiting += [(page.parent / file).resolve() for file, _ in links(page) if file]
    assert not [str(page.relative_to(ROOT)) for page in pages() if page not in reached]


def test_both_readmes_say_the_same_commands() -> None:
    def commands(name: str) -> list[str]:
        blocks = FENCE.findall((ROOT / name).read_text("utf-8"))
        return [line.split("#")[0].strip() for block in blocks for line in block.splitlines() if line.startswith(("./run", "pip "))]

    assert commands("README.md") == commands("README.vi.md")


def test_rooms_stand_in_both_readmes() -> None:
    rooms = {path.parent.name for path in (ROOT / "src" / "truyvet").glob("*/__init__.py")}
    for name in ("README.md", "README.vi.md"):
        assert not [room for room in sorted(rooms) if f"`{room}/`" not in (ROOT / name).read_text("utf-8")]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("| run | lần truy vết | a question | – | `investigations.models.Gone` |", "investigations.models.Gone is not in the code"),
        ("| run | | a question | `investigations.models.Run` |", "has not 5 cells"),
    ],
)
def test_a_wrong_glossary_is_told(tmp_path: Path, line: str, told: str) -> None:
    page = tmp_path / "GLOSSARY.md"
    page.write_text((ROOT / "GLOSSARY.md").read_text("utf-8") + line + "\n", "utf-8")
    assert told in "\n".join(glossary.find_problems(page))


def test_every_file_that_answers_a_question_is_there() -> None:
    rows = re.findall(r"^\| \d+ \| .+ \| `(.+)` \|$", (DOCS / "explanation" / "where.md").read_text("utf-8"), re.MULTILINE)
    assert len(rows) == 20
    assert not [file for file in rows if not (ROOT / "src" / "truyvet" / file).is_file()]


NOT_TO_SAY_BUT: Final = {
    "proximity/bluezone.py:daily_key": "the protocol of the old Bluezone app calls it so",
}
"""Identifiers that use a word of the column *not to say*, and why."""


def test_no_identifier_uses_a_word_that_the_glossary_says_not_to_say() -> None:
    words = {word.strip() for row in glossary.read_rows(ROOT / "GLOSSARY.md") for word in row[3].split(",")} - {"–"}
    assert len(words) > 10
    wrong = []
    for file in sorted((ROOT / "src" / "truyvet").rglob("*.py")):
        if "migrations" in file.parts:
            continue
        nodes = ast.walk(ast.parse(file.read_text("utf-8")))
        names = [file.stem, *(node.name for node in nodes if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name[:2] != "__")]
        place = file.relative_to(ROOT / "src" / "truyvet").as_posix()
        wrong += [f"{place}:{name}" for name in names if any(f" {word} " in spoken(name) for word in words)]
    assert not set(wrong) - NOT_TO_SAY_BUT.keys()


def spoken(name: str) -> str:
    """An identifier as words between blanks: " daily key "."""
    return f" {' '.join(re.findall(r'[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+', name)).lower()} "
