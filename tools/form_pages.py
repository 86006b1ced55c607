"""Writes docs/reference/forms.md, triage.md and declaration-json.md from the forms, the tables of the triage and the JSON schema.

``python -m tools.form_pages`` rewrites the pages; a test fails when one is stale.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import Final

from pydantic import BaseModel

from truyvet.areas.rules import risk_areas as areas
from truyvet.declarations.api import schema
from truyvet.declarations.rules import forms, triage_table
from truyvet.declarations.rules.form_schema import DeclarationForm, FormField

FOLDER: Final = Path(__file__).parents[1] / "docs" / "reference"
HEAD: Final = "<!-- made by `python -m tools.form_pages`; changes here are lost -->\n\n"


def main() -> None:
    """Write both pages."""
    for name, text in written().items():
        (FOLDER / name).write_text(text, "utf-8")


def written() -> dict[str, str]:
    """Each page as it must be now, by file name."""
    return {name: HEAD + make() for name, make in PAGES.items()}


def form_page() -> str:
    """Every form with its fields, what is left out and why, and its consent."""
    head = """# Forms of a declaration

Each form is a versioned file in `src/truyvet/declarations/data/forms/`. A declaration keeps the version it was made with.
How to change one: [change a form](../how-to/change-a-form.md). How answers are sorted: [triage](triage.md).

How sure a form is: **R** read in the original; *R, a copy* read in a public copy; *ours* is our own. A field marked *ours* is
not in the original. *Required* is as in the original. A field that *follows* another is known from that answer, so it is
required only without it. Ticks of one group are one question, answered with its first tick. Nobody must answer more than ten
questions by themselves.
"""
    return head + "".join(map(_form, forms.load().values()))


def _form(form: DeclarationForm) -> str:
    facts = [
        ("names", ", ".join(f"`{each}`" for each in (form.name, *form.aliases))),
        ("version", form.version),
        ("valid from", form.valid_from),
        ("source", form.source),
        ("how sure", form.certainty),
        ("must be answered", ", ".join(f"`{each}`" for each in form.must_be_answered())),
    ]
    rows = [row for field in form.fields for row in (_row(field), *(_row(inner, field.name) for inner in field.fields))]
    left_out = "".join(f"* `{each.field}`: {each.why}\n" for each in form.left_out)
    consent = f"> {form.consent.text['vi']}\n>\n> {form.consent.text['en']}\n>\n> {form.consent.basis['vi']} {form.consent.basis['en']}\n"
    return (
        f"\n## {form.title['en']}\n\n{form.title['vi']}\n\n{_table(('', ''), facts)}\n"
        + _table(("field", "question", "câu hỏi", "answer", "required", "asked when", "tells"), rows)
        + f"\nLeft out:\n\n{left_out}\nConsent, version {form.consent.version}:\n\n{consent}"
    )


def _row(field: FormField, above: str = "") -> Sequence[str]:
    required = "yes" if field.required else ""
    if field.follows:
        required = f"follows `{field.follows}`"
    if field.group:
        required = f"tick of `{field.group}`"
    if field.default:
        required = f"{required}; `{field.default}` when absent".removeprefix("; ")
    when = f"`{field.shown_if.field}` is {' or '.join(field.shown_if.values)}" if field.shown_if else ""
    name = f"`{above}.{field.name}`" if above else f"`{field.name}`" + (" (ours)" if field.ours else "")
    return (name, field.label["en"], field.label["vi"], _answer(field), required, when, field.sign or field.means.value)


def _answer(field: FormField) -> str:
    if field.choices:
        return "`" + "`, `".join(each.value for each in field.choices) + "`"
    limits = [f"at most {field.most}"] if field.most else []
    if field.days_back or field.days_ahead:
        limits.append(f"{field.days_back} days back to {field.days_ahead} ahead")
    return ", ".join((f"{field.kind.value}", *limits))


def triage_page() -> str:
    """The tables of the sorting and its examples."""
    table = triage_table.load()
    reasons = [
        (f"`{each.code}`", each.words["en"], each.words["vi"], each.triage_class, str(each.danger), each.why, ", ".join(each.note_phrases))
        for each in table.reasons
    ]  # fmt: skip
    levels = [(str(danger), _time(table.due[danger]), table.why[danger]) for danger in sorted(table.due, reverse=True)]
    listed = [
        (each.words["en"], each.level, f"`{each.code}`", f"{each.first} – {each.last}", ", ".join(each.names))
        for each in areas.sample_risk_areas()
    ]
    return (
        _rule(table)
        + "\n## How soon somebody should have called\n\n"
        + _table(("danger", "within", "why"), levels)
        + "\n## Reasons, worst first\n\n"
        + _table(("reason", "words", "bằng lời", "class", "danger", "why", "found in a note"), reasons)
        + AREAS
        + _table(("area", "level", "code", "at risk", "names looked for"), listed)
        + EXAMPLES
        + _examples()
        + COMMAND
    )


def _rule(table: triage_table.TriageTable) -> str:
    days = table.look_back_days
    return f"""# How a declaration is sorted

Version {table.version}. **Ours, not official**: {table.source}.
The figures stand in `src/truyvet/declarations/data/watch.toml`.

A declaration goes into one of five classes: *nothing*, *symptoms*, *exposure*, *both*, *travel*. Signs together with an exposure
are *both*, of danger {table.both_danger}: {table.both_why}.
Signs or an exposure together with travel stay what they are; the travel stands among their reasons. The danger is that of the
worst reason, and one reason more never lowers it.

Travel counts when the person was in a listed area, while it was at risk, in the last {days} local days (Asia/Ho_Chi_Minh),
the {days}th day back included. A measured {table.fever_from} °C is a fever.

A sign of alarm is also looked for in a person's own note, without marks and capitals, as whole words, even when they deny it:
a call too many harms nobody.
"""


def _examples() -> str:
    told = tomllib.loads(files("truyvet.declarations").joinpath("data", "triage_examples.toml").read_text("utf-8"))
    rows = []
    for each in told["example"]:
        answers = "`" + json.dumps(each["answers"], ensure_ascii=False)[1:-1] + "`"
        reasons = ", ".join(f"`{code}`" for code in each["reasons"])
        day = each.get("today", told["today"])
        rows.append((each["title"], f"`{each['form']}`", day, answers, each["triage"], reasons, str(each["danger"])))
    return _table(("example", "form", "day", "answers", "class", "reasons", "danger"), rows)


def _time(due: timedelta) -> str:
    return f"{due.total_seconds() / 3600:g} h"


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in line) + " |\n" for line in lines)


def json_page() -> str:
    """Returns the page of the JSON that a page of ours sends and gets, from the classes that parse it."""
    parts: list[tuple[str, type[BaseModel]]] = [
        ("What is sent", schema.SubmissionBody),
        ("What is answered: 200", schema.AcceptedBody),
        ("Any other answer", schema.RefusedBody),
    ]
    return JSON_HEAD + "".join(f"\n## {title}\n\n```json\n{_json_schema(model)}\n```\n" for title, model in parts)


def _json_schema(model: type[BaseModel]) -> str:
    return json.dumps(model.model_json_schema(), ensure_ascii=False, indent=2)


JSON_HEAD: Final = """# JSON of a declaration

`POST /khai-bao/gui/`, `Content-Type: application/json`, from a page of this site. A phone sends a declaration again until it
is answered: the same `event_id` with the same body gets the same answer, with another body 409. The schemas (JSON Schema 2020-12)
are made from the classes that parse the body (`declarations/api/schema.py`).

Codes of problems (422), beside those of the answers ([triage](triage.md)): `missing`, `not_known`, `not_an_event`, `not_a_moment`,
`not_answers`, `too_many`, `too_large`, `not_text`, `unknown_form`, `too_old`.
"""
AREAS: Final = """
## Risk areas: a sample, not official

The province gives its own list with `--areas FILE`, in the form of `src/truyvet/areas/data/risk_areas.toml`.

"""
EXAMPLES: Final = """
## Examples

Run as tests. Only health answers are given: an identity that is missing does not hinder the sorting.

"""
COMMAND: Final = """
## On the command line

`truyvet declarations triage --form NAME --json` reads one declaration a line and answers one line each, in order
([commands](commands.md)). `--today DATE` is the local day on which they were given, `--areas FILE` the province's risk areas.

```text
$ echo '{"showSignal": 1, "hasPatient": 1, "hasFromSickCountry": 2, "hasSick": 2}' \\
    | truyvet declarations triage --form HDHealth --json
{"ok": true, "triage": "both", "reasons": ["symptoms", "contact_case"], "danger": 4, "due_minutes": 60,
 "words": {"vi": […], "en": […]}, "missing": ["fullName", …], "warnings": []}
```

(The answer stands on one line.)

| in an answer | means |
| --- | --- |
| `ok: false`, `errors` | a wrong value in any field, or a health question without an answer; an empty `field` means the whole line |
| `missing` | required fields of identity that are absent; the declaration is sorted all the same |
| `warnings` | fields that were kept out: `unknown_field`, `left_out` (see [forms](forms.md)), `hidden` (needless by an earlier answer) |

Reasons of errors: `missing`, `wrong_type`, `too_long`, `too_many`, `not_text`, `out_of_range`, `not_a_choice`, `not_a_name`,
`not_an_identity_number`, `not_a_year`, `not_a_date`, `not_a_time`, `not_a_phone`, `not_an_email`, `not_a_country`,
`not_a_unit`, `not_a_vehicle`, `not_a_temperature`, `not_a_code`, `ends_before_start`, `too_many_fields`; of a whole line:
`blank`, `too_long` (over 1 MiB), `not_text` (not UTF-8), `not_json`, `not_an_object`, `repeated_field`.
"""

PAGES: Final[dict[str, Callable[[], str]]] = {"forms.md": form_page, "triage.md": triage_page, "declaration-json.md": json_page}

if __name__ == "__main__":
    main()
