"""What the laboratory room tells the house."""

from __future__ import annotations

from typing import Final

from truyvet.cases.page_parts import PAGE_PART
from truyvet.core.room_contract import PersonPart, Room
from truyvet.laboratory import case_parts, data_export_labels, person, retention
from truyvet.laboratory.labels import ACTION_NAMES
from truyvet.laboratory.permissions import PERMISSIONS, SEE_TESTS
from truyvet.laboratory.rules.results import words

ROOM: Final = Room(
    name="laboratory",
    permissions=PERMISSIONS,
    retention=retention.RULES,
    person=PersonPart(
        room="laboratory",
        permission=SEE_TESTS.value,
        timeline=person.timeline,
        export=person.export,
        erase=person.erase,
        label=data_export_labels.LABEL,
        words=data_export_labels.WORDS,
        kept=data_export_labels.KEPT,
    ),
    actions=ACTION_NAMES,
    answers={PAGE_PART: case_parts.case_page_part},
    at_start=(words,),
)
