"""``truyvet rename-unit``: gives an administrative unit another name from today on. Codes and history stay, and the old name is kept.

A unit that the list lacks is made by ``truyvet import places``, from a table of one row.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from typing import Final

from truyvet.audit.values import By
from truyvet.core.refusal import Refused
from truyvet.places.actions import rename_unit
from truyvet.tabular import ReasonTemplate
from truyvet.web import clock

RENAMED: Final = ReasonTemplate(
    "renamed", "{code} is {name} from today on; it was {former} until {day}", "{code} từ hôm nay là {name}; đến {day} là {former}"
)
REFUSALS: Final = {
    each.code: each
    for each in (
        ReasonTemplate("unit_unknown", "{code}: no unit of this code is in force today; nothing was changed",
                       "{code}: hôm nay không có đơn vị nào mang mã này; chưa đổi gì"),
        ReasonTemplate("name_wrong", "{code}: a name has 2 to 80 letters; nothing was changed", "{code}: tên dài 2–80 chữ; chưa đổi gì"),
        ReasonTemplate("name_same", "{code} has this name already; nothing was changed", "{code} đã mang tên này; chưa đổi gì"),
    )
}  # fmt: skip


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the options of the command to the parser."""
    parser.add_argument("code", help="code of the unit, such as 07783")
    parser.add_argument("name", help="its name from today on")


def run(arguments: Namespace) -> int:
    """Exit status 0; 1 with the reason."""
    try:
        unit = rename_unit(by=By.system("console"), now=clock.now(), code=arguments.code, name=arguments.name)
    except Refused as refused:
        sys.stderr.write(REFUSALS[refused.code](code=arguments.code).text(arguments.lang) + "\n")
        return 1
    former, day = unit.former_names[-1]
    sys.stdout.write(RENAMED(code=unit.code, name=unit.name, former=former, day=day).text(arguments.lang) + "\n")
    return 0
