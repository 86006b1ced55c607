"""What waits among the orders: transfers to answer, persons to release."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from truyvet.audit.values import require_scope
from truyvet.core.room_contract import QueueItem, Severity
from truyvet.isolation.queries import order_counts
from truyvet.isolation.rules.order_lists import OrderList
from truyvet.web.display_format import number_words


def read(scope: object, now: datetime) -> Sequence[QueueItem]:
    """Returns one item for each kind of work that waits; one query, however many orders there are."""
    counts = order_counts(require_scope(scope), now)
    late, overdue = counts[OrderList.LATE_TRANSFER], counts[OrderList.OVERDUE]
    seen = counts[OrderList.SEEN_OUTSIDE]
    asked, today = counts[OrderList.TO_ACCEPT], counts[OrderList.ENDS_TODAY]
    # A transfer that nobody answers rises: the units above the sender and the receiver see it here from then on.
    rows = (
        (
            OrderList.LATE_TRANSFER, late, Severity.LATE,
            ngettext("1 người chờ chuyển quá hạn, chưa nơi nào nhận", "%(n)s người chờ chuyển quá hạn, chưa nơi nào nhận", late),
            _("Nơi gửi vẫn chịu trách nhiệm. Hãy gọi nơi nhận, hoặc nhận thay."),
        ),
        (
            OrderList.SEEN_OUTSIDE, seen, Severity.LATE,
            ngettext("1 người đang cách ly vừa quét mã ở nơi khác", "%(n)s người đang cách ly vừa quét mã ở nơi khác", seen),
            _("Gọi hoặc đến ngay, rồi ghi kết quả."),
        ),
        (
            OrderList.OVERDUE, overdue, Severity.LATE,
            ngettext("1 người hết ngày cách ly, chưa cho kết thúc", "%(n)s người hết ngày cách ly, chưa cho kết thúc", overdue),
            _("Cho kết thúc, hoặc gia hạn có lý do."),
        ),
        (
            OrderList.TO_ACCEPT, asked, Severity.NOW,
            ngettext("1 người cách ly chờ đơn vị bạn nhận", "%(n)s người cách ly chờ đơn vị bạn nhận", asked),
            _("Nhận hoặc từ chối trong 24 giờ; đến lúc đó nơi gửi vẫn chịu trách nhiệm."),
        ),
        (
            OrderList.ENDS_TODAY, today, Severity.SOON,
            ngettext("1 người hết hạn cách ly hôm nay", "%(n)s người hết hạn cách ly hôm nay", today),
            _("Xem điều kiện, cho kết thúc và in giấy."),
        ),
    )  # fmt: skip
    address = reverse("isolation:orders")
    return [
        QueueItem(title % {"n": number_words(count)}, text, None, f"{address}?loc={name}", severity, _("Mở"), count)
        for name, count, severity, title, text in rows
        if count
    ]
