"""``truyvet figures public`` prints every figure that was published in a span of days; ``publish`` publishes what may be out by now."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace

from truyvet.audit.values import Scope
from truyvet.core.local_day import LocalDay
from truyvet.public_figures.jobs.publication import publish_waiting
from truyvet.public_figures.queries.public_rows import PublicFigure, figures_published
from truyvet.tabular import ReasonTemplate
from truyvet.web import clock

NOTHING = ReasonTemplate("nothing", "nothing was published in these days", "những ngày này không công bố gì")
WRONG_ORDER = ReasonTemplate("order", "--to lies before --from", "--to ở trước --from")
PUBLISHED = ReasonTemplate("published", "{figures} figures published", "đã công bố {figures} con số")


def _day(text: str) -> LocalDay:
    try:
        return LocalDay.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text}: not a day (2021-05-31)") from None


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the options of the command to the parser."""
    parser.add_argument("what", choices=("public", "publish"), help="public: print what is out; publish: publish what may be out by now")
    parser.add_argument("--from", dest="first", type=_day, metavar="DAY", help="first day of publication (2021-05-01)")
    parser.add_argument("--to", dest="last", type=_day, metavar="DAY", help="last day of publication, included")
    parser.add_argument("--json", action="store_true", help="print a JSON list instead of a table")


def run(arguments: Namespace) -> int:
    """Exit status 0; 2 for days that are none or in the wrong order."""
    now = clock.now()
    if arguments.what == "publish":
        sys.stdout.write(PUBLISHED(figures=publish_waiting(now)).text(arguments.lang) + "\n")
        return 0
    today = LocalDay.of(now)
    first, last = arguments.first or today, arguments.last or today
    if last < first:
        sys.stderr.write(WRONG_ORDER().text(arguments.lang) + "\n")
        return 2
    found = figures_published(Scope.system("public_figures", today), first, last)
    rows = [PublicFigure.of(each).as_json() for each in found.iterator()]
    if arguments.json:
        sys.stdout.write(json.dumps(rows, ensure_ascii=False) + "\n")
    else:
        for row in rows:
            sys.stdout.write("\t".join("-" if value is None else str(value) for value in row.values()) + "\n")
    if not rows:
        sys.stderr.write(NOTHING().text(arguments.lang) + "\n")
    return 0
