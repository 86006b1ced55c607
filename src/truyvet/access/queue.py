"""The queue items of this room: requests that wait for a second administrator, and what somebody asks about one's own account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.labels import role_name
from truyvet.access.queries import WaitingRequest, waiting_requests
from truyvet.access.rules import REQUEST_VALID_FOR, RequestKind
from truyvet.audit.values import require_scope
from truyvet.core.room_contract import QueueItem, Severity


def requests_to_decide(scope: object, now: datetime) -> Sequence[QueueItem]:
    """Returns what other administrators asked for and this one may decide."""
    reader = require_scope(scope)
    mine = (each for each in waiting_requests(reader, now) if reader.staff not in (each.asked_by, each.staff))
    return [_item(each, reverse("access:staff_page", kwargs={"staff": each.staff}), _("Xem và quyết định")) for each in mine]


def requests_about_oneself(scope: object, now: datetime) -> Sequence[QueueItem]:
    """Returns what an administrator asked to do with the reader's own keys: the owner must hear of it, and may refuse."""
    reader = require_scope(scope)
    if reader.staff is None:
        return []
    about = waiting_requests(reader, now, about=reader.staff)
    return [_item(each, reverse("access:account"), _("Xem; từ chối nếu không phải bạn nhờ")) for each in about]


def request_title(request: WaitingRequest) -> str:
    """Returns what is asked for, in a few words."""
    if request.kind is RequestKind.RESET:
        return _("Xin đặt lại mật khẩu và lớp bảo vệ của %(name)s") % {"name": request.display}
    return _("Xin cấp vai trò %(role)s cho %(name)s") % {"role": role_name(request.role), "name": request.display}


def _item(request: WaitingRequest, url: str, action: str) -> QueueItem:
    return QueueItem(
        title=request_title(request),
        text=_("Người xin: %(name)s. Chờ người quản trị thứ hai.") % {"name": request.asked_by_name},
        due=request.asked_at + REQUEST_VALID_FOR,
        url=url,
        severity=Severity.NOW,
        action=action,
    )
