"""What stands in the place of an id and is none: two such cells would become one person, one place, one household."""

import re
from typing import Final

from truyvet.tabular.problems import ReasonTemplate
from truyvet.tabular.reasons import CHANGED_TO_DATE, LOST_LETTERS, NO_ID

_ABSENT: Final = frozenset(
    {
        "NA",
        "N/A",
        "n/a",
        "NaN",
        "nan",
        "NaT",
        "NULL",
        "null",
        "None",
        "<NA>",
        "undefined",
        "TRUE",
        "FALSE",
        "True",
        "False",
        "true",
        "false",
    }
)
"""What R, pandas, SQL and JavaScript write where nothing stood, and what a ticked cell becomes. Capitals count: Na is a name."""
_EXCEL_ERROR: Final = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|NULL!|NUM!|DIV/0!)")
_MONTHS: Final = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|thg [0-9]{1,2}"
_DATE: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}.*)?"
    rf"|[0-9]{{1,2}}-(?:{_MONTHS})(?:-[0-9]{{2,4}})?|(?:{_MONTHS})-[0-9]{{2}}"
)
"""What Excel shows and saves of 3-5 or SEP2, also in Vietnamese."""
_LOST_LETTER: Final = re.compile(r"[^\W\d_]\?|\?[^\W\d_]|\ufffd")


def id_fault(text: str) -> ReasonTemplate | None:
    """Returns why a text can be nobody's id: nothing was there, a program made a date of it, or letters were lost. None for an id.

    The empty text is none of these; an id in scientific notation is judged where it is read.
    """
    if text in _ABSENT or _EXCEL_ERROR.fullmatch(text) or (text and not any(map(str.isalnum, text))):
        return NO_ID
    if _DATE.fullmatch(text):
        return CHANGED_TO_DATE
    return LOST_LETTERS if has_lost_letters(text) else None


def has_lost_letters(text: str) -> bool:
    """Says whether letters became question marks when a file was saved in an encoding that lacks them: "Nguy?n Th? Hu?"."""
    return ("?" in text or "\ufffd" in text) and _LOST_LETTER.search(text) is not None
