"""``truyvet messages``: what a text message costs, and whether a template may be sent. No database, no server, no Django.

``parts --json`` reads one JSON string a line from standard input and writes one JSON answer a line, in order:
``{"encoding": "gsm7"|"ucs2", "parts", "units", "costly"}``. The text is composed (NFC) first. A line that is no JSON string is answered
too: ``{"error": {"code", "text"}}``.

``lint --json`` reads one JSON template a line and answers ``{"ok", "reasons": [{"code", "text", "at"}]}``. A template has the fields of
our own (``src/truyvet/messaging/templates_text``), all but ``text`` optional: ``{"text": {"vi": …, "en": …}}`` or ``{"text": …}``.

Exit status: 0 every line was answered, whatever the answers; 2 an option is wrong.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from typing import Final

from truyvet.core.json_lines import LineRefused, parse_line, read_lines, write_line
from truyvet.messaging.rules.lint_table import lint_table
from truyvet.messaging.rules.segments import split
from truyvet.messaging.rules.template_lint import LintReason, lint_template

DONE: Final = 0
Answer = dict[str, object]


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the options of the command to the parser."""
    what = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    each_line = "one JSON string a line on standard input, one answer a line, in order; the text is composed (NFC) first"
    parts = what.add_parser("parts", help="how many SMS parts each text takes", description=each_line, allow_abbrev=False)
    parts.add_argument("--json", action="store_true", help='answer {"encoding", "parts", "units", "costly"}; otherwise in words')
    each_template = (
        "one JSON template a line on standard input, one answer a line, in order. A template has the fields of our own texts (name, "
        "version, source, valid_from, priority, quiet_hours, max_length, lasts_seconds, secret, only_to, sender, params, text); only text "
        'is needed: {"text": {"vi": "…", "en": "…"}} or {"text": "…"}. params: {"name of a parameter": most characters}; without it the '
        "usual ones may be used: " + ", ".join(lint_table().known_params)
    )
    lint = what.add_parser("lint", help="may a template be sent? every reason against it", description=each_template, allow_abbrev=False)
    lint.add_argument("--json", action="store_true", help='answer {"ok", "reasons": [{"code", "text", "at"}]}; otherwise in words')
    lint.add_argument(
        "--domain", action="append", default=[], metavar="NAME", help="a domain that may be linked to, beside those of the table"
    )


def run(arguments: Namespace) -> int:
    """Exit status: 0 every line was answered."""
    answer = ANSWERS[arguments.what]
    try:
        for line in read_lines(sys.stdin.buffer):
            answered, words = answer(line, arguments)
            # Each answer leaves at once: another program may wait for it before it sends the next line.
            line_out = write_line(answered) if arguments.json else words
            sys.stdout.buffer.write(line_out.encode() + b"\n")
            sys.stdout.buffer.flush()
    except BrokenPipeError:
        # Who reads has had enough (``| head``). Python would complain once more when it closes the pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return DONE


def _parts(line: bytes | None, arguments: Namespace) -> tuple[Answer, str]:
    try:
        text = parse_line(line)
        if not isinstance(text, str):
            raise LineRefused("not_a_string")
        cut = split(text)
    except LineRefused as refused:
        return _error(str(refused), arguments.lang)
    except ValueError:
        return _error("not_text", arguments.lang)
    answer: Answer = {"encoding": cut.encoding.value, "parts": len(cut.parts), "units": cut.units, "costly": list(cut.costly)}
    return answer, f"{cut.encoding.value}  {len(cut.parts)}  {cut.units}  {' '.join(cut.costly)}".rstrip()


def _error(code: str, language: str) -> tuple[Answer, str]:
    words = lint_table().reasons[code].words[language]
    return {"error": {"code": code, "text": words}}, f"{code}: {words}"


def _lint(line: bytes | None, arguments: Namespace) -> tuple[Answer, str]:
    try:
        template = parse_line(line)
        if not isinstance(template, dict):
            raise LineRefused("not_an_object")
        reasons = lint_template(template, domains=arguments.domain)
    except LineRefused as refused:
        reasons = (LintReason(str(refused), lint_table().reasons[str(refused)].words, ""),)
    language = arguments.lang
    told = [{"code": each.code, "text": each.text[language], "at": _printable(each.at)} for each in reasons]
    words = "; ".join(" ".join(filter(None, (each["at"], f"{each['code']}:", each["text"]))) for each in told)
    return {"ok": not reasons, "reasons": told}, words or "ok"


def _printable(at: str) -> str:
    """A field's name comes from the line and may hold half a letter, which is no UTF-8."""
    return at.encode("utf-8", "backslashreplace").decode()


ANSWERS: Final[Mapping[str, Callable[[bytes | None, Namespace], tuple[Answer, str]]]] = {"parts": _parts, "lint": _lint}
