"""``truyvet import``: bring a table into the platform, each row accounted for. Safe to kill and to repeat.

Exit status: 0 every row is in (or was already); 1 done, some rows were rejected; 2 refused, nothing was written;
3 stopped after some whole batches, the same command goes on; 130 the same, by Ctrl-C.
"""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser, Namespace
from collections import Counter as CountsOf
from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Final

from django.db import DatabaseError

from truyvet.access.queries import staff_id
from truyvet.audit.values import By, Scope
from truyvet.exchange import importing, reasons, rules
from truyvet.exchange.actions import Counts
from truyvet.exchange.importing import Order, Outcome, Stopped
from truyvet.exchange.kinds.notes import Rejected
from truyvet.exchange.rules import Choices
from truyvet.tabular import (
    BadValue,
    ColumnMapping,
    Language,
    Problem,
    Refused,
    RejectsWriter,
    Wording,
    load_mapping,
    parse_time,
)
from truyvet.web import clock

DONE: Final = 0
SOME_REJECTED: Final = 1
REFUSED: Final = 2
STOPPED: Final = 3
INTERRUPTED: Final = 130
SHOWN: Final = 20

COUNTS = Wording(
    "counts",
    "{read} rows read = {accepted} accepted + {rejected} rejected + {duplicate} duplicate",
    "đã đọc {read} dòng = {accepted} nhận + {rejected} loại + {duplicate} trùng",
)
CREATED = Wording("created", "{people} persons registered without a name", "đã đăng ký {people} người chưa có tên")
RESUMED = Wording(
    "resumed",
    "this import was cut off: going on after row {row}",
    "lần nhập này từng bị ngắt: nhập tiếp sau dòng {row}",
)
DONE_BEFORE = Wording(
    "done_before",
    "this file was already imported at {at}; --again reads it once more",
    "tệp này đã nhập xong lúc {at}; dùng --again để đọc lại",
)
TRIED = Wording("tried", "dry run: nothing was written", "chạy thử: chưa ghi gì")
MORE = Wording("more", "… {more} more rows", "… còn {more} dòng")
SUM = Wording("sum", "{rows} rows: {column} {reason}", "{rows} dòng: {column} {reason}")
MORE_KEPT = Wording("more_kept", "; --rejects FILE keeps all", "; --rejects TỆP ghi lại tất cả")
GO_ON = Wording(
    "go_on",
    "stopped after row {row}; run the same command to go on",
    "dừng sau dòng {row}; chạy lại đúng lệnh này để nhập tiếp",
)
PROGRESS = Wording("progress", "{read} of {rows} rows, {speed} rows/s", "{read} / {rows} dòng, {speed} dòng/giây")
DATABASE = Wording(
    "database",
    "the database refused ({error}); was `truyvet migrate` run? Whole batches stay; run the same command to go on",
    "cơ sở dữ liệu từ chối ({error}); đã chạy `truyvet migrate` chưa? Các lô trọn vẹn vẫn giữ; chạy lại lệnh này để tiếp",
)


def add_arguments(parser: ArgumentParser) -> None:
    """The options of the command."""
    add = parser.add_argument
    add("kind", choices=[kind.value for kind in rules.Kind], help="what the file holds")
    add("file", type=Path, metavar="FILE", help="CSV, XLSX or Parquet")
    add("--mapping", type=Path, metavar="F", help="TOML or JSON: which column is which, and what words mean")
    add("--source", default=rules.DEFAULT_SOURCE, metavar="NAME", help="the register whose ids the file uses (import)")
    add("--sheet", metavar="NAME", help="sheet of an XLSX file (the first)")
    add("--commune", default="", metavar="CODE", help="commune of venues that have none in the file")
    add("--create-people", action="store_true", help="register unknown persons by their id alone")
    add("--staff", metavar="USERNAME", help="the first person of laboratory results; a second one confirms them")
    add("--lived-since", metavar="DATE", help="since when households live together (21 days ago)")
    add("--complete", action="store_true", help="the file is whole although it ends where programs cut tables off")
    add("--again", action="store_true", help="read a file again whose import is done")
    add("--dry-run", action="store_true", help="check everything, write nothing")
    add("--rejects", type=Path, metavar="F", help="CSV of rows that were not taken, with reasons and cells")
    add("--batch", type=int, default=0, metavar="N", help="rows of one transaction (as many as the kind has)")
    add("--json", action="store_true", help="print the counts as JSON")
    add("--lang", choices=("vi", "en"), default="vi", help="language of messages (vi)")


def run(arguments: Namespace) -> int:
    """Import the file; the exit status."""
    language: Language = arguments.lang
    door = _Door(arguments, language)
    try:
        outcome = importing.run(door.order(), by=By.system("import"), clock=clock.now, watch=door.progress, found=door.rejects)
    except Refused as refused:
        return door.refuse(refused)
    except Stopped as stopped:
        return door.stop(stopped)
    except DatabaseError as error:
        door.say(DATABASE(error=type(error).__name__).text(language))
        return STOPPED
    except KeyboardInterrupt:
        door.say(GO_ON(row=door.number(door.counts.read)).text(language))
        return INTERRUPTED
    return door.done(outcome)


class _Door:
    """What the terminal says and is told."""

    def __init__(self, arguments: Namespace, language: Language) -> None:
        self.asked = arguments
        self.language = language
        self.counts = Counts()
        self._order: Order | None = None
        self._shown: list[Problem] = []
        self._sums: CountsOf[tuple[str, str]] = CountsOf()
        self._began: tuple[float, int] | None = None
        self._told = 0.0

    def order(self) -> Order:
        """The command line, checked. Raises Refused before anything is read."""
        asked = self.asked
        self._check_outputs()
        if not rules.is_source(asked.source):
            raise Refused.file("--source", reasons.BAD_SOURCE())
        if not 0 <= asked.batch <= rules.BATCH:
            raise Refused.file("--batch", reasons.BAD_BATCH(most=rules.BATCH))
        choices = Choices(
            source=asked.source,
            sheet=asked.sheet,
            commune=asked.commune,
            create_people=asked.create_people,
            staff=_staff(asked.staff),
            lived_since=_since(asked.lived_since),
        )
        self._order = Order(
            kind=rules.Kind(asked.kind),
            path=asked.file,
            mapping=ColumnMapping() if asked.mapping is None else load_mapping(asked.mapping),
            choices=choices,
            complete=asked.complete,
            again=asked.again,
            dry_run=asked.dry_run,
            batch=asked.batch,
        )
        return self._order

    def progress(self, counts: Counts, rows: int) -> None:
        """One line that is written over, where somebody looks."""
        self.counts = counts
        now = time.monotonic()
        if self._began is None:
            self._began = now, counts.read
            return
        if not sys.stderr.isatty() or now - self._told < 0.5:
            return
        self._told = now
        speed = round((counts.read - self._began[1]) / max(now - self._began[0], 0.001))
        words = PROGRESS(read=self.number(counts.read), rows=self.number(rows), speed=self.number(speed))
        sys.stderr.write(f"\r\033[K{words.text(self.language)}")
        sys.stderr.flush()

    def rejects(self, rejected: Iterator[Rejected]) -> None:
        """Keep the first ones for the screen, and all of them where a file was asked for."""
        assert self._order is not None
        counted = self._counted(rejected)
        found = importing.problems(self._order, counted)
        if self.asked.rejects is None:
            self._shown = [problem for problem, _ in islice(found, SHOWN)]
            for _ in counted:
                pass
            return
        with RejectsWriter(self.asked.rejects, language=self.language) as writer:
            for problem, cells in found:
                writer.add(problem, cells)
                if len(self._shown) < SHOWN:
                    self._shown.append(problem)

    def _counted(self, rejected: Iterator[Rejected]) -> Iterator[Rejected]:
        for each in rejected:
            self._sums[each.column, each.reason] += 1
            yield each

    def done(self, outcome: Outcome) -> int:
        """Say what came of it."""
        counts = outcome.counts
        self._finish_line()
        if outcome.done_before is not None:
            at = clock.local(outcome.done_before).strftime("%d/%m/%Y %H:%M")
            self.say(DONE_BEFORE(at=at).text(self.language))
        elif outcome.resumed_from:
            self.say(RESUMED(row=self.number(outcome.resumed_from)).text(self.language))
        for problem in self._shown:
            self.say(problem.text(self.language))
        if counts.rejected > len(self._shown):
            more = MORE(more=self.number(counts.rejected - len(self._shown))).text(self.language)
            self.say(more + ("" if self.asked.rejects else MORE_KEPT().text(self.language)))
            for (column, code), rows in self._sums.most_common(SHOWN):
                words = SUM(rows=self.number(rows), column=column, reason=reasons.by_code(code).text(self.language))
                self.say(words.text(self.language))
        if counts.people_created:
            self.say(CREATED(people=self.number(counts.people_created)).text(self.language))
        if outcome.job is None:
            self.say(TRIED().text(self.language))
        self._answer(outcome)
        return SOME_REJECTED if counts.rejected else DONE

    def refuse(self, refused: Refused) -> int:
        """Say why nothing was done."""
        self._finish_line()
        problems = refused.problems
        for problem in problems[:SHOWN]:
            self.say(problem.text(self.language))
        if self.asked.json:
            self._print({**_plain(Outcome(None, Counts(), 0)), "refused": self._plain_problems(problems)})
        return REFUSED

    def stop(self, stopped: Stopped) -> int:
        """Say why the import broke off, and how to go on."""
        self._finish_line()
        for problem in stopped.problems[:SHOWN]:
            self.say(problem.text(self.language))
        self.say(GO_ON(row=self.number(stopped.outcome.counts.read)).text(self.language))
        if self.asked.json:
            self._print({**_plain(stopped.outcome), "refused": self._plain_problems(stopped.problems)})
        return STOPPED

    def number(self, value: int) -> str:
        """1.000.000 in Vietnamese, 1,000,000 in English."""
        text = f"{value:,}"
        return text.replace(",", ".") if self.language == "vi" else text

    def say(self, text: str) -> None:
        """A line beside the answer."""
        sys.stderr.write(text + "\n")

    def _answer(self, outcome: Outcome) -> None:
        if self.asked.json:
            self._print(_plain(outcome))
            return
        counts = outcome.counts
        words = COUNTS(
            read=self.number(counts.read),
            accepted=self.number(counts.accepted),
            rejected=self.number(counts.rejected),
            duplicate=self.number(counts.duplicate),
        )
        sys.stdout.write(words.text(self.language) + "\n")

    def _print(self, answer: dict[str, object]) -> None:
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")

    def _plain_problems(self, problems: tuple[Problem, ...]) -> list[dict[str, object]]:
        return [{**asdict(problem), "reason": problem.reason.text(self.language)} for problem in problems[:SHOWN]]

    def _finish_line(self) -> None:
        if self._told:
            sys.stderr.write("\r\033[K")

    def _check_outputs(self) -> None:
        """Said before the work, not after it."""
        rejects: Path | None = self.asked.rejects
        if rejects is None:
            return
        if not rejects.resolve().parent.is_dir():
            raise Refused.file(str(rejects), reasons.NO_FOLDER())
        if rejects.resolve() in {path.resolve() for path in (self.asked.file, self.asked.mapping) if path is not None}:
            raise Refused.file(str(rejects), reasons.SAME_FILE())


def _plain(outcome: Outcome) -> dict[str, object]:
    counts = outcome.counts
    return {
        "read": counts.read,
        "accepted": counts.accepted,
        "rejected": counts.rejected,
        "duplicate": counts.duplicate,
        "resumed_from": outcome.resumed_from,
        "job": outcome.job,
    }


def _staff(username: str | None) -> int | None:
    if username is None:
        return None
    found = staff_id(Scope.system("import", clock.local_day(clock.now())), username)
    if found is None:
        raise Refused.file("--staff", reasons.UNKNOWN_STAFF())
    return found


def _since(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        return parse_time(text, plain_date_ok=True)
    except BadValue as bad:
        raise Refused.file("--lived-since", bad.reason) from bad
