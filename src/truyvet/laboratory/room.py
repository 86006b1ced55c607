"""What the laboratory room tells the house."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.cases.page_parts import PAGE_PART
from truyvet.core.room_contract import NavItem, PersonPart, QueueSource, Room
from truyvet.laboratory import case_parts, data_export_labels, person, queue, retention
from truyvet.laboratory.labels import ACTION_NAMES
from truyvet.laboratory.measures import MEASURES
from truyvet.laboratory.permissions import ENTER_LAB_RESULT, PERMISSIONS, RESOLVE_LAB_RESULTS, SEE_TESTS, TAKE_SAMPLES
from truyvet.laboratory.rules.results import words
from truyvet.people.values import PERSON_LINKS

ROOM: Final = Room(
    name="laboratory",
    permissions=PERMISSIONS,
    navigation=(
        NavItem(_("Xét nghiệm"), "laboratory:orders", SEE_TESTS.value, order=38, icon="test"),
        NavItem(_("Lấy mẫu"), "laboratory:take", TAKE_SAMPLES.value, order=39, icon="qr"),
    ),
    queue=(
        QueueSource(TAKE_SAMPLES.value, queue.sampling),
        QueueSource(ENTER_LAB_RESULT.value, queue.results),
        QueueSource(RESOLVE_LAB_RESULTS.value, queue.unresolved),
    ),
    purposes={"sampling": _("Lấy mẫu xét nghiệm"), "task:unresolved_result": _("Tìm mẫu cho một kết quả")},
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
    answers={PAGE_PART: case_parts.case_page_part, PERSON_LINKS: case_parts.person_link},
    at_start=(words,),
    measures=MEASURES,
)
