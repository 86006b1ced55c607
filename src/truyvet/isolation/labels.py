"""Labels of this room for the screens."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from truyvet.cases.labels import REASONS
from truyvet.cases.rules import CaseProblemReason
from truyvet.isolation.rules import ALREADY_ENDED, ALREADY_ISOLATED, ENDS_BEFORE_START, UNKNOWN_PERSON, IsolationPlace

PLACES: Mapping[IsolationPlace, Promise] = {
    IsolationPlace.HOME: _("Tại nhà"),
    IsolationPlace.CENTRAL: _("Khu cách ly tập trung"),
    IsolationPlace.HOSPITAL: _("Cơ sở điều trị"),
}

REFUSALS: Mapping[str, object] = {
    ALREADY_ISOLATED: _("Người này đang được cách ly. Hãy kết thúc lần đó trước."),
    ENDS_BEFORE_START: _("Lúc kết thúc phải sau lúc bắt đầu."),
    ALREADY_ENDED: _("Lần cách ly này đã có lúc kết thúc khác, và lúc đó được giữ nguyên. Hãy tải lại trang để xem."),
    UNKNOWN_PERSON: REASONS[CaseProblemReason.UNKNOWN_PERSON],
    **{
        reason.value: REASONS[reason]
        for reason in (CaseProblemReason.NO_ZONE, CaseProblemReason.OUT_OF_RANGE, CaseProblemReason.IN_THE_FUTURE)
    },
}
