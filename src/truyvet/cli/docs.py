"""``truyvet docs``: writes the reference pages that are made from the code, or says which of them are stale.

Exit status: 0 all is written (or, with ``--check``, current); 1 a page is stale or the glossary is wrong; 2 no such folder.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, HelpFormatter, Namespace, _SubParsersAction
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from importlib import import_module
from inspect import getdoc
from pathlib import Path
from typing import Final, TypeVar

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from truyvet.access.labels import role_name
from truyvet.cases import rules as cases
from truyvet.cli import completion
from truyvet.cli.glossary import find_problems
from truyvet.cli.language import add_language_option
from truyvet.core import registry
from truyvet.core.registry import needs_second_factor, retention_rules
from truyvet.core.retention import ASK_FROM_ROWS, MAX_SHARE, ORDINARY_DAYS, SHORT_LIFE_DAYS
from truyvet.core.role import ALL_LEVELS, ROLE_LEVELS, Role
from truyvet.exchange import rules as exchange
from truyvet.exchange.connections import load_adapters as adapters
from truyvet.exchange.labels import BASES
from truyvet.followup.rules import correction
from truyvet.investigations.rules import runs
from truyvet.laboratory.rules import samples as laboratory
from truyvet.messaging.rules import delivery_state as messaging
from truyvet.messaging.rules import written_template
from truyvet.notices.rules import notice
from truyvet.reports.rules import report_states as reports
from truyvet.site.config import SETTINGS
from truyvet.site.rooms import HOUSE
from truyvet.teams.rules import field_log, rounds
from truyvet.tracing import contact_definition
from truyvet.tracing.contact_definition import DURATIONS, OPTIONAL_DURATIONS, ContactDefinition

ROOT: Final = Path(__file__).parents[3]
"""Of a source checkout; an installed package has no pages to write."""
ROOMS_BEGIN: Final = "<!-- rooms: made by `truyvet docs` from site/rooms.py -->"
ROOMS_END: Final = "<!-- end of rooms -->"
PAGE_HEAD: Final = "<!-- made by `truyvet docs`; changes here are lost -->\n\n"
PLAIN_DEFINITION_FIELDS: Final = ("encounter_max_distance", "encounter_min_probability", "generations")
Rows = Iterable[Sequence[str]]
State = TypeVar("State", bound=StrEnum)


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the options of the command to the parser."""
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a page is stale")
    parser.add_argument("--root", type=Path, default=ROOT, metavar="FOLDER", help="the source checkout (where this program's source lies)")


def run(arguments: Namespace) -> int:
    """Write the pages, or compare them."""
    folder: Path = arguments.root / "docs" / "reference"
    if not folder.is_dir():
        sys.stderr.write(f"{folder}: no such folder; run this in a source checkout or give --root\n")
        return 2
    wrong = find_problems(arguments.root / "GLOSSARY.md")
    pages = {f"docs/reference/{name}": text for name, text in render_pages().items()} | _readmes(arguments.root)
    pages |= {f"src/truyvet/cli/data/completion.{shell}": completion.render_script(shell) for shell in completion.SHELLS}
    stale = {name: text for name, text in pages.items() if not _current(arguments.root / name, text)}
    if not arguments.check:
        for name, text in stale.items():
            (arguments.root / name).parent.mkdir(parents=True, exist_ok=True)
            (arguments.root / name).write_text(text, "utf-8")
        sys.stdout.write(f"{len(stale)} of {len(pages)} pages rewritten in {arguments.root}\n")
    else:
        sys.stderr.writelines(f"{name} is stale: run `truyvet docs`\n" for name in stale)
    sys.stderr.writelines(f"GLOSSARY.md: {line}\n" for line in wrong)
    return 1 if wrong or (arguments.check and stale) else 0


def render_pages() -> dict[str, str]:
    """Every generated page as it must be now, by file name."""
    with translation.override("vi"):
        return {name: PAGE_HEAD + make() for name, make in PAGES.items()}


def _readmes(root: Path) -> dict[str, str]:
    """The READMEs that are there, with their tables of rooms as they must be now."""
    found = {}
    for name, columns, place in (
        ("README.md", ("folder of `src/truyvet/`", "what it is"), 1),
        ("README.vi.md", ("thư mục trong `src/truyvet/`", "để làm gì"), 2),
    ):
        page = root / name
        if page.is_file():
            rows = [(f"`{room.name}/`", room[place]) for floor in HOUSE for room in floor]
            before, rest = page.read_text("utf-8").split(ROOMS_BEGIN)
            found[name] = before + ROOMS_BEGIN + "\n" + _table(columns, rows) + ROOMS_END + rest.split(ROOMS_END)[1]
    return found


def _current(page: Path, text: str) -> bool:
    return page.is_file() and page.read_text("utf-8") == text


def _table(columns: Sequence[str], rows: Rows) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in line) + " |\n" for line in lines)


def settings() -> str:
    """Returns the page of settings: every environment variable that is read."""
    rows = [(f"`{each.name}`", each.shape, f"`{each.default}`" if each.default else "–", each.meaning) for each in SETTINGS]
    return (
        "# Settings\n\nAll settings are environment variables. A wrong one stops the start; every wrong one is named in the same message, "
        "its value never.\nA name that looks like a slip of one of these is refused too.\n\n"
        + _table(("variable", "accepted", "when absent", "meaning"), rows)
    )


def commands() -> str:
    """Every command with its help."""
    from truyvet.cli.main import COMMANDS

    parts = ["# Commands\n\n`pip install .` gives the commands marked *files*. The others need `pip install '.[server]'` and a database.\n"]
    for name, command in COMMANDS.items():
        module = import_module(command.module)
        parser = ArgumentParser(prog=f"truyvet {name}", formatter_class=lambda prog: HelpFormatter(prog, width=110))
        module.add_arguments(parser)
        add_language_option(parser)
        needs = "server" if command.server or name == "demo" else "files"
        description = "\n\n".join(part.replace("``", "`").replace("\n", " ") for part in (getdoc(module) or "").split("\n\n"))
        helps = [parser.format_help().strip(), *(part.format_help().strip() for part in _parts(parser))]
        usage = "".join(f"\n```text\n{each}\n```\n" for each in helps)
        parts.append(f"\n## truyvet {name}\n\n*{needs}* · {command.line}\n\n{description}\n{usage}")
    return "".join(parts)


def _parts(parser: ArgumentParser) -> Iterator[ArgumentParser]:
    """The commands within a command."""
    for action in parser._actions:
        if isinstance(action, _SubParsersAction):
            for part in action.choices.values():
                part.formatter_class = parser.formatter_class
                yield part


def permissions() -> str:
    """Returns the page that says who may do what, and which address asks for which permission."""
    roles = [
        (f"`{role}`", role_name(role), ", ".join(sorted(ROLE_LEVELS.get(role, ALL_LEVELS))), "yes" if needs_second_factor(role) else "no")
        for role in Role
    ]
    matrix = [(f"`{each}`", *("●" if role in each.roles else "" for role in Role)) for each in registry.permissions()]
    doors = [
        (f"`/{address}`", kind, f"`{asks}`" if asks else "–", ", ".join(methods), reason)
        for address, kind, asks, methods, reason in _doors()
    ]  # fmt: skip
    return (
        "# Roles, permissions, addresses\n\nA role is given with one administrative unit and its days. "
        "A query sees that unit and what lies below it, nothing else.\n\n## Roles\n\n"
        + _table(("role", "on the screen", "given with a unit of level", "second factor needed"), roles)
        + "\n## Permissions\n\n"
        + _table(("permission", *(str(role).replace("_", " ") for role in Role)), matrix)
        + "\n## Addresses\n\nA *staff* door asks for a permission, an *own* door for being signed in as staff, a *citizen* door\n"
        "for a citizen's own one-time code. An *open* door lets anyone pass and says why.\n\n"
        + _table(("address", "door", "permission", "methods", "why it is open"), doors)
    )


def _doors() -> list[tuple[str, str, str, tuple[str, ...], str]]:
    addresses = []
    for address, view in _views(get_resolver().url_patterns, ""):
        asked = getattr(view, "permission", None)
        methods = tuple(getattr(view, "methods", ("GET",)))
        addresses.append((address, str(getattr(view, "door", "none")), str(asked or ""), methods, str(getattr(view, "reason", ""))))
    return sorted(addresses)


def _views(patterns: Iterable[URLPattern | URLResolver], above: str) -> Iterator[tuple[str, Callable[..., object]]]:
    for each in patterns:
        address = above + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _views(each.url_patterns, address)
        else:
            yield address, each.callback


def definitions() -> str:
    """Every definition of a contact with its source and what it leaves out."""
    head = (
        "# Definitions of a contact\n\nA definition is a versioned file in `src/truyvet/tracing/definitions/`.\n"
        "A run keeps the values it used. What the words mean exactly stands in [tracing.md](tracing.md).\n"
        "How to add one: [definition](../how-to/definition.md).\n"
    )
    parts = [head]
    for name in contact_definition.definition_names():
        made = contact_definition.load_definition(name)
        facts = [
            ("disease", made.disease),
            ("source", made.source),
            ("how sure", made.certainty),
            ("in force", f"{made.valid_from or '…'} – {made.valid_until or '…'}"),
            *((f"`{key}`", _value(made, key)) for key in (*DURATIONS, *OPTIONAL_DURATIONS, *PLAIN_DEFINITION_FIELDS)),
            ("stay without check-out", ", ".join(f"{kind} {_duration(seconds)}" for kind, seconds in made.stay.items())),
        ]
        lacks = "".join(f"* {line['en']} ({line['vi']})\n" for line in made.not_covered)
        parts.append(f"\n## `{name}`: {made.title['en']}\n\n{made.title['vi']}\n\n{_table(('', ''), facts)}\nNot covered:\n\n{lacks}")
    return "".join(parts)


def _value(contact_definition: ContactDefinition, key: str) -> str:
    value = getattr(contact_definition, key)
    if key in OPTIONAL_DURATIONS and value is None:
        return "–"
    return _duration(value) if key in (*DURATIONS, *OPTIONAL_DURATIONS) else str(value)


def _duration(seconds: int) -> str:
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds and seconds % length == 0:
            return f"{seconds // length} {unit}"
    return f"{seconds} s"


def retention() -> str:
    """Every kind of row that has a day of deletion."""
    rows = [(each.room, each.table, each.basis, str(each.days)) for each in retention_rules()]
    return (
        "# Retention\n\nThe worker deletes what is past its day once each local day; `truyvet purge` does the same at once. "
        "Days are local days of Asia/Ho_Chi_Minh.\n\n"
        f"A deletion of {ASK_FROM_ROWS:,} rows or more asks first when it would take over {MAX_SHARE:.0%} of its table and over "
        f"{ORDINARY_DAYS} ordinary days' worth of it (a seventh of rows that are kept 21 days): `truyvet purge --confirm ROOM.TABLE`, "
        "[what to look at](../playbooks/deletion-to-confirm.md). "
        f"Rows kept for {SHORT_LIFE_DAYS} days or less are never asked about.\n\n" + _table(("room", "rows", "counted from", "days"), rows)
    )


def states() -> str:
    """Every lifecycle as a table and a diagram."""
    tables = (
        ("A case", "cases.rules.TRANSITIONS", _moves(cases.TRANSITIONS)),
        ("A sample", "laboratory.rules.samples.SAMPLE_TRANSITIONS", _moves(laboratory.SAMPLE_TRANSITIONS)),
        ("A trace run", "investigations.rules.runs.RUN_TRANSITIONS", _moves(runs.RUN_TRANSITIONS)),
        ("A message", "messaging.rules.delivery_state.TRANSITIONS", _moves(messaging.TRANSITIONS)),
        ("A message text by staff", "messaging.rules.written_template.TRANSITIONS", _moves(written_template.TRANSITIONS)),
        ("A notice to those who were there", "notices.rules.notice.TRANSITIONS", _moves(notice.TRANSITIONS)),
        ("A daily report of one reporter", "reports.rules.report_states.REPORT_TRANSITIONS", _moves(reports.REPORT_TRANSITIONS)),
        ("A closed day", "reports.rules.report_states.CLOSURE_TRANSITIONS", _moves(reports.CLOSURE_TRANSITIONS)),
        ("Telling somebody of a wrong case", "followup.rules.correction.TRANSITIONS", _moves(correction.TRANSITIONS)),
        ("An import", "exchange.rules.IMPORT_TRANSITIONS", _moves(exchange.IMPORT_TRANSITIONS)),
        ("A door of a round", "teams.rules.field_log.TRANSITIONS", _moves(field_log.TRANSITIONS)),
        ("A round", "teams.rules.rounds.ROUND_TRANSITIONS", _moves(rounds.ROUND_TRANSITIONS)),
        ("An entry of a round", "teams.rules.rounds.ENTRY_TRANSITIONS", _moves(rounds.ENTRY_TRANSITIONS)),
        ("An uploaded file", "exchange.rules.UPLOAD_TRANSITIONS", _moves(exchange.UPLOAD_TRANSITIONS)),
    )
    parts = ["# Lifecycles\n\nEach is a table in the code; a change that the table does not hold is refused.\n"]
    for title, place, moves in tables:
        rows = [(f"`{state}`", ", ".join(f"`{each}`" for each in after) or "final") for state, after in moves.items()]
        arrows = "".join(f"    {state} --> {each}\n" for state, after in moves.items() for each in after or ["[*]"])
        diagram = f"```mermaid\nstateDiagram-v2\n    [*] --> {next(iter(moves))}\n{arrows}```\n"
        parts.append(f"\n## {title}\n\n`{place}`\n\n{_table(('from', 'to'), rows)}\n{diagram}")
    return "".join(parts)


def connections() -> str:
    """Every adapter and how sure its format is."""
    with translation.override("en"):
        rows = [
            (
                each.name["en"], str(BASES[each.basis][0]), each.confirmed["en"], each.unconfirmed["en"] or "–",
                " · ".join(filter(None, (each.source["en"], each.facts and f"notes {each.facts}"))),
                f"`{each.place}`" if each.place else "–", ", ".join(f"`{name}`" for name in each.settings) or "–",
            )
            for each in adapters()
        ]  # fmt: skip
    return (
        "# Connections\n\nOne adapter for each format of another system: one that turns out to be different is changed in one place.\n"
        "The page `/cau-hinh/ket-noi/` shows the same with the state of the installation.\n\n"
        + _table(("adapter", "how sure", "confirmed", "not confirmed", "source", "place", "settings"), rows)
    )


def _moves(table: Mapping[State, frozenset[State]]) -> dict[str, list[str]]:
    """From each state, the following ones, in the order in which the table names them."""
    order = list(table)
    return {state.value: [each.value for each in sorted(after, key=order.index)] for state, after in table.items()}


PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "settings.md": settings,
    "commands.md": commands,
    "permissions.md": permissions,
    "definitions.md": definitions,
    "retention.md": retention,
    "states.md": states,
    "connections.md": connections,
}
