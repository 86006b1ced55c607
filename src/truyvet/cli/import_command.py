"""``truyvet import``: bring a table into the platform, each row accounted for. Safe to kill and to repeat.

Exit status: 0 every row is in (or was already); 1 done, some rows were rejected; 2 refused, nothing was written;
3 stopped after some whole batches, the same command goes on; 130 the same, by Ctrl-C.
"""

from __future__ import annotations

import json
import sys
import time
from argparse import Namespace
from collections import Counter as CountsOf
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Final

from django.db import DatabaseError

from truyvet.access.queries import staff_id
from truyvet.audit.values import By, Scope
from truyvet.cli import import_boundaries
from truyvet.cli.import_options import add_arguments
from truyvet.core.local_day import LocalDay
from truyvet.exchange import file_import, reject_reasons, rules
from truyvet.exchange.actions import ImportCounts
from truyvet.exchange.file_import import ImportOutcome, ImportStopped
from truyvet.exchange.import_order import ImportOrder, describe_rejects
from truyvet.exchange.kinds.dry_run_memory import RowReject
from truyvet.exchange.rejected_rows import DescribedReject, write_rejects
from truyvet.exchange.rules import ImportChoices
from truyvet.places.queries import units_by_code
from truyvet.tabular import (
    BadValue,
    ColumnMapping,
    FileProblem,
    FileRefused,
    Language,
    ReasonTemplate,
    load_mapping,
    parse_time,
)
from truyvet.web import clock

__all__ = ["add_arguments", "run"]
DONE: Final = 0
SOME_REJECTED: Final = 1
REFUSED: Final = 2
STOPPED: Final = 3
INTERRUPTED: Final = 130
MAX_PROBLEMS_SHOWN: Final = 20

COUNTS = ReasonTemplate(
    "counts",
    "{read} rows read = {accepted} accepted + {rejected} rejected + {duplicate} duplicate",
    "đã đọc {read} dòng = {accepted} nhận + {rejected} loại + {duplicate} trùng",
)
CREATED = ReasonTemplate("created", "{people} persons registered without a name", "đã đăng ký {people} người chưa có tên")
RESUMED = ReasonTemplate(
    "resumed",
    "this import was cut off: going on after row {row}",
    "lần nhập này từng bị ngắt: nhập tiếp sau dòng {row}",
)
DONE_BEFORE = ReasonTemplate(
    "done_before",
    "this file was already imported at {at}; --again reads it once more",
    "tệp này đã nhập xong lúc {at}; dùng --again để đọc lại",
)
TRIED = ReasonTemplate("tried", "dry run: nothing was written", "chạy thử: chưa ghi gì")
MORE = ReasonTemplate("more", "… {more} more rows", "… còn {more} dòng")
SUM = ReasonTemplate("sum", "{rows} rows: {column} {reason}", "{rows} dòng: {column} {reason}")
MORE_KEPT = ReasonTemplate("more_kept", "; --rejects FILE keeps all", "; --rejects TỆP ghi lại tất cả")
GO_ON = ReasonTemplate(
    "go_on",
    "stopped after row {row}; run the same command to go on",
    "dừng sau dòng {row}; chạy lại đúng lệnh này để nhập tiếp",
)
PROGRESS = ReasonTemplate("progress", "{read} of {rows} rows, {speed} rows/s", "{read} / {rows} dòng, {speed} dòng/giây")
DATABASE = ReasonTemplate(
    "database",
    "the database refused ({error}); was `truyvet migrate` run? Whole batches stay; run the same command to go on",
    "cơ sở dữ liệu từ chối ({error}); đã chạy `truyvet migrate` chưa? Các lô trọn vẹn vẫn giữ; chạy lại lệnh này để tiếp",
)


def run(arguments: Namespace) -> int:
    """Import the file; the exit status."""
    language: Language = arguments.lang
    if arguments.kind == import_boundaries.KIND:
        return import_boundaries.run(arguments)
    terminal = _Terminal(arguments, language)
    try:
        outcome = file_import.import_file(
            terminal.order(), by=By.system("import"), clock=clock.now, on_progress=terminal.progress, on_rejects=terminal.rejects
        )
    except FileRefused as refused:
        return terminal.refuse(refused)
    except ImportStopped as stopped:
        return terminal.stop(stopped)
    except DatabaseError as error:
        terminal.write_line(DATABASE(error=type(error).__name__).text(language))
        return STOPPED
    except KeyboardInterrupt:
        terminal.write_line(GO_ON(row=terminal.number(terminal.counts.read)).text(language))
        return INTERRUPTED
    return terminal.done(outcome)


class _Terminal:
    """The terminal: options in, messages and counts out."""

    def __init__(self, arguments: Namespace, language: Language) -> None:
        self.asked = arguments
        self.language = language
        self.counts = ImportCounts()
        self._order: ImportOrder | None = None
        self._shown: list[FileProblem] = []
        self._sums: CountsOf[tuple[str, str]] = CountsOf()
        self._began: tuple[float, int] | None = None
        self._progress_shown_at = 0.0

    def order(self) -> ImportOrder:
        """Returns the checked command line. Raises FileRefused before anything is read."""
        asked = self.asked
        self._check_outputs()
        if not rules.is_source(asked.source, asked.ids_of):
            raise FileRefused.file("--source", reject_reasons.BAD_SOURCE())
        if asked.ids_of and not units_by_code(Scope.system("import", LocalDay.of(clock.now())), [asked.ids_of], LocalDay.of(clock.now())):
            raise FileRefused.file("--ids-of", reject_reasons.UNKNOWN_COMMUNE())
        if not 0 <= asked.batch <= rules.MAX_ROWS_PER_BATCH:
            raise FileRefused.file("--batch", reject_reasons.BAD_BATCH(most=rules.MAX_ROWS_PER_BATCH))
        choices = ImportChoices(
            source=asked.source,
            ids_of=asked.ids_of,
            sheet=asked.sheet,
            commune=asked.commune,
            create_people=asked.create_people,
            staff=_staff(asked.staff),
            lived_since=_since(asked.lived_since),
        )
        self._order = ImportOrder(
            kind=rules.ImportKind(asked.kind),
            path=asked.file,
            mapping=ColumnMapping() if asked.mapping is None else load_mapping(asked.mapping),
            choices=choices,
            complete=asked.complete,
            again=asked.again,
            dry_run=asked.dry_run,
            batch=asked.batch,
        )
        return self._order

    def progress(self, counts: ImportCounts, rows: int) -> None:
        """Shows the progress in one line, on a terminal only."""
        self.counts = counts
        now = time.monotonic()
        if self._began is None:
            self._began = now, counts.read
            return
        if not sys.stderr.isatty() or now - self._progress_shown_at < 0.5:
            return
        self._progress_shown_at = now
        speed = round((counts.read - self._began[1]) / max(now - self._began[0], 0.001))
        words = PROGRESS(read=self.number(counts.read), rows=self.number(rows), speed=self.number(speed))
        sys.stderr.write(f"\r\033[K{words.text(self.language)}")
        sys.stderr.flush()

    def rejects(self, rejected: Iterator[RowReject], columns: Sequence[str]) -> None:
        """Collects the first rejects for the screen, and writes all of them to the file that was asked for."""
        assert self._order is not None
        counted = self._counted(rejected)
        found = describe_rejects(self._order, counted)
        if self.asked.rejects is None:
            self._shown = [problem for problem, _ in islice(found, MAX_PROBLEMS_SHOWN)]
            for _ in counted:
                pass
            return
        write_rejects(self.asked.rejects, columns, self._first_shown(found), self.language)

    def _first_shown(self, found: Iterator[DescribedReject]) -> Iterator[DescribedReject]:
        for each in found:
            if len(self._shown) < MAX_PROBLEMS_SHOWN:
                self._shown.append(each[0])
            yield each

    def _counted(self, rejected: Iterator[RowReject]) -> Iterator[RowReject]:
        for each in rejected:
            self._sums[each.column, each.reason] += 1
            yield each

    def done(self, outcome: ImportOutcome) -> int:
        """Writes the result."""
        counts = outcome.counts
        self._finish_line()
        if outcome.done_before is not None:
            at = clock.local(outcome.done_before).strftime("%d/%m/%Y %H:%M")
            self.write_line(DONE_BEFORE(at=at).text(self.language))
        elif outcome.resumed_from:
            self.write_line(RESUMED(row=self.number(outcome.resumed_from)).text(self.language))
        for problem in self._shown:
            self.write_line(problem.text(self.language))
        if counts.rejected > len(self._shown):
            more = MORE(more=self.number(counts.rejected - len(self._shown))).text(self.language)
            self.write_line(more + ("" if self.asked.rejects else MORE_KEPT().text(self.language)))
            for (column, code), rows in self._sums.most_common(MAX_PROBLEMS_SHOWN):
                words = SUM(rows=self.number(rows), column=column, reason=reject_reasons.reason_by_code(code).text(self.language))
                self.write_line(words.text(self.language))
        if counts.people_created:
            self.write_line(CREATED(people=self.number(counts.people_created)).text(self.language))
        for warning in outcome.warnings:
            self.write_line(warning.reason.text(self.language))
        if outcome.job is None:
            self.write_line(TRIED().text(self.language))
        self._answer(outcome)
        return SOME_REJECTED if counts.rejected else DONE

    def refuse(self, refused: FileRefused) -> int:
        """Writes why nothing was done."""
        self._finish_line()
        problems = refused.problems
        for problem in problems[:MAX_PROBLEMS_SHOWN]:
            self.write_line(problem.text(self.language))
        if self.asked.json:
            self._print({**_plain(ImportOutcome(None, ImportCounts(), 0), self.language), "refused": self._plain_problems(problems)})
        return REFUSED

    def stop(self, stopped: ImportStopped) -> int:
        """Writes why the import broke off, and how to continue it."""
        self._finish_line()
        for problem in stopped.problems[:MAX_PROBLEMS_SHOWN]:
            self.write_line(problem.text(self.language))
        self.write_line(GO_ON(row=self.number(stopped.outcome.counts.read)).text(self.language))
        if self.asked.json:
            self._print({**_plain(stopped.outcome, self.language), "refused": self._plain_problems(stopped.problems)})
        return STOPPED

    def number(self, value: int) -> str:
        """1.000.000 in Vietnamese, 1,000,000 in English."""
        text = f"{value:,}"
        return text.replace(",", ".") if self.language == "vi" else text

    def write_line(self, text: str) -> None:
        """Writes a line to the error output."""
        sys.stderr.write(text + "\n")

    def _answer(self, outcome: ImportOutcome) -> None:
        if self.asked.json:
            self._print(_plain(outcome, self.language))
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

    def _plain_problems(self, problems: tuple[FileProblem, ...]) -> list[dict[str, object]]:
        return [{**asdict(problem), "reason": problem.reason.text(self.language)} for problem in problems[:MAX_PROBLEMS_SHOWN]]

    def _finish_line(self) -> None:
        if self._progress_shown_at:
            sys.stderr.write("\r\033[K")

    def _check_outputs(self) -> None:
        """Checks the output file before the work, not after it."""
        rejects: Path | None = self.asked.rejects
        if rejects is None:
            return
        if not rejects.resolve().parent.is_dir():
            raise FileRefused.file(str(rejects), reject_reasons.NO_FOLDER())
        if rejects.resolve() in {path.resolve() for path in (self.asked.file, self.asked.mapping) if path is not None}:
            raise FileRefused.file(str(rejects), reject_reasons.SAME_FILE())


def _plain(outcome: ImportOutcome, language: Language) -> dict[str, object]:
    counts = outcome.counts
    return {
        "read": counts.read,
        "accepted": counts.accepted,
        "rejected": counts.rejected,
        "duplicate": counts.duplicate,
        "resumed_from": outcome.resumed_from,
        "job": outcome.job,
        "warnings": [warning.plain(language) for warning in outcome.warnings],
    }


def _staff(username: str | None) -> int | None:
    if username is None:
        return None
    found = staff_id(Scope.system("import", LocalDay.of(clock.now())), username)
    if found is None:
        raise FileRefused.file("--staff", reject_reasons.UNKNOWN_STAFF())
    return found


def _since(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        return parse_time(text, plain_date_ok=True)
    except BadValue as bad:
        raise FileRefused.file("--lived-since", bad.reason) from bad
