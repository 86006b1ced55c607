"""``truyvet import boundaries``: the lines around the units, from GeoJSON. All that can be drawn is taken in one step."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterable
from typing import Final

from truyvet.areas.actions.boundaries import BoundaryImport, import_boundaries
from truyvet.areas.rules.boundary_file import BoundaryFileRefused
from truyvet.areas.rules.boundary_reasons import NOT_UTF8
from truyvet.audit.values import By, Scope
from truyvet.cli.import_options import BOUNDARIES
from truyvet.core.local_day import LocalDay
from truyvet.exchange.rules import DEFAULT_SOURCE
from truyvet.tabular import FileProblem, FileRefused, Language, ReasonTemplate, load_mapping
from truyvet.tabular.problems import ProblemReason
from truyvet.tabular.reasons import ABSENT
from truyvet.web import clock

KIND: Final = BOUNDARIES
MAX_FAULTS_SHOWN: Final = 20
COUNTS: Final = ReasonTemplate(
    "counts",
    "{read} lines read = {accepted} accepted + {rejected} rejected + {duplicate} duplicate; units of {edition}{version}",
    "đã đọc {read} ranh giới = {accepted} nhận + {rejected} loại + {duplicate} trùng; đơn vị năm {edition}{version}",
)
MORE: Final = ReasonTemplate(
    "more", "… {more} more lines; --rejects FILE keeps all", "… còn {more} ranh giới; --rejects TỆP ghi lại tất cả"
)


def run(arguments: Namespace) -> int:
    """Takes the file. Exit status 0 all taken, 1 some rejected, 2 refused and nothing written."""
    language: Language = arguments.lang
    try:
        columns = {} if arguments.mapping is None else dict(load_mapping(arguments.mapping).columns)
        text = arguments.file.read_text("utf-8-sig")
        now = clock.now()
        outcome = import_boundaries(
            by=By.system("import"), now=now, scope=Scope.system("import", LocalDay.of(now)), text=text, file_name=arguments.file.name,
            source="" if arguments.source == DEFAULT_SOURCE else arguments.source, edition=arguments.edition, columns=columns,
            dry_run=arguments.dry_run,
        )  # fmt: skip
    except FileRefused as refused:
        return _refuse([problem.text(language) for problem in refused.problems])
    except BoundaryFileRefused as refused:
        return _refuse([_text(arguments, refused.reason)])
    except FileNotFoundError:
        return _refuse([_text(arguments, ABSENT())])
    except UnicodeDecodeError:
        return _refuse([_text(arguments, NOT_UTF8())])
    for each in outcome.faults[:MAX_FAULTS_SHOWN]:
        sys.stderr.write(FileProblem(arguments.file.name, each.number, None, each.reason).text(language) + "\n")
    if outcome.rejected > MAX_FAULTS_SHOWN:
        sys.stderr.write(MORE(more=outcome.rejected - MAX_FAULTS_SHOWN).text(language) + "\n")
    for remark in outcome.remarks:
        sys.stderr.write(remark.text(language) + "\n")
    if arguments.rejects is not None:
        words = [[str(each.number), each.code, each.reason.text(language)] for each in outcome.faults]
        arguments.rejects.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in words) + "\n", "utf-8")
    sys.stdout.write((_json(outcome, language) if arguments.json else _counts(outcome, language)) + "\n")
    return 1 if outcome.rejected else 0


def _counts(outcome: BoundaryImport, language: Language) -> str:
    facts = {"read": outcome.read, "accepted": outcome.accepted, "rejected": outcome.rejected, "duplicate": outcome.duplicate}
    version = "" if outcome.version is None else f", v{outcome.version}"
    return COUNTS(edition=outcome.edition, version=version, **facts).text(language)


def _json(outcome: BoundaryImport, language: Language) -> str:
    return json.dumps(
        {
            "read": outcome.read, "accepted": outcome.accepted, "rejected": outcome.rejected, "duplicate": outcome.duplicate,
            "edition": outcome.edition, "version": outcome.version,
            "faults": [
                {"number": each.number, "code": each.code, "fault": each.reason.code, "reason": each.reason.text(language)}
                for each in outcome.faults
            ],
            "remarks": [{"remark": each.code, "reason": each.text(language)} for each in outcome.remarks],
        },
        ensure_ascii=False,
    )  # fmt: skip


def _text(arguments: Namespace, reason: ProblemReason) -> str:
    return FileProblem(str(arguments.file), None, None, reason).text(arguments.lang)


def _refuse(lines: Iterable[str]) -> int:
    sys.stderr.write("\n".join(lines) + "\n")
    return 2
