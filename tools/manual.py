"""Writes the generated parts of docs/reference/tracing.md: parameters, definitions, options, and every tested example.

``python -m tools.manual`` rewrites the page; a test fails when it is stale. Prose outside the marks is left alone.
"""

from __future__ import annotations

import re
from argparse import ArgumentParser, HelpFormatter
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Final

from tests.spec.examples import INPUTS, OUTPUTS, Example, Grid, Rule, rules

from truyvet.cli.language import add_language_option
from truyvet.tracing import commands, contact_definition
from truyvet.tracing.contact_definition import DURATIONS, OPTIONAL_DURATIONS, ContactDefinition

PAGE: Final = Path(__file__).parents[1] / "docs" / "reference" / "tracing.md"
MARK: Final = re.compile(r"(<!-- generated: (\w+) -->\n).*?(\n<!-- end -->)", re.DOTALL)
PLAIN: Final = ("encounter_max_distance", "encounter_min_probability", "generations")


def parameters() -> str:
    """The parameters of every definition side by side."""
    loaded = [contact_definition.load_definition(name) for name in contact_definition.definition_names()]
    names = [field.name for field in fields(ContactDefinition) if field.name in (*DURATIONS, *OPTIONAL_DURATIONS, *PLAIN)]
    rows = [(f"`{name}`", *(_value(each, name) for each in loaded)) for name in names]
    return _table(("parameter", *(f"`{each.name}`" for each in loaded)), rows)


def definitions() -> str:
    """Where each definition comes from, and what it cannot express."""
    rows = []
    for name in contact_definition.definition_names():
        made = contact_definition.load_definition(name)
        validity = " – ".join((made.valid_from or "…", made.valid_until or "…"))
        not_covered = "; ".join(line["en"] for line in made.not_covered)
        rows.append((f"`{name}`", made.title["en"], validity, made.source, made.certainty, not_covered))
    return _table(("name", "title", "valid", "source", "how sure", "not covered"), rows)


def options() -> str:
    """The help of the command."""
    parser = ArgumentParser(prog="truyvet trace", formatter_class=lambda prog: HelpFormatter(prog, width=110))
    commands.add_arguments(parser)
    add_language_option(parser)
    return f"```text\n{parser.format_help().strip()}\n```"


def examples() -> str:
    """Every rule with its examples."""
    return "\n\n".join(map(_rule, rules()))


PARTS: Final[dict[str, Callable[[], str]]] = {
    "parameters": parameters,
    "definitions": definitions,
    "options": options,
    "examples": examples,
}


def written(page: str) -> str:
    """The page with its generated parts as they must be now."""
    missing = PARTS.keys() - {name for _, name, _ in MARK.findall(page)}
    if missing:
        raise ValueError(f"{PAGE.name}: no mark for {', '.join(sorted(missing))}")
    return MARK.sub(lambda found: f"{found[1]}\n{PARTS[found[2]]()}\n{found[3]}", page)


def _value(made: ContactDefinition, name: str) -> str:
    value = getattr(made, name)
    if name in OPTIONAL_DURATIONS and value is None:
        return "–"
    return _duration(value) if name in (*DURATIONS, *OPTIONAL_DURATIONS) else str(value)


def _duration(seconds: int) -> str:
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds and seconds % length == 0:
            return f"{seconds // length} {unit}"
    return f"{seconds} s"


def _rule(rule: Rule) -> str:
    return "\n\n".join([f"### {rule.title}", rule.text, *(_example(rule, place, each) for place, each in enumerate(rule.examples, 1))])


def _example(rule: Rule, place: int, example: Example) -> str:
    parts = [f"#### {example.title}", f"<small>`{rule.name}-{place}`</small>"]
    conditions = [f"`--set {key}={value}`" for key, value in example.changes.items()]
    if example.as_of:
        conditions.insert(0, f"as-of {example.as_of}")
    if conditions:
        parts.append("Asked with " + ", ".join(conditions) + ".")
    parts += [f"`--{name}`\n\n{_grid(example.given[name])}" for name in INPUTS if name in example.given]
    parts += [f"→ **{name}**" + _answer(example.expected[name]) for name in OUTPUTS if name in example.expected]
    figures = [*example.counts.items(), *((key, "unknown" if value is None else value) for key, value in example.scope.items())]
    if figures:
        parts.append("→ " + ", ".join(f"`{key}` {value}" for key, value in figures))
    return "\n\n".join(parts)


def _answer(grid: Grid) -> str:
    return f"\n\n{_grid(grid)}" if grid.rows else ": no row."


def _grid(grid: Grid) -> str:
    return _table(grid.columns, grid.rows)


def _table(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [columns, ("---",) * len(columns), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), "utf-8")
    print(f"wrote {PAGE}")
