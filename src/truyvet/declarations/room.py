"""What the declarations tell the house."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.core.room_contract import Audience, NavItem, PersonPart, QueueSource, Room
from truyvet.declarations import data_export_labels, person, queue, retention
from truyvet.declarations.measures import MEASURES
from truyvet.declarations.permissions import DECLARE_FOR, PERMISSIONS
from truyvet.declarations.queries.visible import declared_since, not_declared
from truyvet.declarations.queries.watch import work_purpose
from truyvet.declarations.rules import forms
from truyvet.declarations.views import browser_declarations
from truyvet.passes.declaration_ownership import PENDING_DECLARATIONS
from truyvet.passes.permissions import SEE_DECLARATIONS

ROOM: Final = Room(
    name="declarations",
    permissions=PERMISSIONS,
    navigation=(
        NavItem(_("Theo dõi khai báo"), "declarations:watch", SEE_DECLARATIONS.value, order=15, icon="eye"),
        NavItem(_("Khai hộ"), "declarations:team", DECLARE_FOR.value, order=16, icon="edit"),
    ),
    citizen_navigation=(NavItem(_("Khai báo"), "declarations:choose", "", order=20, icon="edit"),),
    queue=(QueueSource(SEE_DECLARATIONS.value, queue.read),),
    retention=retention.RULES,
    person=PersonPart(
        room="declarations",
        permission=SEE_DECLARATIONS.value,
        timeline=person.timeline,
        export=person.export,
        erase=person.erase,
        label=data_export_labels.LABEL,
        words=data_export_labels.WORDS,
        kept=data_export_labels.KEPT,
    ),
    purposes={"declaration": _("Theo dõi một tờ khai")},
    actions={
        "declarations.declare": _("Nhận tờ khai"),
        "declarations.adopt": _("Nhận tờ khai là của mình sau khi đăng nhập"),
        "declarations.disown": _("Báo một tờ khai không phải của mình"),
        "declarations.acknowledged": _("Nhận việc gọi một tờ khai"),
        "declarations.given_back": _("Trả lại việc gọi một tờ khai"),
        "declarations.called": _("Ghi cuộc gọi về một tờ khai"),
        "declarations.closed": _("Ghi kết quả của một tờ khai"),
        "declarations.purge": _("Xóa tờ khai đã hết hạn"),
    },
    answers={
        PENDING_DECLARATIONS: browser_declarations.pending,
        "citizen_signed_in": browser_declarations.adopt_at_sign_in,
        "work_purpose": work_purpose,
    },
    at_start=(forms.load,),
    audiences=(Audience("not_declared", _("Người dân chưa khai báo trong N ngày"), not_declared, needs_days=True, acted=declared_since),),
    measures=MEASURES,
)
