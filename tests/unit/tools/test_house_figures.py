"""Each figure of the house, on small trees written for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tools import house_figures as figures

Write = Callable[[dict[str, str]], Path]


@pytest.fixture
def written(tmp_path: Path) -> Write:
    """``written({"room/file.py": text})``: a tree with these files below src/truyvet."""

    def write(files: dict[str, str]) -> Path:
        for name, text in files.items():
            path = tmp_path / "src/truyvet" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return tmp_path

    return write


def keys(found: list[figures.Place] | float) -> list[str]:
    assert isinstance(found, list)
    return [place.key for place in found]


def test_gerunds_and_participles_are_found_in_files_and_packages(written: Write) -> None:
    root = written(
        {"a/telling.py": "", "exporting/rows.py": "", "a/told.py": "", "a/registered_more.py": "", "a/feed.py": "", "a/seed.py": ""}
    )
    assert keys(figures.gerunds(root)) == ["exporting", "a/telling.py"]
    assert keys(figures.participles(root)) == ["a/registered_more.py", "a/told.py"]


def test_a_migration_is_not_counted(written: Write) -> None:
    root = written({"a/migrations/0001_renaming.py": "MOST = 1\n", "a/x.py": "A = 1\n"})
    assert keys(figures.gerunds(root)) == keys(figures.most_constants(root)) == []
    assert figures.lines(root) == 1


def test_a_public_class_name_counts_once_and_private_and_inner_ones_do_not(written: Write) -> None:
    root = written(
        {
            "a.py": "class Row: ...\nclass _Own: ...\n",
            "b.py": "class Row:\n    class Meta: ...\nclass _Own: ...\n",
            "c.py": "class Meta: ...",
        }
    )
    assert [place.where for place in figures.repeated_classes(root)] == ["Row: a.py, b.py"]


def test_constants_catchers_and_system_scopes(written: Write) -> None:
    root = written({
        "a.py": "MOST = 3\n",
        "b.py": "MOST: Final = 3\nMAX_ROWS = 3\n",
        "c.py": "from django.db import IntegrityError\ntry:\n    x()\nexcept (ValueError, IntegrityError):\n    pass\n",
        "d.py": "import django.db as db\ntry:\n    x()\nexcept db.IntegrityError:\n    y = values.Scope.system('x', 1)\n",
        "e.py": "By.system('x')\ndef make():\n    def inner(): return Scope.system\n",
    })  # fmt: skip
    assert keys(figures.most_constants(root)) == ["a.py", "b.py"]
    assert keys(figures.integrity_catchers(root)) == ["c.py", "d.py"]
    assert keys(figures.system_scopes(root)) == ["d.py:", "e.py:make"], "by file and outermost function"


def test_deletion_loops(written: Write) -> None:
    direct = "while True:\n    with transaction.atomic():\n        rows.delete()\n"
    handed = "def f(once):\n    while True:\n        with transaction.atomic():\n            record(by=once())\ndef g(): rows.delete()\n"
    root = written(
        {"a.py": direct, "b.py": handed, "c.py": "while True:\n    read()\nrows.delete()\n", "d.py": "for x in y:\n    x.delete()\n"}
    )
    assert keys(figures.deletion_loops(root)) == ["a.py", "b.py"]


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("def day_of(x): ...", True),
        ("def f(at):\n    '''Says.'''\n    if not at: raise ValueError\n    return at.astimezone(ZONE).date()", True),
        ("def f(n):\n    return EPOCH + timedelta(days=n)", True),
        ("def f(n):\n    return date(1970, 1, 1) + timedelta(days=n)", True),
        ("def f(at):\n    return (at + OFFSET) // DAY", True),
        ("def f(at):\n    return deleted_on(local_day(at))", False),
        ("def f(at):\n    day = local_day(at)\n    return day + KEPT", False),
        ("def _f(at):\n    return at.astimezone(ZONE).date()", False),
    ],
)
def test_local_day_functions(written: Write, text: str, counted: bool) -> None:
    assert bool(figures.local_day_functions(written({"a.py": text}))) == counted


def test_tables_read_outside_their_homes(written: Write) -> None:
    read = "Person.objects.get(pk=1)\n"
    root = written(
        {"a/views/x.py": read, "a/queries/x.py": read, "a/actions.py": read, "a/jobs/x.py": read, "a/person.py": read, "b.py": "x.y\n"}
    )
    assert keys(figures.orm_reads(root)) == ["a/views/x.py:"]


def test_lists_that_are_cut(written: Write) -> None:
    cut = "def f(rows, size):\n    return rows.filter(a=1)[:size]\n"
    root = written({
        "a.py": cut, "core/pagination.py": cut, "b.py": "def g(names):\n    return names[:MAX_NAMES], names[:10], names[1:MAX_NAMES]\n",
        "c.py": "def h(rows):\n    return rows.order_by('pk')[:1], rows.order_by('pk')[5:]\n",
    })  # fmt: skip
    assert keys(figures.cut_lists(root)) == ["a.py:f", "b.py:g"]


def test_rate_limiters(written: Write) -> None:
    root = written(
        {"a/budget.py": "", "b.py": "def f():\n    return cache.incr(key)\n", "c.py": "class Buckets: ...\n", "d.py": "cache.get(1)\n"}
    )
    assert keys(figures.rate_limiters(root)) == ["b.py", "c.py"]


def test_the_share_under_mypy_follows_imports_and_leaves_out_what_is_lowered(written: Write) -> None:
    root = written({
        "a/__init__.py": "", "a/x.py": "from truyvet.b import y\n", "b/__init__.py": "", "b/y.py": "import truyvet.c\n", "c.py": "A = 1\n",
        "lowered.py": "A = 1\n", "unseen.py": "A = 1\n",
    })  # fmt: skip
    pyproject = '[tool.mypy]\nstrict = true\nfiles = ["src/truyvet/a", "src/truyvet/lowered.py"]\n'
    (root / "pyproject.toml").write_text(
        pyproject + '[[tool.mypy.overrides]]\nmodule = ["truyvet.lowered"]\nignore_errors = true\n', "utf-8"
    )
    assert figures.strict_share(root) == 60.0


def test_an_exception_needs_a_reason_and_a_use(written: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    root = written({"a/telling.py": "", "a/keeping.py": ""})
    figure = figures.Figure("gerunds", "x", 0, 0, figures.gerunds)
    monkeypatch.setattr(figures, "ROOT", root)
    listed = {"a/telling.py": "the field says it so", "a/gone.py": "long enough a reason", "a/keeping.py": "short"}
    monkeypatch.setattr(figures, "exceptions", lambda: {"gerunds": listed})
    result = figures.judge(figure, root)
    assert (result.total, result.left) == (2, 0)
    assert result.complaints == (
        "gerunds: the exception 'a/gone.py' is not needed any more",
        "gerunds: the exception 'a/keeping.py' has no reason",
    )


def test_a_broken_law_makes_the_command_fail(written: Write, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    root = written({"a/telling.py": ""})
    monkeypatch.setattr(figures, "FIGURES", (figures.Figure("gerunds", "gerunds", 109, 0, figures.gerunds),))
    assert figures.main(["--root", str(root)]) == 0
    assert figures.main(["--root", str(root), "--check"]) == 1
    shown = capsys.readouterr()
    assert "| gerunds | 109 | 1 | 0 | ≤ 0 |" in shown.out
    assert "gerunds: a/telling.py" in shown.err


def test_every_exception_belongs_to_a_figure() -> None:
    assert set(figures.exceptions()) <= {figure.name for figure in figures.FIGURES}
