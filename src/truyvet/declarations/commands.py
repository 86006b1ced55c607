"""``truyvet declarations``: forms and the sorting of declarations on their own. No database, no server, no Django.

``triage --form NAME --json`` reads one declaration a line (a JSON object of answers by field name) and writes one JSON
answer a line, in order; a blank or broken line gets one too. ``{"ok": true, "triage", "reasons", "danger", "due_minutes",
"words", "missing", "warnings"}`` or ``{"ok": false, "errors": [{"field", "reason"}]}``.

A wrong value in any field is refused, and so is a health question without an answer: the sorting would guess. Fields
of identity that are required but absent are no reason to refuse; they are listed under ``missing``. Fields that the form
does not have are kept out and named under ``warnings``. ``--today DATE`` is the local day on which they were given,
``--areas FILE`` the province's risk areas; without it a sample is used, which is not official.

Exit status: 0 every line was answered (also when lines were refused); 2 the question itself cannot be used.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from truyvet.areas.rules import risk_areas as areas
from truyvet.areas.rules.risk_areas import RiskArea
from truyvet.core.json_lines import LineRefused, parse_line, read_lines, write_line
from truyvet.core.local_day import LocalDay
from truyvet.core.refusal import Refusal
from truyvet.core.toml_table import LANGUAGES
from truyvet.declarations.rules import forms, triage
from truyvet.declarations.rules.answer_check import check_answers
from truyvet.declarations.rules.form_schema import DeclarationForm
from truyvet.tabular import BadValue, ReasonTemplate

DONE: Final = 0
REFUSED: Final = 2
REASONS: Final = {"too_long_line": "too_long", "not_utf8": "not_text"}
"""What this command has called two of the reasons since its first version."""
Answer = dict[str, object]


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the options of the command to the parser."""
    what = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    sorting = what.add_parser(
        "triage", help="sort declarations: one JSON object a line on standard input, one answer a line", allow_abbrev=False
    )
    sorting.add_argument("--form", required=True, metavar="NAME", help="a form by name or alias: " + ", ".join(forms.names()))
    sorting.add_argument("--json", action="store_true", help="answer in JSON; otherwise in words")
    sorting.add_argument("--today", metavar="DATE", help="local day on which they were given (default: today in Asia/Ho_Chi_Minh)")
    sorting.add_argument("--areas", type=Path, metavar="FILE", help="TOML of risk areas (default: a sample, not official)")
    listing = what.add_parser("forms", help="list the forms", allow_abbrev=False)
    listing.add_argument("--json", action="store_true", help="as JSON, with their fields")
    sheet = what.add_parser("xlsform", help="write a form as an XLSForm for ODK, Kobo or Enketo", allow_abbrev=False)
    sheet.add_argument("--form", required=True, metavar="NAME", help="a form by name or alias")
    sheet.add_argument("--out", type=Path, required=True, metavar="FILE", help="XLSX to write")
    sheet.add_argument(
        "--province", default="", metavar="CODE", help="offer the units of this province by name; without it, codes are typed"
    )


def run(arguments: Namespace) -> int:
    """Exit status: 0 done, 2 refused."""
    try:
        return PARTS[arguments.what](arguments)
    except UnusableOption as error:
        sys.stderr.write(f"{error.reason.text(arguments.lang)}\n")
        return REFUSED
    except (forms.UnknownForm, forms.DataFileError) as error:
        sys.stderr.write(f"{error}\n")
        return REFUSED
    except BrokenPipeError:
        # Who reads has had enough (``| head``). Python would complain once more when it closes the pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


class UnusableOption(BadValue):
    """An option cannot be used; the reason says which and why, in both languages."""


DAY = ReasonTemplate("day", "--today: write a day as YYYY-MM-DD", "--today: ghi ngày dạng NĂM-THÁNG-NGÀY, ví dụ 2021-05-31")
AREAS = ReasonTemplate("areas", "--areas {path}: cannot be read", "--areas {path}: không đọc được tệp")
PROVINCE = ReasonTemplate("province", "--province {code}: {error}", "--province {code}: không có tỉnh nào mang mã này")
OUT = ReasonTemplate("out", "--out {path}: cannot be written", "--out {path}: không ghi được tệp")
REFUSED_LINE = ReasonTemplate("refused", "refused: {why}", "từ chối: {why}")


def _triage(arguments: Namespace) -> int:
    form, today, listed = forms.form(arguments.form), _today(arguments.today), _areas(arguments.areas)
    for line in read_lines(sys.stdin.buffer):
        answer = answer_line(line, form, today, listed)
        line_out = write_line(answer) if arguments.json else _in_words(answer, arguments.lang)
        # Each answer leaves at once: another program may wait for it before it sends the next line.
        sys.stdout.buffer.write(line_out.encode() + b"\n")
        sys.stdout.buffer.flush()
    return DONE


def answer_line(line: bytes | None, form: DeclarationForm, today: date, listed: Sequence[RiskArea]) -> Answer:
    """Returns the answer to one line, None being a line that is too long. Never raises."""
    answers = _object(line)
    if isinstance(answers, str):
        return _refused([Refusal(answers)])
    checked = check_answers(form, answers, today)
    obstacles = triage.blocking_problems(form, checked)
    if obstacles:
        return _refused(obstacles)
    result = triage.triage_answers(form, checked.answers, today, listed)
    return {
        "ok": True,
        "triage": result.triage.value,
        "reasons": list(result.reasons),
        "danger": result.danger,
        "due_minutes": None if result.due is None else int(result.due.total_seconds()) // 60,
        "words": {language: [triage.reason_words(each, language) for each in result.reasons] for language in LANGUAGES},
        "missing": [each.field for each in checked.problems],
        "warnings": [_plain(each) for each in checked.warnings],
    }


def _object(line: bytes | None) -> Mapping[str, object] | str:
    """Returns the JSON object of a line, or the reason why it is none."""
    try:
        answers = parse_line(line)
    except LineRefused as refused:
        return REASONS.get(str(refused), str(refused))
    return answers if isinstance(answers, dict) else "not_an_object"


def _today(text: str | None) -> date:
    if text is None:
        return LocalDay.of(datetime.now(UTC))
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UnusableOption(DAY()) from error


def _areas(path: Path | None) -> tuple[RiskArea, ...]:
    if path is None:
        return areas.sample_risk_areas()
    try:
        return areas.parse_risk_areas(path.read_text("utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableOption(AREAS(path=str(path))) from error


def _refused(problems: Sequence[Refusal]) -> Answer:
    return {"ok": False, "errors": [_plain(each) for each in problems]}


def _plain(problem: Refusal) -> dict[str, str]:
    return {"field": problem.field, "reason": problem.code}


def _in_words(answer: Answer, language: str) -> str:
    if answer["ok"]:
        words = answer["words"]
        assert isinstance(words, dict)
        return ": ".join(filter(None, (str(answer["triage"]), "; ".join(words[language]))))
    errors = answer["errors"]
    assert isinstance(errors, list)
    why = "; ".join(" ".join(filter(None, (each["field"], each["reason"]))) for each in errors)
    return REFUSED_LINE(why=why).text("vi" if language == "vi" else "en")


def _forms(arguments: Namespace) -> int:
    for form in forms.load().values():
        if arguments.json:
            fields = [{"name": each.name, "kind": each.kind.value, "required": each.required, "ours": each.ours} for each in form.fields]
            plain = {"name": form.name, "aliases": list(form.aliases), "version": form.version, "title": dict(form.title), "fields": fields}
            sys.stdout.write(write_line(plain) + "\n")
        else:
            sys.stdout.write(
                f"{form.name} {form.version}  {form.title['en']} / {form.title['vi']}  ({', '.join(form.aliases) or 'no alias'})\n"
            )
    return DONE


def _xlsform(arguments: Namespace) -> int:
    from truyvet.declarations.xlsform import UnknownProvince, write

    try:
        write(forms.form(arguments.form), arguments.out, arguments.province)
    except UnknownProvince as error:
        raise UnusableOption(PROVINCE(code=arguments.province, error=str(error))) from error
    except OSError as error:
        raise UnusableOption(OUT(path=str(arguments.out))) from error
    return DONE


PARTS: Final[Mapping[str, Callable[[Namespace], int]]] = {"triage": _triage, "forms": _forms, "xlsform": _xlsform}
