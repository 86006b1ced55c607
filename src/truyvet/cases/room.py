"""What the cases tell the house."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.cases import data_export_labels, person, queue, retention
from truyvet.cases.labels import ACTION_NAMES, PURPOSES
from truyvet.cases.measures import MEASURES
from truyvet.cases.merge_question import before_merge
from truyvet.cases.permissions import APPROVE_RESULT, ENTER_CASE, PERMISSIONS, SEE_CASES
from truyvet.cases.queries.case_file import work_purpose
from truyvet.core.room_contract import NavItem, NextStep, PersonPart, QueueSource, Room

ROOM: Final = Room(
    name="cases",
    permissions=PERMISSIONS,
    navigation=(NavItem(_("Ca bệnh"), "cases:list", SEE_CASES.value, order=20, icon="case"),),
    next_steps=(
        NextStep(
            ENTER_CASE.value,
            "cases:enter",
            _("Nhập ca"),
            _("Ca chờ xác nhận và người tiếp xúc chưa được gọi sẽ hiện ở đây. Có ca mới thì nhập vào."),
            order=10,
        ),
        NextStep(
            SEE_CASES.value,
            "cases:list",
            _("Xem các ca"),
            _("Việc cần bạn sẽ hiện ở đây. Số ca mới nhất nằm trong danh sách ca."),
            order=30,
        ),
    ),
    queue=(QueueSource(APPROVE_RESULT.value, queue.read),),
    answers={"before_merge": before_merge, "work_purpose": work_purpose},
    actions=ACTION_NAMES,
    purposes=PURPOSES,
    retention=retention.RULES,
    person=PersonPart(
        room="cases",
        permission=SEE_CASES.value,
        timeline=person.timeline,
        export=person.export,
        erase=person.erase,
        label=data_export_labels.LABEL,
        words=data_export_labels.WORDS,
        kept=data_export_labels.KEPT,
    ),
    measures=MEASURES,
)
