"""``truyvet codes read``: what scanned texts are, one line in, one line out, at once. No database, no server, no Django.

Exit status: 0 every line was answered; 2 a file or option is wrong, and no line was read.
"""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import BinaryIO, Final, Literal

from truyvet.codes import labels
from truyvet.codes.code_reader import MAX_CODE_CHARS, CodeAnswer, read_code
from truyvet.codes.code_reasons import CodeRefused
from truyvet.codes.cose_sign1 import PublicKeys
from truyvet.codes.gate_files import GateFileInvalid, load_keys, load_revoked
from truyvet.codes.release_papers import is_release, read_release
from truyvet.tabular.problems import BadValue
from truyvet.tabular.times import parse_time

DONE: Final = 0
REFUSED: Final = 2
RELEASE: Final = "release"
MAY_BE_REVOKED: Final = "may_be_revoked"
MAX_LINE_BYTES: Final = 4 * MAX_CODE_CHARS + 64
"""Bytes: a longer line is longer than any code, whatever it says."""
OVERLONG_LINE: Final = "." * (MAX_CODE_CHARS + 1)
LOCAL: Final = timezone(timedelta(hours=7))
Language = Literal["vi", "en"]


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the options of the command to the parser."""
    choices = parser.add_subparsers(dest="action", metavar="read", required=True)
    line_out = "answer scanned texts from standard input, one per line"
    each = choices.add_parser("read", help=line_out, description=line_out, allow_abbrev=False)
    each.add_argument("--json", action="store_true", help="answer in JSON, one object per line")
    each.add_argument("--keys", type=Path, metavar="FILE", help="public keys (JSON); without them signed codes are refused as unknown_key")
    each.add_argument("--revoked", type=Path, metavar="FILE", help="revoked passes and cards (JSON); the same file may hold both")
    each.add_argument("--now", metavar="TIME", help="ISO 8601 with offset, or epoch seconds (this machine's clock, for every line anew)")
    each.add_argument("--full", action="store_true", help="also every field of a national paper, unmasked")


def run(arguments: Namespace) -> int:
    """Answer every line. Exit status 0, or 2 when a file or option is wrong."""
    try:
        keys = load_keys(arguments.keys) if arguments.keys else {}
        revoked = load_revoked(arguments.revoked) if arguments.revoked else frozenset()
        fixed = None if arguments.now is None else parse_time(arguments.now)
    except GateFileInvalid as error:
        return _wrong(str(error))
    except BadValue as error:
        return _wrong(f"--now: {error.reason.text(arguments.lang)}")
    write = sys.stdout.buffer.write
    try:
        for line in lines(sys.stdin.buffer):
            now = int(time.time()) if fixed is None else fixed
            if is_release(line):
                line_out = release_line(line, keys, arguments)
            else:
                answer = read_code(line, now=now, keys=keys, revoked=revoked)
                line_out = as_json(answer, full=arguments.full) if arguments.json else as_text(answer, arguments.lang, full=arguments.full)
            write(line_out.encode() + b"\n")
            sys.stdout.buffer.flush()
    except BrokenPipeError:  # whoever reads has enough
        sys.stderr.close()
    return DONE


def lines(stream: BinaryIO) -> Iterator[str]:
    """Returns each line as a text that ``read_code`` answers; a line without an end counts, and none takes more memory than MAX_LINE_BYTES.

    Bytes that are no UTF-8 become lone surrogates, which are not text; a line that is too long is cut, and still too long.
    """
    while line := stream.readline(MAX_LINE_BYTES):
        cut = len(line) == MAX_LINE_BYTES and not line.endswith(b"\n")
        rest = line
        while len(rest) == MAX_LINE_BYTES and not rest.endswith(b"\n"):
            rest = stream.readline(MAX_LINE_BYTES)
        yield OVERLONG_LINE if cut else line.removesuffix(b"\n").decode(errors="surrogateescape")


def as_json(answer: CodeAnswer, *, full: bool) -> str:
    """Returns one object on one line: kind, ok, reason (null when ok), show, warnings; with ``full`` also paper."""
    line_out: dict[str, object] = {
        "kind": answer.kind,
        "ok": answer.ok,
        "reason": answer.reason,
        "show": dict(answer.show),
        "warnings": answer.warnings,
    }
    if full:
        line_out["paper"] = None if answer.document is None else asdict(answer.document)
    return json.dumps(line_out, ensure_ascii=False)


def as_text(answer: CodeAnswer, language: Language, *, full: bool) -> str:
    """Returns one line for people."""
    kind = getattr(labels.KINDS[answer.kind], language)
    if answer.reason is not None:
        return f"{kind}: {getattr(labels.REFUSED, language)} – {getattr(labels.REASONS[answer.reason], language)} ({answer.reason})"
    line_out = (
        {**answer.show} if not (full and answer.document) else {key: value for key, value in asdict(answer.document).items() if value}
    )
    parts = [f"{_word(key, language)} {_value(key, value, language)}" for key, value in line_out.items() if key != "kind"]
    parts += [f"{getattr(labels.DOUBTFUL, language)}: {getattr(labels.DOUBTS[each], language)}" for each in answer.warnings]
    return f"{kind}: {getattr(labels.READ, language)} – " + " · ".join(parts)


def release_line(line: str, keys: PublicKeys, arguments: Namespace) -> str:
    """Returns the line of a signed certificate, which never knows whether it was revoked since it was printed."""
    reason, show = None, dict[str, str | int]()
    try:
        paper = read_release(line, keys=keys)
    except CodeRefused as refused:
        reason = refused.reason
    else:
        show = {
            "code": paper.code, "order": paper.kind, "first_day": paper.first_day.isoformat(), "last_day": paper.last_day.isoformat(),
            "initials": paper.initials, "unit": paper.unit, "issued": paper.issued,
        }  # fmt: skip
    if arguments.json:
        warnings = [] if reason else [MAY_BE_REVOKED]
        told: dict[str, object] = {"kind": RELEASE, "ok": reason is None, "reason": reason, "show": show, "warnings": warnings}
        return json.dumps(told | ({"paper": None} if arguments.full else {}), ensure_ascii=False)
    language: Language = arguments.lang
    kind = getattr(labels.RELEASE, language)
    if reason is not None:
        return f"{kind}: {getattr(labels.REFUSED, language)} – {getattr(labels.REASONS[reason], language)} ({reason})"
    parts = [f"{_word(key, language)} {_value(key, value, language)}" for key, value in show.items()]
    note = f"{getattr(labels.DOUBTFUL, language)}: {getattr(labels.MAY_BE_REVOKED, language)}"
    return f"{kind}: {getattr(labels.READ, language)} – " + " · ".join([*parts, note])


def _word(key: str, language: Language) -> str:
    found = labels.FIELD_LABELS.get(key)
    return key if found is None else str(getattr(found, language))


def _value(key: str, value: object, language: Language) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return datetime.fromtimestamp(value, LOCAL).strftime("%d/%m/%Y %H:%M")
    found = labels.VALUES.get(str(value)) if key in ("gender", "form", "order") else None
    return str(value) if found is None else str(getattr(found, language))


def _wrong(message: str) -> int:
    sys.stderr.write(f"truyvet codes read: {message}\n")
    return REFUSED
